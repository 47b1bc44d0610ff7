"""Invented documents, and a tagger without a model, for the tests of whole runs."""

from __future__ import annotations

import os
import signal
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from nlp.document import AgendaItem, Entity, Label, Minutes, Outcome, Participant, Votes
from nlp.errors import NoAgendaItems
from nlp.reading.read import Source


def minutes(number: int, *, case: str = "24/77", text: str = "Der etableres cykelsti på skolevejen i Åbyøre.") -> str:
    """Give the text of one meeting."""
    return (
        f"REFERAT Teknisk Udvalg d. {1 + number % 27:02}-05-2023\n\nMødedeltagere Ida Bro (A), Per Ly Holm (Afbud), Nuka Toft (Ø)\n\n"
        f"Punkt 1: Cykelsti nr. {number}\n\n{case}\n\nSagsfremstilling\n\n{text}\n\nBeslutning\n\nAnbefales. Nuka Toft stemte imod.\n\nAfbud: Per Ly Holm\n"
    )


def result(
    name: str = "a.txt", *, digest: str = "m1", sha256: str = "ab", items: int = 2, title: str = "Skolevejen på Ærø", date: str = "2024-03-05"
) -> Minutes:
    """Give a tagged document as the tagger would."""
    text = "".join(f"{n}. {title}\nGodkendt.\n" for n in range(1, items + 1))
    length = len(text) // items if items else 0
    agenda = tuple(
        AgendaItem(
            str(n + 1), title, n * length, (n + 1) * length, "24/77", False, (), Label("schools", 0.9), Label("approval", 0.8),
            (Outcome("approved", "Godkendt", n * length + length - 10, n * length + length - 2),), ("Per Holm",), Votes(("V",), ("Ida Bro", "Ø"), ()) if n == 0 else None,
        )
        for n in range(items)
    )  # fmt: skip
    people = (Participant("Ida Bro", "A", "formand"), Participant("Per Holm", "V", None, False))
    entities = tuple(
        Entity("OUTCOME", "Godkendt", one.start, one.end, "approved", str(n + 1), "outcome/approved") for n, i in enumerate(agenda) for one in i.outcomes
    )
    head = {"municipality": "Åbyøre Kommune", "committee": "Byrådet", "date": date}
    return Minutes(name, sha256, text=text, participants=people, items=agenda, entities=entities, model={"name": "m", "version": "1", "digest": digest}, **head)


class _Tagger:
    memory_zone = staticmethod(nullcontext)

    def tag(self, source: Source) -> Minutes:
        if "DIE" in source.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "EXIT" in source.text:
            os._exit(3)
        if "HANG" in source.text:
            signal.pause()
        if "HUGE" in source.text:
            bytearray(20_000_000_000)
        if "RAISE" in source.text:
            raise RuntimeError(source.text)
        if "NONE" in source.text:
            raise NoAgendaItems(f"{source.id}: no agenda items found")
        return result(source.id, sha256=source.sha256)


@dataclass(frozen=True)
class FakeSetup:
    """Stands in for `nlp.archive.pool.Setup`: words in a document make its worker die, hang or fail."""

    refuse: bool = False
    broken: bool = False
    mark: str = "m1"
    mask: bool = False

    def load(self) -> Any:
        if self.refuse:
            os._exit(9)
        if self.broken:
            raise ImportError("No module named 'gone'")
        return _Tagger()

    def digest(self) -> str:
        return self.mark
