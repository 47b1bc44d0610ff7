"""Checks rule files before anything is made of them."""

from __future__ import annotations

import re
from typing import Any

from nlp.errors import BadRules


def check_file(where: str, name: str, content: dict[str, Any]) -> None:
    """Check the content of one rule file.

    Args:
        where: How errors name the file.
        name: Its name among the rule files: `outcomes.toml`, `layouts/my_town.toml`.
        content: What it holds.

    Raises:
        BadRules: it holds an error.
    """
    _check_patterns(where, content)
    if name.startswith("layouts/") and not {"id", "headings"} <= content.keys():
        raise BadRules(f"{where}: a layout needs `id` and `headings`; see the ones in nlp/rules/layouts/.")


def _check_patterns(where: str, value: Any) -> None:
    for one in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        _check_patterns(where, one)
    if isinstance(value, dict) and isinstance(value.get("pattern"), str):
        try:
            re.compile(value["pattern"])
        except re.error as err:
            raise BadRules(f"{where}: the pattern {value['pattern']!r} is no regular expression ({err}). Correct it there.") from err
