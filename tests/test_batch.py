"""Whole runs: only what is new is done, the same bytes come out of any number of workers, and bad input is named."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from rich.console import Console

from nlp import cli
from nlp.archive.document import Document
from nlp.archive.pool import Done
from nlp.archive.run import Job, Summary, tag_into
from nlp.archive.sources import Sources
from nlp.archive.stores.open import open_store
from nlp.commands.progress import Progress
from nlp.commands.view import show_summary
from nlp.document import Failure
from tests.archive import FakeSetup, minutes
from tests.conftest import ROOT
from tests.test_stores import contents


def run(path: Path, documents: Iterable[Document], *, workers: int = 0, force: bool = False, mark: str = "m1") -> Summary:
    summary = Summary()
    setup = FakeSetup(mark=mark)
    with open_store(path, mark) as store:
        for done in tag_into(store, documents, Job(setup, workers, force=force)):  # type: ignore[arg-type]
            summary.count(done)
    return summary


def texts(*given: str) -> list[Document]:
    return [Document(f"{number}.txt", text=text) for number, text in enumerate(given)]


def counts(summary: Summary) -> tuple[int, int, int]:
    return summary.documents, summary.skipped, summary.failed.total()


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet", "out.db"])
def test_a_second_run_does_only_what_is_new_or_changed(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    assert counts(run(path, texts("a", "b", "NONE", "RAISE"))) == (2, 0, 2)
    assert counts(run(path, texts("a", "b", "NONE", "RAISE"))) == (0, 2, 2)
    assert counts(run(path, texts("a", "B", "c"))) == (2, 1, 0)
    assert counts(run(path, texts("a", "B", "c"), force=True)) == (3, 0, 0)
    assert counts(run(path, texts("a", "B", "c"), mark="m2")) == (3, 0, 0)


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet"])
def test_the_same_bytes_come_out_of_any_number_of_workers_and_runs(name: str, tmp_path: Path) -> None:
    given = texts(*(f"tekst {n}" for n in range(30)), "NONE", "RAISE")
    paths = [tmp_path / str(number) / name for number in range(4)]
    run(paths[0], given)
    run(paths[1], given, workers=2)
    run(paths[2], given[:11])
    run(paths[2], given, workers=2)
    run(paths[3], given)
    run(paths[3], given, force=True)
    wanted = [one.read_bytes() for one in sorted(paths[0].parent.iterdir())]
    for path in paths[1:]:
        assert [one.read_bytes() for one in sorted(path.parent.iterdir())] == wanted


def test_ids_that_come_twice_are_told_and_files_named_twice_are_done_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    rows = [Document("k", text="first"), Document("k", text="second")]
    summary = run(tmp_path / "out.jsonl", [*rows, *Sources([str(tmp_path / "a.txt")] * 2)])
    assert counts(summary) == (2, 1, 1)
    assert summary.failures[0].kind == "duplicate"
    assert counts(run(tmp_path / "out.jsonl", rows)) == (0, 1, 1)


def test_a_run_that_is_left_early_ends_its_workers_and_keeps_what_it_wrote(tmp_path: Path) -> None:
    with open_store(tmp_path / "out.jsonl", "m1") as store:
        results = tag_into(store, texts(*"abcdefghij"), Job(FakeSetup(), 2))  # type: ignore[arg-type]
        next(results)
        results.close()  # type: ignore[attr-defined]
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_plain_lines_come_at_intervals_where_there_is_no_terminal() -> None:
    now, stream, summary = 0.0, io.StringIO(), Summary()
    with Progress(stream, summary, 40, clock=lambda: now) as progress:
        for _ in range(20):
            now += 1.5
            summary.count(Done("a", items=3, words=300))
            progress.tell()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2
    assert lines[0] == "7 of 40 documents, 21 items, 200 words/s, 0 failed, 50 s left"


def test_quiet_says_nothing() -> None:
    stream = io.StringIO()
    with Progress(stream, Summary(), None, quiet=True, clock=iter(range(0, 10_000, 100)).__next__) as progress:
        progress.tell()
    assert stream.getvalue() == ""


def printed(password: str | None = None) -> bytes:
    document = pytest.importorskip("fpdf").FPDF()
    if password is not None:
        document.set_encryption(owner_password="o" + password, user_password=password)
    document.add_page()
    document.set_font("helvetica")
    document.cell(text="Punkt 1: Budget")
    return bytes(document.output())


def bad(folder: Path) -> None:
    """Write twenty bad documents of ten kinds."""
    whole, locked = printed(), printed("hemmelig")
    for n in (1, 2):
        (folder / f"bad-empty{n}.txt").write_bytes(b"" if n == 1 else b" \r\n")
        (folder / f"bad-binary{n}.txt").write_bytes(bytes(range(256)) * 40 * n)
        (folder / f"bad-encoding{n}.txt").write_bytes(b"\xff\xfe" + minutes(n).encode("utf-16-le") + b"\x00")
        (folder / f"bad-truncated{n}.pdf").write_bytes(whole[: 200 * n])
        (folder / f"bad-encrypted{n}.pdf").write_bytes(locked)
        (folder / f"bad-noitems{n}.txt").write_text("Kære alle\n\nVi ses i morgen.\n" * n, encoding="utf-8")
        (folder / f"bad-line{n}.txt").write_bytes(b"Godkendt. " * 30_000 * n)
        with zipfile.ZipFile(folder / f"bad-bomb{n}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"bomb{n}.txt", b"\0" * 35_000_000)
        with zipfile.ZipFile(folder / f"bad-path{n}.zip", "w") as archive:
            archive.writestr(f"../../escaped{n}.txt", minutes(n))
        path = folder / f"bad-closed{n}.txt"
        if os.geteuid() == 0:
            path.symlink_to(folder / "gone")  # Nothing is closed to root.
        else:
            path.touch(mode=0)


def test_twenty_bad_documents_of_ten_kinds_are_named_and_the_rest_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, output = tmp_path / "in" / "deep", tmp_path / "out" / "tagged.jsonl"
    folder.mkdir(parents=True)
    for number in range(170):
        (folder / f"{number}.txt").write_text(minutes(number), encoding="utf-8")
    with zipfile.ZipFile(folder / "good.zip", "w") as archive:
        for number in range(170, 180):
            archive.writestr(f"{number}.txt", minutes(number))
    bad(folder)
    assert cli.main(["tag", str(folder), "-o", str(output), "--workers", "1"]) == 1
    lines = list(map(json.loads, output.read_text(encoding="utf-8").splitlines()))
    errors = list(map(json.loads, (output.parent / "errors.jsonl").read_text(encoding="utf-8").splitlines()))
    assert (len([line for line in lines if "error" not in line]), len(errors)) == (180, 20)
    assert all("bad-" in line["id"] for line in errors)
    assert [(line["id"], line["error"]) for line in lines if "error" in line] == [(line["id"], line["error"]) for line in errors]
    told = capsys.readouterr().err
    assert all(line["error"]["message"] in told for line in errors)
    assert str(output.parent / "errors.jsonl") in told
    assert sorted(path.name for path in tmp_path.rglob("*escaped*")) == []
    assert cli.main(["tag", str(folder), "-o", str(output)]) == 1
    assert list(map(json.loads, output.read_text(encoding="utf-8").splitlines())) == lines
    assert "180 documents skipped" in capsys.readouterr().err


def test_errors_of_an_earlier_run_do_not_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(minutes(1), encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    argv = ["tag", str(tmp_path / "*.txt"), "-o", str(tmp_path / "out.db"), "--quiet"]
    assert cli.main(argv) == 1
    assert (tmp_path / "errors.jsonl").is_file()
    (tmp_path / "b.txt").write_text(minutes(2), encoding="utf-8")
    assert cli.main(argv) == 0
    assert not (tmp_path / "errors.jsonl").exists()
    assert capsys.readouterr().err == ""


def test_a_run_that_is_stopped_says_where_its_results_are_and_the_next_one_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(minutes(number), encoding="utf-8")
    whole, output = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    tell = Progress.tell

    def stop(progress: Progress) -> None:
        tell(progress)
        if progress.line().startswith("2 of"):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Progress, "tell", stop)
        assert cli.main(["tag", str(tmp_path), "-o", str(output)]) == 130
    told = capsys.readouterr().err
    assert "2 documents, 2 agenda items" in told
    assert f"what was tagged is in {output}; the same command goes on from there" in told
    assert cli.main(["tag", str(tmp_path), "-o", str(output)]) == 0
    assert "2 documents skipped" in capsys.readouterr().err
    assert cli.main(["tag", str(tmp_path), "-o", str(whole)]) == 0
    assert output.read_bytes() == whole.read_bytes()


def test_a_source_that_breaks_in_the_middle_leaves_what_was_done_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(minutes(1), encoding="utf-8")
    (tmp_path / "b.csv").write_text("body\nx\n", encoding="utf-8")
    argv = ["tag", str(tmp_path / "a.txt"), str(tmp_path / "b.csv"), "-o", str(tmp_path / "out.jsonl")]
    assert cli.main(argv) == 1
    told = capsys.readouterr().err
    assert "has no column 'text'" in told
    assert "1 document, 1 agenda item" in told
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_many_failures_are_counted_by_kind_and_the_first_are_named() -> None:
    summary = Summary()
    for number in range(1200):
        summary.count(Done(str(number), failure=Failure(str(number), "timeout" if number % 3 else "unreadable", f"{number}: no.")))
    stream = io.StringIO()
    show_summary(Console(file=stream, width=200), summary, Path("errors.jsonl"))
    told = stream.getvalue()
    assert "1,200 to look at (800 timeout, 400 unreadable):" in told
    assert "49: no." in told
    assert "and 1,150 more" in told
    assert "listed in errors.jsonl" in told


WRONG = {
    "a file of another kind": (["-o", "a.txt"], "says no format"),
    "no workers": (["--workers", "0"], "must be 1 or more"),
    "no such column": (["rows.jsonl", "--column", "body"], "has no column 'body'"),
    "a cluster without a folder": (["--engine", "ray"], "name it with -o"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_usage_ends_with_2(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    argv, words = WRONG[case]
    (tmp_path / "a.txt").write_text(minutes(1), encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text('{"text": "a"}\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    try:
        code = cli.main(["tag", *([] if argv[0].endswith("jsonl") else ["a.txt"]), *argv])
    except SystemExit as end:
        code = int(str(end))
    assert code == 2
    assert words in capsys.readouterr().err
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == minutes(1)


def test_a_run_over_nothing_new_loads_no_heavy_library(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(minutes(1), encoding="utf-8")
    argv = ["tag", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out.jsonl"), "--quiet"]
    assert cli.main(argv) == 0
    code = f"import sys\nfrom nlp.cli import main\nmain({argv!r})\nsys.exit(any(m in sys.modules for m in ('spacy', 'sklearn', 'numpy')))"
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, cwd=ROOT, check=False).returncode == 0


KILLED = """
import os, signal, sys
from pathlib import Path
from nlp.archive.run import Job, tag_into
from nlp.archive.stores.open import open_store
from nlp.archive.document import Document
from tests.archive import FakeSetup
given, moment = [Document(f"{n}.txt", text=str(n)) for n in range(120)], int(sys.argv[2])
with open_store(Path(sys.argv[1]), "m1") as store:
    for number, done in enumerate(tag_into(store, given, Job(FakeSetup(), int(sys.argv[3]))), 1):
        if number == moment:
            os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("name", ["out.jsonl", "out.db"])
@pytest.mark.parametrize(("moment", "workers"), [(1, 0), (50, 2), (119, 0)])
def test_a_killed_run_goes_on_as_if_nothing_had_been(name: str, moment: int, workers: int, tmp_path: Path) -> None:
    given = texts(*map(str, range(120)))
    path = tmp_path / "killed" / name
    # The pipes close when the last process that holds them ends: workers do not outlive the run.
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path), str(moment), str(workers)], capture_output=True, cwd=ROOT, check=False)
    assert killed.returncode == -9
    summary = run(path, given)
    assert summary.skipped == (moment if name != "out.db" else moment // 50 * 50)
    run(tmp_path / "whole" / name, given)
    assert contents(path) == contents(tmp_path / "whole" / name)
