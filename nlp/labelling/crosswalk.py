"""A topic's code in the schemes of others, without training: `cap` (Comparative Agendas Project, major topics) and `kle` (main groups)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.errors import UnknownLabel
from nlp.rules import rule_file

# A case number of the KLE scheme begins with its main group.
_KLE = re.compile(r"(\d{2})\.\d{2}\.\d{2}\b")


def read_schemes(words: str) -> tuple[str, ...]:
    """Read which schemes are asked for.

    Raises:
        UnknownLabel: there is no such scheme.

    Example:
        >>> read_schemes("kle, CAP")
        ('kle', 'cap')
    """
    asked = tuple(dict.fromkeys(word.strip().lower() for word in words.split(",") if word.strip()))
    unknown = [word for word in asked if word not in rule_file("crosswalk")]
    if unknown:
        raise UnknownLabel(f"{', '.join(unknown)}: no such scheme of codes. There are {', '.join(rule_file('crosswalk'))}.")
    return asked


def code_of(scheme: str, topic: str | None, case_number: str | None = None) -> str | None:
    """Give the code of a topic; of KLE that of the case number, where it is filed by KLE.

    Example:
        >>> code_of("cap", "roads_transport"), code_of("kle", "planning", "05.01.10-P19-2-23"), code_of("cap", "a label of one's own")
        ('10', '05', None)
    """
    filed = _KLE.match(case_number or "") if scheme == "kle" else None
    codes: dict[str, str] = rule_file("crosswalk")[scheme]["codes"]
    return filed[1] if filed else codes.get(topic or "")


def name_of(scheme: str, code: str | None) -> str | None:
    """Give what a code is called; None for one that no topic falls under.

    Example:
        >>> name_of("kle", "05"), name_of("kle", "99")
        ('Veje og trafik', None)
    """
    names: dict[str, str] = rule_file("crosswalk")[scheme]["names"]
    return names.get(code or "")


def codes_of(schemes: Sequence[str], topic: str | None, case_number: str | None = None) -> tuple[str | None, ...]:
    """Give code and name of each scheme; those of a topic that is a question (`roads_transport?`) are questions, too.

    Example:
        >>> codes_of(("cap",), "schools?")
        ('6?', 'Education')
    """
    out: list[str | None] = []
    for scheme in schemes:
        sure = (topic or "").rstrip("?")
        code = code_of(scheme, sure, case_number)
        asked = "?" if code and topic != sure and code == code_of(scheme, sure) else ""
        out += [f"{code}{asked}" if code else None, name_of(scheme, code)]
    return tuple(out)
