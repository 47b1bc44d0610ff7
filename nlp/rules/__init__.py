"""The words and patterns of the tagger: one TOML file for each step, read once.

A folder of one's own adds to them: files of the same names (`headings.toml`, `layouts/my_town.toml`, ...) whose lists are read before ours.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from nlp.errors import BadRules

VARIABLE = "REFERAT_RULES"
_FOLDER = files(__package__)


@cache
def load_rules(name: str) -> dict[str, Any]:
    """Read the rule file `<name>.toml`, joined with the one of the same name in one's own folder.

    Raises:
        FileNotFoundError: there is no such rule file.
        BadRules: the file in one's own folder cannot be read.
    """
    ours = _FOLDER / f"{name}.toml"
    own = _own_file(f"{name}.toml")
    if own is None:
        return tomllib.loads(ours.read_text(encoding="utf-8"))
    theirs = _read_own(own)
    return _joined(theirs, tomllib.loads(ours.read_text(encoding="utf-8"))) if ours.is_file() else theirs


@cache
def all_rules() -> tuple[dict[str, Any], ...]:
    """Give every rule that has an id, from all rule files of this folder."""
    names = sorted(file.name.removesuffix(".toml") for file in _FOLDER.iterdir() if file.name.endswith(".toml"))
    tables = [table for name in names for table in load_rules(name).values() if isinstance(table, list)]
    return tuple(rule for table in tables for rule in table if isinstance(rule, dict) and "id" in rule)


@cache
def words(name: str) -> frozenset[str]:
    """Read the word list `<name>.txt`: one entry a line, `#` begins a comment."""
    own = _own_file(f"{name}.txt")
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines() + (own.read_text(encoding="utf-8").splitlines() if own else [])
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def layout_names() -> tuple[str, ...]:
    """Give the names of the layout families' files, ours and one's own, sorted."""
    names = {file.name.removesuffix(".toml") for file in (_FOLDER / "layouts").iterdir() if file.name.endswith(".toml")}
    folder = own_folder()
    return tuple(sorted(names | ({file.stem for file in (folder / "layouts").glob("*.toml")} if folder else set())))


@cache
def digest() -> str:
    """Give the SHA-256 of all rule files of ours: results change only where this does, or the code, or one's own rules. Descriptions change no result."""
    total = hashlib.sha256()
    for name, raw in sorted(_rule_files(_FOLDER)):
        if name != "descriptions.toml":
            total.update(name.encode() + b"\0" + raw + b"\0")
    return total.hexdigest()


# --- one's own folder -------------------------------------------------------------------------------------


@cache
def own_folder() -> Path | None:
    """Give the folder of one's own rules, as the environment names it, or None.

    Raises:
        BadRules: there is no such folder, or a file in it is none that is read, or holds an error.
    """
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    folder = Path(named)
    if not folder.is_dir():
        raise BadRules(f"{folder}: no such folder of rules. Name one that exists, or unset {VARIABLE}.")
    for file in sorted([*folder.glob("*.toml"), *folder.glob("*.txt"), *(folder / "layouts").glob("*.toml")]):
        _check(file, file.relative_to(folder).as_posix())
    return folder


def use_folder(folder: str | Path) -> None:
    """Read the rules of a folder of one's own beside ours, from now on, in this process and those it starts.

    Raises:
        BadRules: there is no such folder, or a file in it is none that is read, or holds an error.
    """
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(Path(folder).absolute())
    forget()
    try:
        own_folder()
    except BadRules:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before
        raise


def forget() -> None:
    """Forget all that was read or made from rules, so that they are read anew: what this package caches comes from rules or from single words."""
    for name, module in list(sys.modules.items()):
        if name == "nlp" or name.startswith("nlp."):
            for value in list(vars(module).values()):
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()


def own_digest() -> str:
    """Give the SHA-256 of one's own rules; empty where there are none."""
    folder = own_folder()
    return hashlib.sha256(repr(sorted(_rule_files(folder))).encode()).hexdigest() if folder else ""


def _rule_files(folder: Any) -> list[tuple[str, bytes]]:
    out = [(file.name, file.read_bytes()) for file in folder.iterdir() if file.name.endswith((".toml", ".txt"))]
    layouts = folder / "layouts"
    return out + ([(f"layouts/{file.name}", file.read_bytes()) for file in layouts.iterdir() if file.name.endswith(".toml")] if layouts.is_dir() else [])


def _own_file(name: str) -> Path | None:
    folder = own_folder()
    return folder / name if folder and (folder / name).is_file() else None


def _check(file: Path, name: str) -> None:
    if not name.startswith("layouts/"):
        known = sorted(one.name for one in _FOLDER.iterdir() if one.name.endswith((".toml", ".txt")))
        if name not in known:
            raise BadRules(f"{file}: no rule file of that name is read. The names are {', '.join(known)}, and any name in layouts/.")
    if file.suffix == ".toml":
        _check_patterns(file, _read_own(file))
        if name.startswith("layouts/") and not {"id", "headings"} <= _read_own(file).keys():
            raise BadRules(f"{file}: a layout needs `id` and `headings`; see the ones in nlp/rules/layouts/.")


def _read_own(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as err:
        raise BadRules(f"{file}: cannot be read as TOML ({err}). Correct it there.") from err


def _check_patterns(file: Path, value: Any) -> None:
    for one in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        _check_patterns(file, one)
    if isinstance(value, dict) and isinstance(value.get("pattern"), str):
        try:
            re.compile(value["pattern"])
        except re.error as err:
            raise BadRules(f"{file}: the pattern {value['pattern']!r} is no regular expression ({err}). Correct it there.") from err


def _joined(theirs: Any, ours: Any) -> Any:
    """Join two rule files: tables key by key, lists one behind the other with one's own first; a single value of one's own wins."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        return {key: _joined(theirs[key], ours[key]) if key in theirs and key in ours else theirs.get(key, ours.get(key)) for key in {**ours, **theirs}}
    return theirs + ours if isinstance(theirs, list) and isinstance(ours, list) else theirs
