"""The words and patterns of the tagger: one TOML file for each step, read once."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

_FOLDER = files(__package__)


@cache
def load_rules(name: str) -> dict[str, Any]:
    """Read the rule file `<name>.toml` of this folder.

    Raises:
        FileNotFoundError: there is no such rule file.
    """
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def all_rules() -> tuple[dict[str, Any], ...]:
    """Give every rule that has an id, from all rule files of this folder."""
    names = sorted(file.name.removesuffix(".toml") for file in _FOLDER.iterdir() if file.name.endswith(".toml"))
    tables = [table for name in names for table in load_rules(name).values() if isinstance(table, list)]
    return tuple(rule for table in tables for rule in table if isinstance(rule, dict) and "id" in rule)


@cache
def words(name: str) -> frozenset[str]:
    """Read the word list `<name>.txt`: one entry a line, `#` begins a comment."""
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def digest() -> str:
    """Give the SHA-256 of all rule files: results change only where this does, or the code. Descriptions change no result."""
    total = hashlib.sha256()
    for file in sorted((f for f in _FOLDER.iterdir() if f.name.endswith((".toml", ".txt")) and f.name != "descriptions.toml"), key=lambda f: f.name):
        total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()
