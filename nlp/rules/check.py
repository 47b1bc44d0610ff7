"""Checks rule files before anything is made of them, and says what is wrong, where, and with which value."""

from __future__ import annotations

from typing import Any

from nlp.errors import BadRules

# As many faults of one file are named; the rest is counted.
_MOST_NAMED = 5


def check_file(where: str, name: str, content: dict[str, Any]) -> None:
    """Check the content of one rule file.

    Args:
        where: How errors name the file.
        name: Its name among the rule files: `outcomes.toml`, `layouts/my_town.toml`.
        content: What it holds.

    Raises:
        BadRules: it holds an error; the message names file, entry and value.
    """
    # Ours are checked by the tests: a program without rules of its own needs neither pydantic's models nor the time that they take.
    from pydantic import ValidationError

    from nlp.rules.schema import FILES, Layout

    model = Layout if name.startswith("layouts/") else FILES[name.removesuffix(".toml")]
    try:
        model.model_validate(content)
    except ValidationError as err:
        faults = [_fault(content, fault) for fault in err.errors(include_url=False)]
        more = f" (and {len(faults) - _MOST_NAMED} more)" if len(faults) > _MOST_NAMED else ""
        raise BadRules(f"{where}: {'; '.join(faults[:_MOST_NAMED])}{more}. The rules of referat beside it show the form.") from err


def _fault(content: Any, fault: Any) -> str:
    """Say one fault: the entry by its number and id, the key, the value, what is wrong."""
    place, value, identity = [], content, None
    for step in fault["loc"]:
        if isinstance(step, int):
            place.append(f"number {step + 1}")
        else:
            place.append(str(step))
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            value = None
        if isinstance(value, dict):
            identity = value.get("id", identity)
    said = fault["msg"].removeprefix("Value error, ")
    known = {"extra_forbidden": "is no key that is read", "missing": "is missing"}.get(fault["type"], said)
    shown = "" if fault["type"] == "missing" else f" = {value!r}"
    return f"[{' '.join(place)}]{f' ({identity})' if identity else ''}{shown} {known}"
