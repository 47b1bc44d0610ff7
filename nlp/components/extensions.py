"""The attributes that the pipeline adds to spaCy's objects, in one table."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc, Span

# doc._.meeting_data: header, participants and items as plain data, in the field names of the output contract.
# span._.resolved: what an entity resolves to. span._.rule: the rule that found it. span._.item: its item's number.
DOC = {"meeting_data": None}
SPAN = ("resolved", "rule", "item")
RULES_KEY = "referat.rules"


def _resolved(span: Span) -> str:
    return str(span.kb_id_)


def _rule(span: Span) -> Any:
    return span.doc.user_data.get(RULES_KEY, {}).get(f"{span.start_char}-{span.end_char}")


def _item(span: Span) -> Any:
    items = (span.doc._.meeting_data or {}).get("items", ())
    return next((item["number"] for item in items if item["start"] <= span.start_char < item["end"]), None)


def register() -> None:
    """Add the attributes; safe to call again, as every worker does."""
    for name, default in DOC.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    for name, getter in zip(SPAN, (_resolved, _rule, _item), strict=True):
        if not Span.has_extension(name):
            Span.set_extension(name, getter=getter)
