"""The words in which people are told results, in Danish and English."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nlp.serve

LANGUAGES = ("en", "da")
# Names of labels and codes stand where the page reads them, too.
_NAMES = Path(str(nlp.serve.__file__)).with_name("static") / "names.json"
_SENTENCES = Path(__file__).with_name("terminal.toml")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language."""

    language: str

    def say(self, sentence: str, n: int | None = None, **values: object) -> str:
        """Give a sentence; `n` chooses between one and many, and is written with the language's thousands.

        Example:
            >>> Wording("en").say("documents", 1), Wording("da").say("documents", 1200)
            ('1 document', '1.200 dokumenter')
        """
        words = _sentences()["danish" if self.language == "da" else "english"][sentence]
        return self._fill(words, n, values)

    def entities(self, label: str, n: int) -> str:
        """Give a number of entities with its noun; a label of one's own is said as it is.

        Example:
            >>> Wording("en").entities("PARTY", 2), Wording("en").entities("SHIP", 2)
            ('2 parties', '2 SHIP')
        """
        forms = _sentences()["danish" if self.language == "da" else "english"]["entities"].get(label, [label, label])
        return self._fill([f"{{n}} {form}" for form in forms], n, {})

    def name(self, kind: str, label: str) -> str:
        """Give the name of a label, a code or a kind; one that nobody has translated as it is.

        Example:
            >>> Wording("da").name("outcome", "approved"), Wording("en").name("topic", "ships")
            ('godkendt', 'ships')
        """
        both = _names()[kind].get(label)
        return both[LANGUAGES[::-1].index(self.language)] if both else label

    def date(self, day: str) -> str:
        """Give an ISO date as people write it.

        Example:
            >>> Wording("da").date("2024-05-02"), Wording("en").date("2024-05-02")
            ('2. maj 2024', '2 May 2024')
        """
        year, month, number = (int(part) for part in day.split("-"))
        return f"{number}{'.' if self.language == 'da' else ''} {_names()['months'][self.language][month - 1]} {year}"

    def _fill(self, words: str | list[str], n: int | None, values: dict[str, object]) -> str:
        text = words if isinstance(words, str) else words[0 if n == 1 else 1]
        number = "" if n is None else f"{n:,}".replace(",", "." if self.language == "da" else ",")
        return text.format(n=number, **values)


@cache
def _names() -> dict[str, Any]:
    names: dict[str, Any] = json.loads(_NAMES.read_text(encoding="utf-8"))
    return names


@cache
def _sentences() -> dict[str, Any]:
    return tomllib.loads(_SENTENCES.read_text(encoding="utf-8"))
