"""Reads the rule files, ours and one's own, into one object that is handed on."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, update_wrapper
from importlib.resources import files
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from nlp.errors import BadRules
from nlp.rules.check import check_file

_P = ParamSpec("_P")
_T = TypeVar("_T")
_FOLDER = files(__package__)
# Most results of one function that are kept for one set of rules: single words and lines, some hundred bytes each.
_MOST_KEPT = 8192
# Texts that explain rules to people; no result depends on them.
_EXPLAINING = "descriptions.toml"


class Rules:
    """One set of rules: ours, joined with those of one's own folder, read and checked once.

    Sets live side by side: what is compiled from a set is kept in it (see `from_rules`).

    Args:
        folder: A folder of one's own rules; ours alone where it is None.
        files: Raw contents by name (`outcomes.toml`, `layouts/a.toml`), ours.
        own: The same of one's own folder.
    """

    def __init__(self, folder: Path | None, files: Mapping[str, bytes], own: Mapping[str, bytes]) -> None:
        self.folder = folder
        self._files = {name: _text(name, raw) for name, raw in files.items()}
        self._own = {name: _text(str(folder / name) if folder else name, raw) for name, raw in own.items()}
        self._tables = {name.removesuffix(".toml"): self._joined(name) for name in sorted({*files, *own}) if name.endswith(".toml")}
        self._words = {name.removesuffix(".txt"): self._entries(name) for name in sorted({*files, *own}) if name.endswith(".txt")}
        self.digest = _digest({name: raw for name, raw in files.items() if name != _EXPLAINING}, own)
        self.kept: dict[Callable[..., Any], dict[Any, Any]] = {}

    def table(self, name: str) -> dict[str, Any]:
        """Give the rule file `<name>.toml`, one's own lists before ours.

        Raises:
            KeyError: there is no such rule file.
        """
        return self._tables[name]

    def words(self, name: str) -> frozenset[str]:
        """Give the word list `<name>.txt`: one entry a line, `#` begins a comment.

        Raises:
            KeyError: there is no such list.
        """
        return self._words[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all rule files (`outcomes`, `layouts/a`), sorted."""
        return tuple(self._tables)

    @property
    def layouts(self) -> tuple[str, ...]:
        """The names of the layout families' files, sorted."""
        return tuple(sorted(name.removeprefix("layouts/") for name in self._tables if name.startswith("layouts/")))

    @property
    def entries(self) -> Iterator[dict[str, Any]]:
        """Every rule that has an id, from all files but those of layouts."""
        for name, table in self._tables.items():
            if not name.startswith("layouts/"):
                for rules in table.values():
                    yield from (rule for rule in rules if isinstance(rule, dict) and "id" in rule) if isinstance(rules, list) else ()

    @property
    def own_entries(self) -> Iterator[dict[str, Any]]:
        """Every rule with an id in one's own files."""
        for name, text in sorted(self._own.items()):
            for rules in tomllib.loads(text).values() if name.endswith(".toml") else ():
                yield from (rule for rule in rules if isinstance(rule, dict) and "id" in rule) if isinstance(rules, list) else ()

    @contextmanager
    def in_use(self) -> Iterator[Rules]:
        """Let everything that reads a text in this context, and in this thread or task alone, go by these rules."""
        token = _IN_USE.set(self)
        try:
            yield self
        finally:
            _IN_USE.reset(token)

    def _entries(self, name: str) -> frozenset[str]:
        lines = [*self._files.get(name, "").splitlines(), *self._own.get(name, "").splitlines()]
        return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))

    def _joined(self, name: str) -> dict[str, Any]:
        ours = tomllib.loads(self._files[name]) if name in self._files else None
        if name not in self._own:
            return ours or {}
        where = str(self.folder / name) if self.folder else name
        theirs = _parsed(where, self._own[name])
        check_file(where, name, theirs)
        joined: dict[str, Any] = _join(theirs, ours) if ours is not None else theirs
        return joined


_IN_USE: ContextVar[Rules | None] = ContextVar("referat_rules", default=None)


def load_rules(folder: str | Path | None = None) -> Rules:
    """Read the rules, and those of one's own folder beside them.

    Args:
        folder: Holds files of the same names as ours (`headings.toml`, `layouts/my_town.toml`, ...), whose lists are read before ours.

    Raises:
        BadRules: there is no such folder, or a file in it is none that is read, or holds an error.
    """
    if folder is None:
        return _ours()
    folder = Path(folder).absolute()
    if not folder.is_dir():
        raise BadRules(f"{folder}: no such folder of rules. Name one that exists.")
    ours, own = _raw_files(_FOLDER), _raw_files(folder)
    for name in sorted(own):
        if name not in ours and not name.startswith("layouts/"):
            known = ", ".join(sorted(file for file in ours if "/" not in file))
            raise BadRules(f"{folder / name}: no rule file of that name is read. The names are {known}, and any name in layouts/.")
    return Rules(folder, ours, own)


def current() -> Rules:
    """Give the rules in use here: those of the nearest `Rules.in_use`, else ours alone."""
    return _IN_USE.get() or _ours()


def rule_file(name: str) -> dict[str, Any]:
    """Give the rule file `<name>.toml` of the rules in use."""
    return current().table(name)


def words(name: str) -> frozenset[str]:
    """Give the word list `<name>.txt` of the rules in use."""
    return current().words(name)


def from_rules(make: Callable[_P, _T]) -> Callable[_P, _T]:
    """Keep what a function makes of the rules in use, once for each set of rules; its arguments must be hashable."""

    def kept(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        rules = _IN_USE.get() or _ours()
        key = (args, *kwargs.items()) if kwargs else args
        try:
            result: _T = rules.kept[make][key]
        except KeyError:
            results = rules.kept.setdefault(make, {})
            if len(results) >= _MOST_KEPT:
                results.clear()
            result = results[key] = make(*args, **kwargs)
        return result

    return update_wrapper(kept, make)


@cache
def _ours() -> Rules:
    return Rules(None, _raw_files(_FOLDER), {})


def _raw_files(folder: Any) -> dict[str, bytes]:
    out = {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith((".toml", ".txt"))}
    layouts = folder / "layouts"
    return out | ({f"layouts/{file.name}": file.read_bytes() for file in layouts.iterdir() if file.name.endswith(".toml")} if layouts.is_dir() else {})


def _text(where: str, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as err:
        raise BadRules(f"{where}: is no UTF-8 ({err}). Save it as UTF-8.") from err


def _parsed(where: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        raise BadRules(f"{where}: cannot be read as TOML ({err}). Correct it there.") from err


def _digest(*sets: Mapping[str, bytes]) -> str:
    total = hashlib.sha256()
    for part in sets:
        for name, raw in sorted(part.items()):
            total.update(name.encode() + b"\0" + raw + b"\0")
    return total.hexdigest()


def _join(theirs: Any, ours: Any) -> Any:
    """Join two rule files: tables key by key, lists one behind the other with one's own first; a single value of one's own wins."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        return {key: _join(theirs[key], ours[key]) if key in theirs and key in ours else theirs.get(key, ours.get(key)) for key in {**ours, **theirs}}
    return theirs + ours if isinstance(theirs, list) and isinstance(ours, list) else theirs
