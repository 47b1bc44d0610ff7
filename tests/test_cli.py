"""The command: what it writes where, its exit codes, and bad input that must not end a batch."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from nlp import cli
from tests.conftest import ROOT

MINUTES = "REFERAT Byrådet d. 09-05-2023\n\nPunkt 1: Budget 2024\n\n23/1\n\nBeslutning\n\nGodkendt.\n"


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = cli.main(list(argv))
    out = capsys.readouterr()
    return code, out.out, out.err


def test_documents_become_json_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b.txt").write_text(MINUTES, encoding="utf-8")
    (tmp_path / "a.md").write_text("# " + MINUTES, encoding="utf-8")
    code, out, err = run(capsys, "tag", str(tmp_path))
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [Path(line["id"]).name for line in lines] == ["a.md", "b.txt"]
    assert all(line["items"][0]["outcomes"][0]["code"] == "approved" for line in lines)
    assert "2 documents, 2 agenda items" in err


def test_the_output_file_and_the_text_are_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b.txt").write_text(MINUTES, encoding="utf-8")
    target = tmp_path / "new" / "out.jsonl"
    code, out, _ = run(capsys, "tag", str(tmp_path / "*.txt"), "-o", str(target), "--with-text", "--silent")
    assert (code, out) == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["text"] == MINUTES


def test_standard_input_is_a_document(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(MINUTES.encode("utf-16")), encoding="utf-8"))
    code, out, _ = run(capsys, "tag", "-")
    assert code == 0
    assert json.loads(out)["items"][0]["title"] == "Budget 2024"


BAD = {
    "empty.txt": (b"", "no_text", "is empty"),
    "blank.txt": (b" \r\n\x0c\n", "no_text", "is empty"),
    "binary.txt": (bytes(range(256)) * 40, "unreadable", "binary"),
    "utf16cut.txt": (b"\xff\xfe" + MINUTES.encode("utf-16-le") + b"\x00", "damaged", "truncated"),
    "line.txt": (b"a" * 300_000, "too_large", "line of 300,000 characters"),
}


def test_bad_documents_are_named_and_the_rest_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, (raw, _, _) in BAD.items():
        (tmp_path / name).write_bytes(raw)
    (tmp_path / "good.txt").write_text(MINUTES, encoding="cp1252")
    (tmp_path / "letter.txt").write_text("Kære alle\n\nVi ses i morgen.\n", encoding="utf-8")
    code, out, err = run(capsys, "tag", str(tmp_path))
    results = {Path(line["id"]).name: line for line in map(json.loads, out.splitlines())}
    assert code == 1
    assert len(results) == len(BAD) + 2
    for name, (_, kind, words) in BAD.items():
        assert results[name]["error"]["kind"] == kind
        assert words in results[name]["error"]["message"]
        assert name in err
    assert results["good.txt"]["items"][0]["title"] == "Budget 2024"
    assert results["letter.txt"]["error"]["kind"] == "no_minutes"
    assert "letter.txt: no minutes" in err


def test_a_huge_line_is_refused_before_anything_reads_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "huge.txt").write_bytes(b"Godkendt. " * 5_000_000)
    code, out, _ = run(capsys, "tag", str(tmp_path))
    assert code == 1
    assert json.loads(out)["error"]["kind"] == "too_large"


@pytest.mark.parametrize(
    ("argv", "words"),
    [(["tag", "no/such/file.txt"], "no such file"), (["tag", ".", "--model", "no/such/model"], "no such model folder")],
)
def test_wrong_usage_says_what_to_do(argv: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(MINUTES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, *argv)
    assert code == 2
    assert words in err


def test_an_unknown_command_is_wrong_usage() -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["frobnicate"])


@pytest.mark.parametrize("argv", [["--help"], ["tag", "--help"], ["--version"]])
def test_help_answers_without_the_heavy_libraries(argv: list[str]) -> None:
    code = f"import sys\nfrom nlp.cli import main\ntry:\n    main({argv!r})\nexcept SystemExit:\n    pass\nsys.exit(any(m in sys.modules for m in ('spacy', 'sklearn', 'numpy', 'rich')))"
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, cwd=ROOT).returncode == 0


def test_every_command_stands_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    actions = [action for action in cli._parser()._actions if action.dest == "==SUPPRESS==" or getattr(action, "choices", None)]
    names = [name for action in actions if isinstance(action.choices, dict) for name in action.choices]
    assert len(names) >= 3
    assert all(f"referat {name}" in readme for name in names)
