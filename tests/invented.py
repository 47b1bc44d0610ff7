"""A few dozen invented agenda items, for tests that train: two topics and two decision types that words tell apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

GROUPS = ("nordby", "sydby", "vesterby", "oesterby", "midtby", "havneby")
_TOPICS = {
    "schools": (
        ("Ny klasse på skolen", "Eleverne i skolen får en lærer mere."),
        ("Skolens bibliotek", "Skolen køber bøger til eleverne."),
        ("Lærerne og timeplanen", "Lærerne ønsker flere timer til eleverne."),
    ),
    "roads_transport": (
        ("Cykelsti langs vejen", "Vejen får en cykelsti og et fortov."),
        ("Asfalt på kommunens veje", "Vejene har huller, og asfalten er slidt."),
        ("Parkering ved vejen", "Bilerne parkerer på cykelstien."),
    ),
}
_TYPES = {
    "approval": ("at forslaget godkendes.", "Godkendt.", "approved"),
    "orientation": ("at orienteringen tages til efterretning.", "Taget til efterretning.", "noted"),
}


def examples() -> list[dict[str, Any]]:
    """Give one example for each group, topic, matter and decision type."""
    out = []
    for group in GROUPS:
        for topic, matters in _TOPICS.items():
            for title, story in matters:
                for decision_type, (proposal, decision, code) in _TYPES.items():
                    number = len(out) + 1
                    text = f"{number}. {title} i {group.capitalize()}\n\nSagsfremstilling\n{story}\n\nIndstilling\nForvaltningen indstiller, {proposal}\n\nBeslutning\n{decision}\n"
                    words = decision.rstrip(".")
                    at = text.rindex(words)
                    entity = {"label": "OUTCOME", "text": words, "start": at, "end": at + len(words), "id": code}
                    out.append(
                        {"id": f"{group}-1#{number}", "group": group, "text": text, "topic": topic, "decision_type": decision_type, "entities": [entity]}
                    )
    return out


def write_lines(rows: list[dict[str, Any]], path: Path) -> Path:
    """Write rows as JSON Lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path
