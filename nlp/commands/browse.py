"""`referat browse`: an archive in the browser, by Datasette."""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nlp.errors import MissingExtra

_PAGES = Path(__file__).resolve().parents[1] / "archive" / "pages"
_SETTINGS = {"truncate_cells_html": "600", "default_page_size": "50", "sql_time_limit_ms": "5000", "facet_time_limit_ms": "500", "suggest_facets": "off"}


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "browse",
        help="open an archive in the browser",
        description="Open an archive in the browser: search, questions that stand ready, pages of decisions, members and cases. Writes metadata.yaml beside it.",
    )
    parser.add_argument("archive", type=Path, metavar="ARCHIVE", help="the database that `referat tag -o archive.db` wrote")
    parser.add_argument("--port", type=int, default=8001, metavar="PORT", help="on which it answers (default 8001)")
    parser.add_argument("--title", metavar="TITLE", help="what the page is called (else the file's name)")
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    parser.add_argument("--write", action="store_true", help="write metadata.yaml, and end")
    parser.set_defaults(run=browse_command)


def browse_command(args: argparse.Namespace) -> int:
    """Write what Datasette needs to know beside the archive, and run it until it is stopped."""
    from nlp.archive.pages.metadata import write_metadata
    from nlp.archive.questions import open_archive

    open_archive(args.archive).close()
    if not args.write and find_spec("datasette") is None:
        raise MissingExtra("Browsing an archive", "datasette", "browse")
    metadata = write_metadata(args.archive, args.title)
    if args.write:
        sys.stderr.write(f"referat: {metadata} is written\n")
        return 0
    with tempfile.TemporaryDirectory() as templates:
        lay_out(Path(templates), args.archive.stem)
        return _serve(arguments(args, metadata, templates))


def _serve(command: list[str]) -> int:
    """Run Datasette until it ends; what stops this program stops it, too."""
    with subprocess.Popen(command) as server:
        before = signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        try:
            return server.wait()
        except KeyboardInterrupt:
            return server.wait()  # It was told by the terminal as well, and ends by itself.
        finally:
            signal.signal(signal.SIGTERM, before)


def lay_out(folder: Path, database: str) -> None:
    """Put the pages of items, cases and members where Datasette looks for those of a database."""
    from datasette.utils import to_css_class

    for template in sorted((_PAGES / "templates").glob("*.html")):
        shutil.copy(template, folder / f"row-{to_css_class(database)}-{template.name}")


def arguments(args: argparse.Namespace, metadata: Path, templates: str) -> list[str]:
    """Give the command that runs Datasette."""
    out = [sys.executable, "-m", "datasette", "serve", str(args.archive), "--metadata", str(metadata), "--template-dir", templates]
    out += ["--plugins-dir", str(_PAGES / "plugins"), "--port", str(args.port)]
    for name, value in _SETTINGS.items():
        out += ["--setting", name, value]
    return out if args.no_open else [*out, "--open"]
