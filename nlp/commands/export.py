"""`referat export`: an archive in the formats of civic technology, or as a workbook."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from nlp.commands.options import schemes
from nlp.errors import NlpError

_FORMATS = ("popolo", "oparl", "akoma-ntoso", "xlsx")


class BadExport(NlpError):
    """What was asked for cannot be exported."""

    kind = "export"


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "export",
        help="export an archive as Popolo, OParl, Akoma Ntoso or a workbook",
        description="Export an archive: Popolo (people, bodies, votes) and OParl (meetings, items, papers) as JSON, Akoma Ntoso of one meeting as XML, a workbook.",
    )
    parser.add_argument("archive", type=Path, metavar="ARCHIVE", help="the database that `referat tag -o archive.db` wrote")
    parser.add_argument("format", choices=_FORMATS, help="the format")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to (else standard output; a workbook needs a file)")
    parser.add_argument("--base-url", default="https://example.org/oparl", metavar="URL", help="for OParl: where the objects will be published")
    parser.add_argument("--codes", type=schemes, default=(), metavar="SCHEMES", help="in a workbook: columns with the codes of cap, kle or cap,kle")
    parser.add_argument("--meeting", type=int, metavar="ID", help="for Akoma Ntoso: the meeting's id in the archive")
    parser.set_defaults(run=export_command)


def export_command(args: argparse.Namespace) -> int:
    """Write the export."""
    from nlp.archive.civic.akoma_ntoso import akoma_ntoso
    from nlp.archive.civic.oparl import oparl
    from nlp.archive.civic.popolo import popolo
    from nlp.archive.questions import open_archive
    from nlp.archive.stores.exported import aside
    from nlp.archive.writers.workbook import check_workbook, write_workbook

    db = open_archive(args.archive)
    if args.format == "xlsx":
        if args.output is None:
            raise BadExport("a workbook is no text for the terminal: name a file with -o.")
        check_workbook()
        with aside(args.output) as path:
            write_workbook(path, db, args.codes)
        return 0
    if args.format == "akoma-ntoso":
        if args.meeting is None:
            raise BadExport("Akoma Ntoso holds one meeting: name it with --meeting, by its id in the table meetings.")
        text = akoma_ntoso(db, args.meeting)
        if text is None:
            raise BadExport(f"{args.archive}: has no meeting {args.meeting}.")
    else:
        data = popolo(db) if args.format == "popolo" else oparl(db, args.base_url)
        text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    raw = text.encode("utf-8", "backslashreplace")
    if args.output is None:
        sys.stdout.buffer.write(raw)
        return 0
    with aside(args.output) as path:
        path.write_bytes(raw)
    return 0
