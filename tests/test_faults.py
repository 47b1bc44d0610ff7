"""Texts that are not the minutes of one meeting: an error that says what they are, wherever a result is given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp import cli
from nlp.errors import NlpError
from nlp.predictor import Predictor
from nlp.reading.read import Source

MINUTES = """REFERAT Teknikudvalget d. 12-03-2031

Mødedeltagere Ida Bro (A), Per Ly Holm (V)

Punkt 1: Ny cykelsti langs Strandvejen

31/998

Indstilling

Forvaltningen indstiller, at der gives en bevilling.

Beslutning

Godkendt.

Punkt 2: Orientering om vintertjeneste

Beslutning

Taget til efterretning.
"""
LETTER = """Til Byrådet i Lundekøbing Kommune

Kære byråd

Jeg har boet på Engvej i tolv år og vil gerne spørge om tre ting:

1. Hvornår bliver vejen lagt om?

2. Hvem betaler for støjhegnet?

3. Hvorfor er naboerne ikke hørt?

Med venlig hilsen
Ida Bro
"""
STANDARD = """Kvalitetsstandard for rengøring i hjemmet

Lundekøbing Kommune, godkendt af Byrådet den 12. marts 2031

1. Formål

Hjælpen skal sætte borgeren i stand til at klare mest muligt selv.

2. Lovgrundlag

Lov om social service § 83.

3. Hvem kan få hjælp

Borgere, der ikke selv kan gøre rent.
"""
NOTE = """NOTAT

Til: Teknikafdelingen
Fra: Økonomi

Om udgifterne til vintertjeneste

Udgifterne til vintertjeneste er steget i de seneste tre år. Det skyldes især priserne på salt og de mange nætter med frost. Forvaltningen
vurderer, at der mangler 2 mio. kr. i 2031, og at der skal findes penge andre steder.
"""
NEWS = """Pressemeddelelse

Ny cykelsti åbner på lørdag

Lundekøbing Kommune indvier den nye cykelsti langs Strandvejen på lørdag kl. 10. Der er kaffe og rundstykker til alle, der møder op, og
musikskolens orkester spiller. Stien er to kilometer lang og har kostet 4 mio. kr.
"""
SOUP = "5HIHUDW IUD P¡GH L 7HNQLN 0LOM¡XGYDOJHW 'HU EOHY JRGNHQGW HQ EHYLOOLQJ WLO F\\NHOVWLHQ " * 12
SHIFTED = "Wlo P¡ghw sn Ugykxvhw dfk Udgqdqg vwhpph prg Jrgnhqgw dw vdjhq xgvæwwhv Ehvoxwqlqj xgydojhw yhg Iuhgulnvvrq " * 12
COLUMN = "\n".join("Referat fra mødet i Teknikudvalget den 12. marts".replace(" ", ""))
SPACED = " ".join("Referat af mødet i Teknikudvalget den tolvte marts hvor sagen blev godkendt") + "\n"
NO_ITEMS = """Referat af mødet i Teknikudvalget den 12. marts 2031

Mødedeltagere: Ida Bro (A), Per Ly Holm (V)

Der blev talt om mange ting, og alle var glade for mødet.
"""
SECOND = MINUTES.rstrip() + "\n\nREFERAT Økonomiudvalget d. 13-04-2031\n\nMødedeltagere Ida Bro (A)\n\nPunkt 1: Lån til havnen\n\nBeslutning\n\nUdsat.\n"

CASES = [
    pytest.param(LETTER, "no_minutes", id="letter"),
    pytest.param(STANDARD, "no_minutes", id="quality standard"),
    pytest.param(NOTE, "no_minutes", id="note"),
    pytest.param(NEWS, "no_minutes", id="press release"),
    pytest.param(SOUP, "unreadable_text", id="glyph soup"),
    pytest.param(SHIFTED, "unreadable_text", id="shifted letters"),
    pytest.param(COLUMN, "unreadable_text", id="one letter a line"),
    pytest.param(SPACED, "unreadable_text", id="letters apart"),
    pytest.param(NO_ITEMS, "no_items", id="no items"),
    pytest.param(SECOND, "several_meetings", id="two meetings"),
    pytest.param(" \n\f\n", "no_text", id="empty"),
]


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    from nlp.predictor import load

    return load()


@pytest.mark.parametrize(("text", "kind"), CASES)
def test_a_text_says_what_it_is(predictor: Predictor, text: str, kind: str) -> None:
    with pytest.raises(NlpError) as raised:
        predictor.predict(text)
    assert raised.value.kind == kind


def test_the_place_of_a_second_meeting_is_told(predictor: Predictor) -> None:
    text = SECOND.replace(" ", "  ").replace("\n", "\r\n")
    line = text[: text.index("REFERAT  Økonomi")].count("\n") + 1
    with pytest.raises(NlpError, match=f"second begins at line {line} \\(character {text.index('REFERAT  Økonomi')}\\)"):
        predictor.predict(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(MINUTES, id="minutes"),
        pytest.param(
            "Dagsorden til Byrådet den 3. maj 2031\n\n1. Godkendelse af dagsorden\n2. Kvalitetsstandard for rengøring\n3. Eventuelt\n", id="a list of items"
        ),
        pytest.param(
            "Notat\n\nPunkt 1: Sti\n\n31/998\n\nBeslutning\n\nGodkendt.\n\nPunkt 2: Bro\n\nBeslutning\n\nUdsat.\n", id="decisions below a strange title"
        ),
        pytest.param(
            MINUTES.rstrip() + "\n\nBilag\n\nReferat Økonomiudvalget d. 13-04-2030\n\nPunkt 9: Lån til havnen\n\nBeslutning\n\nUdsat.\n",
            id="minutes among the annexes",
        ),
        pytest.param(
            MINUTES.replace("Punkt 2", "Bilag\n\n- Bilag 1. Referat af møde i Naturrådet den 15-03-2030\n\nReferat af møde den 16-03-2030\n\nPunkt 2"),
            id="an annex in a list",
        ),
        pytest.param("1. Sti\n\nBeslutning\n\nGodkendt.\n", id="next to nothing"),
    ],
)
def test_minutes_are_never_refused(predictor: Predictor, text: str) -> None:
    assert predictor.predict(text).items


def test_a_part_of_minutes_may_hold_no_item(predictor: Predictor) -> None:
    assert predictor.tag(Source.of_text("Godkendt."), fragment=True).items == ()
    assert predictor.predict_item("Godkendt.").title == "Godkendt."


def test_files_and_standard_output_hold_the_same_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "brev.txt"
    path.write_text(LETTER, encoding="utf-8")
    assert cli.main(["tag", str(path), "--silent"]) == 1
    (printed,) = capsys.readouterr().out.splitlines()
    out = tmp_path / "out.jsonl"
    assert cli.main(["tag", str(path), "-o", str(out), "--silent"]) == 1
    (written,) = out.read_text(encoding="utf-8").splitlines()
    assert json.loads(printed) == json.loads(written)
    error = json.loads(written)
    assert (error["id"], error["error"]["kind"]) == (path.as_posix(), "no_minutes")
