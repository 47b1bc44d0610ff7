"""Answers as Markdown, CSV and an Atom feed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import StringIO
from typing import Any
from xml.etree import ElementTree

from nlp.archive.questions import COLUMNS, Answer, Question, as_rows
from nlp.archive.spellings import slug
from nlp.archive.stores.definition import Column
from nlp.archive.writers.csv_files import write_rows

_ATOM = "http://www.w3.org/2005/Atom"
# Characters that XML cannot hold, and signs that Markdown would take for its own.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SIGNS = re.compile(r"([\\`*_\[\]<>#|])")


def markdown(question: Question, answers: Sequence[Answer]) -> str:
    """Give answers as Markdown, one section an item."""
    out = [f"# {_quiet(question.words)}", "", f"{len(answers):,} items", ""]
    for answer in answers:
        row = answer.row
        out += [f"## {row['date'] or '?'} {_quiet(row['body'])}, {_quiet(row['number'])}: {_quiet(row['title'])}", ""]
        facts = [row["municipality"], row["topic"], row["outcome"], row["case_number"] and f"case {row['case_number']}", answer.why]
        out += [_quiet("; ".join(filter(None, facts))), ""]
        if row["wording"]:
            out += [f"> {_quiet(line)}" if line.strip() else ">" for line in row["wording"].splitlines()] + [""]
        if row["votes"]:
            out += [f"Votes: {_quiet(row['votes'])}", ""]
        if row["link"]:
            out += [f"<{row['link']}>" if row["link"].startswith("http") else _quiet(row["link"]), ""]
    return "\n".join(out)


def comma_separated(answers: Sequence[Answer], *, plain: bool) -> str:
    """Give answers as CSV, for spreadsheets or plain for programs."""
    stream = StringIO(newline="")
    write_rows(stream, tuple(Column(name, "text", "") for name in COLUMNS), as_rows(answers), plain=plain)
    return ("" if plain else "\ufeff") + stream.getvalue()


def atom(question: Question, answers: Sequence[Answer], name: str) -> str:
    """Give answers as an Atom feed, to be put where a reader of feeds can fetch it.

    Args:
        question: What was asked.
        answers: The items.
        name: What the archive is called; entries keep their ids as long as it does.
    """
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    days = [answer.row["date"] for answer in answers if answer.row["date"]]
    _add(feed, "id", f"urn:referat:{slug(name)}:{slug(question.words)}")
    _add(feed, "title", question.words)
    _add(feed, "updated", f"{max(days, default='1970-01-01')}T00:00:00Z")
    _add(_add(feed, "author", None), "name", "referat")
    for answer in answers:
        row = answer.row
        entry = _add(feed, "entry", None)
        _add(entry, "id", f"urn:referat:{slug(name)}:{slug(row['municipality'], row['body'], row['date'], row['number'])}:{row['item']}")
        _add(entry, "title", f"{row['title'] or 'Item ' + str(row['number'])} ({row['outcome'] or 'no decision'})")
        _add(entry, "updated", f"{row['date'] or '1970-01-01'}T00:00:00Z")
        if row["link"] and row["link"].startswith("http"):
            _add(entry, "link", None).set("href", row["link"])
        words = "\n\n".join(filter(None, (row["body"], row["wording"], row["votes"], answer.why)))
        _add(entry, "content", words).set("type", "text")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _add(parent: ElementTree.Element, name: str, text: Any) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = None if text is None else _UNFIT.sub("\ufffd", str(text))
    return child


def _quiet(words: Any) -> str:
    return _SIGNS.sub(r"\\\1", str(words)) if words is not None else "?"
