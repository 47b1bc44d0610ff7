"""`referat tag`: documents in, results to a store, to standard output, or to a terminal."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterable
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.commands.options import add_given, add_rules, probability, schemes
from nlp.commands.outputs import Errors, Stream, check_stream, errors_path, is_stream
from nlp.commands.wording import LANGUAGES, Wording
from nlp.errors import NlpError

if TYPE_CHECKING:
    from nlp.archive.document import Document
    from nlp.archive.pool import Setup
    from nlp.archive.run import Job, Summary
    from nlp.archive.sources import Sources
    from nlp.document import Failure, Minutes

# So few documents are tagged before workers have loaded their models.
_FEW = 8
_TIMEOUT = 300.0
_MEMORY = 1500
# Documents named in the summary.
_NAMED = 5


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "tag",
        help="tag minutes",
        description="Tag minutes: into a file or database that later runs add to, as JSON lines, or as a readable view on a terminal.",
    )
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="files, folders, patterns, .zip, tables (.jsonl, .csv, .parquet), dataset:NAME, or - for standard input"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write to FILE: .jsonl, .csv, .parquet, .xlsx or .db (SQLite); what it holds is not redone"
    )
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="a model folder (else the one that ships with referat)")
    parser.add_argument("--min-score", type=probability, default=0.0, metavar="P", help="give no label where its probability is below P (default 0)")
    parser.add_argument("--entities", default="standard", metavar="LABELS", help="standard (the five labels), all, or names: PERSON,AMOUNT (default standard)")
    add_rules(parser)
    add_given(parser)
    parser.add_argument("--limit", type=_positive, metavar="N", help="look at no more than the first N documents")
    parser.add_argument("--force", action="store_true", help="redo what FILE holds already")
    parser.add_argument("--workers", type=_positive, metavar="N", help="processes (default: as many as there are cores)")
    parser.add_argument("--timeout", type=_seconds, metavar="SECONDS", help=f"give up a document after so long (default {_TIMEOUT:g})")
    parser.add_argument(
        "--memory", type=_megabytes, default=_MEMORY, metavar="MB", help=f"give up a document that takes more; 0 sets no limit (default {_MEMORY})"
    )
    parser.add_argument("--column", default="text", metavar="NAME", help="the column with the text, in tables and datasets (default text)")
    parser.add_argument("--id", metavar="NAME", help="the column with the id (else the number of the row)")
    parser.add_argument("--split", default="train", metavar="NAME", help="of a dataset (default train)")
    parser.add_argument("--config", metavar="NAME", help="of a dataset")
    parser.add_argument("--engine", choices=("local", "ray"), default="local", help="ray: on a Ray cluster, FILE being a folder of Parquet files")
    parser.add_argument("--address", metavar="ADDRESS", help="of the Ray cluster (else one is started on this machine)")
    parser.add_argument("--with-text", action="store_true", help="add the text as read to each JSON line")
    parser.add_argument("--mask", action="store_true", help="hide private people, CPR numbers, mail, telephone and private addresses")
    parser.add_argument("--members", type=Path, metavar="FILE", help="a CSV of members: name, party and, where known, from, to, municipality")
    parser.add_argument("--csv", choices=("people", "plain"), default="people", help="CSV for spreadsheets, or plain for programs (default people)")
    parser.add_argument(
        "--codes", type=schemes, default=(), metavar="SCHEMES", help="in CSV, Parquet and workbooks: columns with the codes of cap, kle or cap,kle"
    )
    parser.add_argument("--json", action="store_true", help="JSON lines on a terminal, too")
    parser.add_argument("--brief", action="store_true", help="for reading: one line for each agenda item")
    parser.add_argument("--lang", choices=LANGUAGES, help="for reading: in Danish or English (default en)")
    parser.add_argument("--quiet", "--silent", dest="silent", action="store_true", help="no progress and no summary; errors only")
    parser.set_defaults(run=tag_command)


def tag_command(args: argparse.Namespace) -> int:
    """Read options, tag, and choose the exit code: 1 where a document failed or the run had to stop."""
    from nlp.archive.document import Options
    from nlp.archive.run import Summary
    from nlp.archive.sources import Sources

    sources = Sources(args.paths, Options(args.column, args.id, args.split, args.config))
    if args.engine == "ray":
        return _tag_on_ray(args, sources)
    check_output(args)
    total = sources.count()
    if args.limit is not None:
        total = args.limit if total is None else min(total, args.limit)
    summary = Summary()
    stopped = False
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        tag = _tag_to_stdout if args.output is None else _tag_to_stream if is_stream(args.output) else _tag_to_store
        tag(islice(sources, args.limit), args, _job(args, total), summary, total)
    except KeyboardInterrupt:  # Ctrl-C, and what asks a process to end.
        _show_end(args, summary)
        if args.output is not None and not is_stream(args.output) and not args.silent:
            sys.stderr.write(f"referat: what was tagged is in {args.output}; the same command goes on from there\n")
        raise
    except NlpError as err:
        # Before the first document it is wrong usage, later a run that had to stop: what it wrote is kept.
        if not _begun(summary):
            raise
        stopped = True
        sys.stderr.write(f"referat: {err}\n")
    _show_end(args, summary)
    return 1 if summary.unread or stopped else 0


def check_output(args: argparse.Namespace) -> None:
    """Refuse an output that cannot take the results before any work begins.

    Raises:
        BadStore: says why, and what to do.
    """
    from nlp.archive.stores.open import TABLES, WORKBOOKS, check_ending
    from nlp.archive.stores.store import BadStore

    if args.codes and (args.output is None or args.output.suffix.lower() not in (*TABLES, *WORKBOOKS)):
        raise BadStore("--codes: stand in columns of .csv, .parquet and .xlsx. Name such an output, or `referat export ARCHIVE xlsx --codes ...`.")
    if args.output is None:
        return
    if is_stream(args.output):
        check_stream(args.output)
    else:
        check_ending(args.output)


def _begun(summary: Summary) -> bool:
    return bool(summary.documents or summary.skipped or summary.failed)


def _job(args: argparse.Namespace, total: int | None) -> Job:
    from nlp.archive.run import Job

    few = args.workers is None and total is not None and total <= _FEW
    return Job(_setup(args), 0 if few else args.workers, args.timeout or _TIMEOUT, args.memory, args.force)


def _setup(args: argparse.Namespace) -> Setup:
    from nlp.archive.pool import Setup
    from nlp.meeting.given import read_given

    return Setup(args.model, args.min_score, args.entities, args.rules, args.mask, read_given(args.municipality, args.committee, args.date))


def _tag_to_store(documents: Iterable[Document], args: argparse.Namespace, job: Job, summary: Summary, total: int | None) -> None:
    from nlp.archive.members_list import read_members
    from nlp.archive.run import tag_into
    from nlp.archive.stores.open import open_store
    from nlp.commands.progress import Progress

    members = read_members(args.members) if args.members else ()
    plain = args.csv == "plain"
    store = open_store(args.output, job.setup.digest(), with_text=args.with_text, members=members, plain_csv=plain, force=args.force, codes=args.codes)
    with store, Errors(errors_path(args.output)) as errors, Progress(sys.stderr, summary, total, quiet=args.silent) as progress:
        for done in tag_into(store, documents, job):
            summary.count(done)
            if done.failure is not None:
                errors.write(done.failure)
            progress.tell()
    summary.notes += store.notes


def _tag_to_stream(documents: Iterable[Document], args: argparse.Namespace, job: Job, summary: Summary, total: int | None) -> None:
    """Write JSON lines to a pipe or a device, which can neither be read again nor added to."""
    from functools import partial

    from nlp.archive.run import tag_documents
    from nlp.archive.stores.jsonl import encode_line
    from nlp.commands.progress import Progress

    results = tag_documents(documents, job, partial(encode_line, with_text=args.with_text))
    with Stream(args.output) as stream, Progress(sys.stderr, summary, total, quiet=args.silent) as progress, closing(results):
        for done in results:
            summary.count(done)
            stream.write(done.payload)
            progress.tell()


def _tag_to_stdout(documents: Iterable[Document], args: argparse.Namespace, job: Job, summary: Summary, total: int | None) -> None:
    from functools import partial

    from nlp.archive.run import tag_documents
    from nlp.archive.stores.jsonl import encode_line
    from nlp.commands.progress import Progress

    readable = not args.json and bool(sys.stdout.isatty() or args.brief or args.lang)
    encode = keep if readable else partial(encode_line, with_text=args.with_text)
    with Progress(sys.stderr, summary, total, quiet=args.silent or readable) as progress:
        results = tag_documents(documents, job, encode)
        try:
            for done in results:
                summary.count(done)
                _print(done.payload, args)
                progress.tell()
        finally:
            results.close()


def keep(minutes: Minutes | None, failure: Failure | None) -> Minutes | Failure | None:
    """Give the result as it is: what a readable view needs."""
    return minutes or failure


def _print(payload: Any, args: argparse.Namespace) -> None:
    if isinstance(payload, bytes):
        # Bytes, whatever the terminal's encoding: JSON is UTF-8.
        sys.stdout.buffer.write(payload)
        sys.stdout.buffer.flush()
        return
    from rich.console import Console

    from nlp.commands.view import show

    show(Console(highlight=False), payload, Wording(args.lang or LANGUAGES[0]), brief=args.brief)


def _show_end(args: argparse.Namespace, summary: Summary) -> None:
    from rich.console import Console

    from nlp.commands.view import show_summary

    console = Console(stderr=True, quiet=args.silent, soft_wrap=True, highlight=False)
    if summary.skipped:
        copies = f"; {summary.copies:,} of them under another path" if summary.copies else ""
        console.print(f"{summary.skipped:,} documents skipped: {args.output} holds them already{copies} (--force redoes them)", markup=False)
    if summary.redone and not args.force:
        console.print(
            f"{summary.redone:,} documents redone: {args.output} had them from other bytes, another model, other rules or other settings", markup=False
        )
    if summary.registered:
        hidden = "hidden by --mask" if args.mask else "hide them with --mask"
        names = ", ".join(summary.registered[:_NAMED])
        console.print(f"{len(summary.registered):,} documents hold CPR numbers ({hidden}): {names}", markup=False)
    for note in summary.notes:
        console.print(note, markup=False)
    show_summary(console, summary, None if args.output is None or is_stream(args.output) else errors_path(args.output), Wording(args.lang or LANGUAGES[0]))


def _tag_on_ray(args: argparse.Namespace, sources: Sources) -> int:
    from nlp.archive.cluster import tag_on_ray
    from nlp.archive.stores.store import BadStore

    if args.output is None:
        raise BadStore("--engine ray writes a folder of Parquet files: name it with -o.")
    summary = tag_on_ray(
        islice(sources, args.limit),
        args.output,
        setup=_setup(args),
        workers=args.workers,
        address=args.address,
        force=args.force,
        quiet=args.silent,
    )
    with Errors(args.output / "errors.jsonl") as errors:
        for failure in summary.failures:
            errors.write(failure)
    _show_end(args, summary)
    return 1 if summary.unread else 0


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _megabytes(value: str) -> int:
    number = int(value)
    if number < 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return number


def _seconds(value: str) -> float:
    number = float(value)
    if not number > 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return number
