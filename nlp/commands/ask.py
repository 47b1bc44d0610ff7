"""`referat ask`: questions to an archive, from the terminal."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from nlp.vocabulary import OUTCOME_CODES, TOPICS

_SINCE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?$")


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "ask",
        help="ask an archive",
        description="Ask an archive that `referat tag -o archive.db` wrote: what was decided, who voted against, what became of a case.",
        epilog="Examples: referat ask archive.db --party Ø --against --since 2024; referat ask archive.db --topic schools --outcome rejected; "
        "referat ask archive.db --case 22-009799; referat ask archive.db --dissent; referat ask archive.db --new-since 2024-05-01 --format atom",
    )
    parser.add_argument("archive", type=Path, metavar="ARCHIVE", help="the database")
    parser.add_argument("text", nargs="?", metavar="WORDS", help="words to find in title, text or decision; skole* finds what begins so")
    parser.add_argument("--topic", choices=TOPICS, metavar="TOPIC", help=f"what it is about: {', '.join(TOPICS)}")
    parser.add_argument("--outcome", choices=OUTCOME_CODES, metavar="CODE", help=f"what was done: {', '.join(OUTCOME_CODES)}")
    parser.add_argument("--municipality", metavar="NAME", help="a part of its name")
    parser.add_argument("--body", metavar="NAME", help="a part of the body's name")
    parser.add_argument("--member", metavar="NAME", help="items on which a member voted, or from which the member was absent")
    parser.add_argument("--party", metavar="LETTER", help="items on which a party, or a member of it, voted")
    sides = parser.add_mutually_exclusive_group()
    for side, words in (("for", "voted for"), ("against", "voted against"), ("abstain", "abstained"), ("absent", "was absent")):
        sides.add_argument(f"--{side}", dest="side", action="store_const", const=side, help=f"where the member or party {words}")
    parser.add_argument("--case", metavar="NUMBER", help="what became of a case, through all bodies and meetings")
    parser.add_argument("--since", type=_day, metavar="DATE", help="from a year, month or day on")
    parser.add_argument("--until", type=_last_day, metavar="DATE", help="up to a year, month or day, inclusive")
    parser.add_argument("--new-since", type=_day, metavar="DATE", help="what was decided since a day, as Markdown unless another format is asked for")
    parser.add_argument("--dissent", action="store_true", help="divided items alone, the most divided first")
    parser.add_argument("--format", choices=("text", "markdown", "csv", "plain-csv", "json", "atom"), help="how to answer (default text)")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N items")
    parser.set_defaults(run=ask_command)


def ask_command(args: argparse.Namespace) -> int:
    """Answer on standard output; 1 where nothing answers."""
    from nlp.archive.answers import atom, comma_separated, markdown
    from nlp.archive.questions import Question, ask, open_archive

    question = Question(
        *(args.text, args.topic, args.outcome, args.municipality, args.body, args.member, args.party, args.side, args.case),
        *(args.new_since or args.since, args.until, args.dissent),
    )
    db = open_archive(args.archive)
    form = args.format or ("markdown" if args.new_since else "text")
    if form == "text" and args.case:
        return _print_case(db, args.case)
    answers = ask(db, question, args.limit)
    written = {
        "markdown": lambda: markdown(question, answers),
        "csv": lambda: comma_separated(answers, plain=False),
        "plain-csv": lambda: comma_separated(answers, plain=True),
        "json": lambda: "".join(json.dumps({**answer.row, "why": answer.why}, ensure_ascii=False) + "\n" for answer in answers),
        "atom": lambda: atom(question, answers, args.archive.stem),
    }
    if form in written:
        sys.stdout.buffer.write(written[form]().encode("utf-8", "backslashreplace"))
        return 0 if answers or form == "atom" else 1
    if args.member and not args.side:
        _print_member(db, args.member)
    _print_items(answers)
    return 0 if answers else 1


def _print_items(answers: Any) -> None:
    out = []
    for answer in answers:
        row = answer.row
        out.append(f"{row['date'] or '?'}  {row['body'] or '?'}, {row['municipality'] or '?'}: {row['number'] or '-'} {row['title'] or ''}")
        out.append("    " + "; ".join(filter(None, (row["outcome"], row["topic"], row["case_number"] and f"case {row['case_number']}", answer.why))))
        out += [f"    {line}" for line in (row["wording"] or "").splitlines() if line.strip()]
        out += [f"    {row['votes']}"] if row["votes"] else []
        out += [f"    {row['link']}"] if row["link"] else []
    out.append(f"{len(answers):,} items" if answers else "nothing in the archive answers that")
    _write(out)


def _print_case(db: Any, case: str) -> int:
    from nlp.archive.questions import treatments

    steps = treatments(db, case)
    out = []
    for step in steps:
        told = " (told in a later item)" if step["known_from"] == "told" else ""
        out.append(f"{step['date'] or '?'}  {step['body'] or '?'}, {step['municipality'] or '?'}: {step['title'] or ''}")
        out.append(f"    {step['outcome'] or 'no decision'}{told}")
        out += [f"    {line}" for line in (step["words"] or "").splitlines() if line.strip()]
    out.append("" if steps else f"no case {case} in the archive")
    _write(out)
    return 0 if steps else 1


def _print_member(db: Any, name: str) -> None:
    from nlp.archive.questions import member_record

    out = []
    for row in member_record(db, name):
        party = f" ({row['parties'] or row['party']})" if row["party"] else ""
        out.append(f"{row['name']}{party}, {row['municipality'] or '?'}: {row['bodies'] or 'on no list'}; {row['first_date']} to {row['last_date']}")
        out.append(
            f"    voted {row['votes']} times, {row['against']} against, {row['abstained']} abstained, {row['alone']} alone; absent from {row['times_absent']} items"
        )
    _write(out)


def _write(lines: list[str]) -> None:
    words = "".join(f"{line}\n" for line in lines if line)
    printable = "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in words)
    sys.stdout.buffer.write(printable.encode("utf-8", "backslashreplace"))
    sys.stdout.flush()


def _parts(words: str) -> tuple[str, str | None, str | None]:
    given = _SINCE.match(words)
    if given is None:
        raise argparse.ArgumentTypeError(f"{words!r} is no day; write 2024, 2024-05 or 2024-05-31")
    return given[1], given[2], given[3]


def _day(words: str) -> str:
    year, month, day = _parts(words)
    return f"{year}-{month or '01'}-{day or '01'}"


def _last_day(words: str) -> str:
    year, month, day = _parts(words)
    return f"{year}-{month or '12'}-{day or '31'}"
