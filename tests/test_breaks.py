"""What stands between items and behind the last belongs to none of their decisions."""

from __future__ import annotations

import pytest
from spacy.language import Language

MEETING = "Referat\nTeknisk Udvalg, Hedelund Kommune\n14. marts 2023 kl. 15.00\n\n1. Budget\n\nBeslutning\nGodkendt.\n\n{}\n\n2. Lokalplan 44\n\nBeslutning\nAnbefales godkendt.\n{}"


def decisions(pipeline: Language, text: str) -> list[str]:
    items = pipeline(text)._.meeting_data["items"]
    return [text[s["start"] : s["end"]].removeprefix("Beslutning\n").strip() for item in items for s in item["sections"] if s["kind"] == "decision"]


@pytest.mark.parametrize(
    "line", ["Lukkede punkter", "B. Sager til afgørelse i byrådet", "SAGER TIL ORIENTERING", "Tillægsdagsorden", "II. Orienteringssager", "Åbne sager"]
)
def test_the_heading_of_a_part_ends_the_decision_above(pipeline: Language, line: str) -> None:
    assert decisions(pipeline, MEETING.format(line, "")) == ["Godkendt.", "Anbefales godkendt."]


@pytest.mark.parametrize(
    "line", ["Mødet sluttede kl. 16.30", "Referent: Ida Bro", "Næste møde: 4. april", "Ida Bro          Per Ly Holm", "Dokumentet er underskrevet digitalt"]
)
def test_what_stands_behind_the_last_item_is_no_decision(pipeline: Language, line: str) -> None:
    assert decisions(pipeline, MEETING.format("Åbne sager", f"\n{line}\n")) == ["Godkendt.", "Anbefales godkendt."]


def test_a_further_sentence_of_the_decision_stays(pipeline: Language) -> None:
    found = decisions(pipeline, MEETING.format("Udvalget ønsker en ny sag i maj.", "\nPer Ly Holm deltog ikke i sagens behandling.\n"))
    assert found == ["Godkendt.\n\nUdvalget ønsker en ny sag i maj.", "Anbefales godkendt.\n\nPer Ly Holm deltog ikke i sagens behandling."]
