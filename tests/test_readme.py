"""What the README shows is what happens."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sqlite3
import tomllib
from pathlib import Path

import pytest

from nlp import cli
from tests.conftest import ROOT


def test_the_python_example_prints_what_the_readme_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    code, expected = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", readme, re.DOTALL).groups()  # type: ignore[union-attr]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "README.md", "exec"), {})
    assert out.getvalue() == expected


def _archive_section() -> str:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return readme.partition("## An archive in one command\n")[2].partition("\n## ")[0]


def _commands(section: str) -> list[list[str]]:
    return [shlex.split(line, comments=True)[3:] for line in section.splitlines() if line.startswith("$ referat tag ")]


def test_the_archive_commands_run_and_the_questions_have_the_answers_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "training_data").symlink_to(ROOT / "training_data")
    monkeypatch.chdir(tmp_path)
    section = _archive_section()
    runs = [argv for argv in _commands(section) if "training_data/minutes" in argv]
    for argv in runs:
        assert cli.main(["tag", *argv]) == 0
    assert len(runs) == 2
    assert "26 documents skipped" in capsys.readouterr().err
    pairs = re.findall(r"```sql\n(.*?)```\n\n```text\n(.*?)```", section, re.DOTALL)
    assert len(pairs) == 1
    with contextlib.closing(sqlite3.connect("minutes.db")) as db:
        for query, answer in pairs:
            rows = [" | ".join("" if value is None else str(value) for value in row) for row in db.execute(query)]
            assert rows == answer.splitlines()
        (search,) = re.findall(r"`(SELECT title .*?\))`", section)
        assert db.execute(search).fetchall()
        names = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    told = set(re.findall(r"`(\w+)`", section.partition("The tables for people are")[2].partition("```sql")[0]))
    assert told and told < names
    for line in section.splitlines():
        if line.startswith("$ referat ask "):
            assert cli.main(["ask", *shlex.split(line, comments=True)[3:]]) in (0, 1)


def test_the_archive_commands_are_all_understood() -> None:
    commands = _commands(_archive_section())
    assert len(commands) == 7
    for argv in commands:
        cli._parser().parse_args(["tag", *argv])


def test_every_command_of_the_readme_is_understood() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\$ (?:[A-Z_]+=\S+ |cat \S+ \| )?(?:scripts/)?referat (.*)$", readme, re.MULTILINE)
    assert len(lines) > 20
    for line in lines:
        argv = shlex.split(line.partition(" < ")[0], comments=True)
        cli._parser().parse_args(argv)


def test_every_extra_of_the_readme_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    named = set(re.findall(r"'\.\[(\w+)\]'", readme))
    assert {"serve", "store", "train", "cluster"} <= named <= set(extras)
