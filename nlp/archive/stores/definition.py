"""The tables of an archive, defined once: what SQLite, Parquet, CSV, workbooks, Datasette's pages and the reference of tables are made from.

`BASE` is written document by document. `DERIVED` is made from all of it when a run ends. `VIEWS` are questions that stand ready.
"""

from __future__ import annotations

from dataclasses import dataclass

# Kinds of columns, and what they are in SQLite: a `packed` text is compressed there (`nlp.archive.stores.texts`), and a text in files.
SQL_TYPES = {"text": "TEXT", "integer": "INTEGER", "real": "FLOAT", "boolean": "INTEGER", "date": "TEXT", "packed": "BLOB"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its kind (`text`, `integer`, `real`, `boolean`, `date`, `packed`) and what it holds; `to` is the table that it points to."""

    name: str
    kind: str
    says: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what one row is, its columns with the key first, the column that names a row for people, and what to narrow it by."""

    name: str
    says: str
    columns: tuple[Column, ...]
    label: str | None = None
    facets: tuple[str, ...] = ()
    indexed: tuple[tuple[str, ...], ...] = ()
    sort: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def key(self) -> str:
        """The name of the key."""
        return self.columns[0].name


def _columns(*rows: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


_ID = Column("id", "integer", "The row's number.")
_ITEM = Column("item", "integer", "The agenda item.", "items")
_WHERE = _columns(
    ("municipality", "text", "The municipality or region."),
    ("body", "text", "The body that held the meeting, under the name it is most often printed with."),
    ("date", "date", "The day of the meeting."),
)
_COUNTED = Column(
    "counted", "boolean", "1 for minutes, and one document of each meeting alone: 0 for agendas, and where another document of the meeting counts."
)
_HEAD = (*_WHERE, *_columns(("number", "text", "The item's number as printed."), ("title", "text", "The item's title.")))
_PARTY_FROM = (
    "Where the party comes from: `document` (printed in it), `archive` (printed at another time, the nearest one before it) or `list` (given with --members)."
)
_PERSON = _columns(
    ("member", "text", "The member; empty where a party voted as a whole."),
    ("party", "text", "The party's official letter on that day, `UP` outside the parties."),
    ("party_from", "text", _PARTY_FROM),
)
_SPAN = _columns(("start", "integer", "Where it begins, in characters of the text as read."), ("end", "integer", "Where it ends, exclusive."))
_PART = Column("part", "text", "The number of the proposal that it is about, where points are numbered.")
_TEXT = Column("text", "text", "The words in the document.")

BASE: tuple[Table, ...] = (
    Table(
        "meetings",
        "One document each, as it was read: minutes or an agenda of one meeting.",
        (
            _ID,
            Column("name", "text", "Body and day, to call the meeting by."),
            *_WHERE,
            *_columns(
                ("start_time", "text", "When it began, HH:MM."),
                ("end_time", "text", "When it ended, HH:MM."),
                ("place", "text", "Where it was held."),
                ("kind", "text", "`minutes`, or `agenda` where nothing is decided yet."),
            ),
            _COUNTED,
            *_columns(
                ("same_as", "integer", "The other document of the same meeting, which counts in place of this one.", "meetings"),
                ("items", "integer", "How many agenda items it has."),
                ("link", "text", "Where it is published, as its source tells."),
                ("document_id", "text", "What its source calls it."),
                ("document", "text", "The file, or the row of a table, that it was read from."),
                ("body_printed", "text", "The body as this document prints it."),
                ("layout", "text", "The family of layouts it was read as."),
                ("sha256", "text", "Of the document's bytes: its identity, under whatever path it comes."),
                ("model", "text", "The digest of the model and the rules that read it."),
            ),
        ),
        label="name",
        facets=("municipality", "body", "kind"),
        indexed=(("date",), ("municipality", "body", "date"), ("sha256",)),
        sort="date",
    ),
    Table(
        "documents",
        "Each path or id under which a document came, and the meeting it holds: a copy under another path is the same document.",
        _columns(("document", "text", "The path or id."), ("sha256", "text", "Of its bytes."), ("meeting", "integer", "The meeting it holds.", "meetings")),
        indexed=(("sha256",), ("meeting",)),
    ),
    Table(
        "participants",
        "Each member on a meeting's attendance list.",
        (
            _ID,
            Column("meeting", "integer", "The meeting.", "meetings"),
            *_WHERE,
            *_PERSON,
            *_columns(("role", "text", "The member's office at the meeting."), ("present", "boolean", "Whether the member was there.")),
            _COUNTED,
        ),
        label="member",
        facets=("party", "present"),
        indexed=(("meeting",), ("member",)),
    ),
    Table(
        "items",
        "Each agenda item, with the words of its proposal and of its decision.",
        (
            _ID,
            Column("meeting", "integer", "The meeting.", "meetings"),
            *_WHERE,
            *_columns(
                ("kind", "text", "`minutes` or `agenda`."),
                ("position", "integer", "Its place among the items, from 1."),
                ("number", "text", "Its number as printed."),
                ("title", "text", "Its title."),
                ("case_number", "text", "The number of its case, as printed."),
                ("case_id", "text", "The case it belongs to, through all bodies and meetings.", "cases"),
                ("closed", "boolean", "Whether it was treated behind closed doors."),
                ("topic", "text", "What it is about."),
                ("topic_score", "real", "The probability that the topic is right."),
                ("second_topic", "text", "What else it may be about."),
                ("second_topic_score", "real", "The probability of the second topic."),
                ("decision_type", "text", "What it asks of the body."),
                ("decision_type_score", "real", "The probability that the type is right."),
                ("outcome", "text", "What was done with it: the codes, each once, in order."),
                ("proposal", "text", "The words of the proposal."),
                ("decision", "text", "The words of the decision."),
                ("divided", "boolean", "Whether somebody voted against it, or abstained."),
                ("link", "text", "Where it is published, as its source tells."),
                ("document", "text", "The file, or the row of a table, that it was read from."),
            ),
            _COUNTED,
            *_SPAN,
        ),
        label="title",
        facets=("municipality", "body", "topic", "decision_type", "outcome"),
        indexed=(("meeting",), ("date",), ("case_id",), ("topic", "date")),
        sort="date",
    ),
    Table(
        "labels",
        "Labels of one's own kinds, where the model was trained on some; those less probable stand below with a higher rank.",
        (
            _ID,
            _ITEM,
            *_columns(
                ("kind", "text", "The kind of label: the column that it was learned from."),
                ("rank", "integer", "1 for the label itself, 2 for the next most probable one."),
                ("label", "text", "The label."),
                ("score", "real", "The probability that it is right."),
            ),
        ),
        label="label",
        facets=("kind", "label"),
        indexed=(("item",), ("kind", "label")),
    ),
    Table(
        "outcomes",
        "Each decision of an item, point by point.",
        (_ID, _ITEM, Column("code", "text", "What was done."), _PART, _TEXT, *_SPAN, Column("rule", "text", "The rule that read it.")),
        label="code",
        facets=("code",),
        indexed=(("item",), ("code",)),
    ),
    Table(
        "votes",
        "Who voted how: one row for each member, or for each party named as a whole, in each vote; amendments and single points too.",
        (
            _ID,
            _ITEM,
            *_HEAD,
            *_columns(
                ("ballot", "integer", "Which of the item's votes, from 1."),
                ("motion", "text", "What was voted on: `proposal`, `amendment` or `election`."),
                ("part", "text", "The number of the point that was voted on."),
                ("moved_by", "text", "Who moved it, where that is told: members by name, parties by letter."),
                ("result", "text", "`approved` or `rejected`, where that is told of this vote."),
                ("side", "text", "`for`, `against` or `abstain`."),
            ),
            *_PERSON,
            _COUNTED,
        ),
        facets=("municipality", "body", "party", "side", "motion"),
        indexed=(("item",), ("member",), ("party", "side", "date")),
        sort="date",
    ),
    Table(
        "tallies",
        "Votes as they were counted in the minutes.",
        (
            _ID,
            _ITEM,
            *_columns(
                ("motion", "text", "What was voted on."),
                ("part", "text", "The number of the point."),
                ("votes_for", "integer", "For."),
                ("votes_against", "integer", "Against."),
                ("votes_abstain", "integer", "Abstained."),
                ("consistent", "boolean", "Whether the counts agree with the members named; empty where that cannot be told."),
            ),
        ),
        indexed=(("item",),),
    ),
    Table(
        "absences",
        "Who was away from an item.",
        (_ID, _ITEM, *_HEAD, *_PERSON, _COUNTED),
        facets=("municipality", "body", "party"),
        indexed=(("item",), ("member",)),
        sort="date",
    ),
    Table(
        "attendance",
        "Who came, left, sat for another or was disqualified around an item.",
        (
            _ID,
            _ITEM,
            *_PERSON,
            *_columns(
                ("status", "text", "`absent`, `substitute`, `arrived`, `left` or `disqualified`."),
                ("replaces", "text", "The member for whom a substitute sits."),
                ("time", "text", "When, HH:MM."),
            ),
            _TEXT,
            *_SPAN,
        ),
        facets=("status",),
        indexed=(("item",), ("member",)),
    ),
    Table(
        "history",
        "Decisions told in an item that are not this meeting's.",
        (
            _ID,
            _ITEM,
            *_columns(("body", "text", "Who decided."), ("date", "date", "When."), ("code", "text", "What was done.")),
            _PART,
            _TEXT,
            *_SPAN,
        ),
        indexed=(("item",),),
    ),
    Table(
        "remarks",
        "What stands beside a decision: amendments, conditions, comments, reservations, statements, demands before another body.",
        (_ID, _ITEM, Column("kind", "text", "Which of these."), Column("by", "text", "Who made it: members by name, parties by letter."), _PART, _TEXT, *_SPAN),
        label="kind",
        facets=("kind",),
        indexed=(("item",), ("kind",)),
    ),
    Table(
        "next_steps",
        "Where a case goes from here.",
        (_ID, _ITEM, *_columns(("kind", "text", "`next` or `decides`."), ("body", "text", "The body.")), _PART, *_SPAN),
        indexed=(("item",),),
    ),
    Table(
        "fates",
        "What another item of the meeting says has become of an item.",
        (_ID, _ITEM, *_columns(("code", "text", "What was done."), ("by_item", "text", "The number of the item that says so.")), _TEXT, *_SPAN),
        indexed=(("item",),),
    ),
    Table(
        "attachments",
        "The documents that belong to an item, as the source lists them.",
        (_ID, _ITEM, *_columns(("name", "text", "What it is called."), ("link", "text", "Where it is published."))),
        label="name",
        indexed=(("item",),),
    ),
    Table(
        "entities",
        "What is named in an item, once for each item: where it stands first, how often, and what it resolves to. Decisions stand in `outcomes`.",
        (
            _ID,
            Column("meeting", "integer", "The meeting."),
            Column("item", "integer", "The agenda item; none for what stands before the first one."),
            *_columns(
                ("label", "text", "What kind of thing."),
                ("resolved", "text", "What it means: the body's whole name, the party's letter."),
                ("text", "text", "The words in the document, where they are others."),
                ("mentions", "integer", "How often it is named in the item."),
            ),
            *_SPAN,
            Column("rule", "text", "The rule that found it."),
        ),
        facets=("label",),
    ),
    Table(
        "texts",
        "The whole text of each document; an item's text is what stands from its `start` to its `end`.",
        _columns(
            ("meeting", "integer", "The meeting.", "meetings"),
            ("text", "packed", "The text as read; in the database compressed with zlib."),
        ),
    ),
    Table(
        "failures",
        "Documents that could not be read, and why.",
        _columns(("document", "text", "The path or id."), ("kind", "text", "What kind of failure."), ("message", "text", "What is wrong, and what to do.")),
        facets=("kind",),
    ),
)

DERIVED: tuple[Table, ...] = (
    Table(
        "bodies",
        "Each body of each municipality: councils, committees, boards.",
        _columns(
            ("id", "text", "Municipality and body."),
            ("municipality", "text", "The municipality or region."),
            ("body", "text", "Its name, as it is most often printed."),
            ("spellings", "text", "All names it is printed with."),
            ("meetings", "integer", "Minutes of it in the archive."),
            ("agendas", "integer", "Agendas of it in the archive."),
            ("first_date", "date", "The first meeting."),
            ("last_date", "date", "The last meeting."),
            ("decisions", "integer", "Items decided."),
            ("divided", "integer", "Items on which votes were divided."),
        ),
        label="body",
        facets=("municipality",),
    ),
    Table(
        "members",
        "Each member of each municipality's bodies, and other people who voted or were called absent.",
        _columns(
            ("id", "text", "Municipality and name."),
            ("municipality", "text", "The municipality or region."),
            ("name", "text", "The name."),
            ("party", "text", "The party, as last known."),
            ("parties", "text", "All parties in order, where there were several."),
            ("bodies", "text", "The bodies on whose lists the name stands."),
            ("first_date", "date", "First seen."),
            ("last_date", "date", "Last seen."),
            ("meetings", "integer", "Meetings whose list holds the name."),
            ("times_absent", "integer", "Items from which the member was absent."),
            ("votes", "integer", "Votes cast by name: for, against or abstained."),
            ("against", "integer", "Of these, against."),
            ("abstained", "integer", "Of these, abstained."),
            ("alone", "integer", "Votes in which nobody else was against or abstained."),
        ),
        label="name",
        facets=("municipality", "party"),
        indexed=(("name",), ("municipality", "name")),
        sort="votes",
    ),
    Table(
        "parties_over_time",
        "From when to when a member is printed with a party: people change parties.",
        _columns(
            ("id", "integer", "The row's number."),
            ("municipality", "text", "The municipality or region."),
            ("member", "text", "The member."),
            ("party", "text", "The party's letter."),
            ("first_date", "date", "The first day it is known for."),
            ("last_date", "date", "The last day it is known for."),
            ("known_from", "text", "`document` or `list`."),
        ),
        facets=("party",),
        indexed=(("municipality", "member"),),
    ),
    Table(
        "cases",
        "Each case through all bodies and meetings: by its number, or by its title in the chain of bodies where it has none.",
        _columns(
            ("id", "text", "Municipality and case number; day and title where it has none."),
            ("municipality", "text", "The municipality or region."),
            ("case_number", "text", "The number, where it has one."),
            ("title", "text", "The title of its last treatment."),
            ("topic", "text", "What it is about, as its last treatment was labelled."),
            ("first_date", "date", "The first day that is known of it, in its items or told in them."),
            ("last_date", "date", "The last treatment."),
            ("treatments", "integer", "How many items of the archive treat it."),
            ("bodies", "text", "The bodies that treated it, in order."),
            ("outcome", "text", "What was done with it last."),
            ("decided_by", "text", "The body that treated it last."),
            ("divided", "boolean", "Whether votes were ever divided on it."),
        ),
        label="title",
        facets=("municipality", "topic", "outcome"),
        indexed=(("case_number",), ("last_date",)),
        sort="last_date",
    ),
    Table(
        "told_steps",
        "Treatments of cases that are only told, in the text of an item of another meeting.",
        _columns(
            ("id", "integer", "The row's number."),
            ("case_id", "text", "The case.", "cases"),
            ("date", "date", "When."),
            ("body", "text", "Who treated it."),
            ("outcome", "text", "What was done."),
            ("words", "text", "The words that tell it."),
            ("item", "integer", "The item that tells it.", "items"),
        ),
        indexed=(("case_id",),),
    ),
)

VIEWS: tuple[Table, ...] = (
    Table(
        "decisions",
        "What was decided: each item with a decision, in the minutes that count.",
        (
            *_WHERE,
            *_columns(
                ("number", "text", "The item's number."),
                ("title", "text", "The item's title."),
                ("outcome", "text", "What was done with it."),
                ("wording", "text", "The words of the decision."),
                ("topic", "text", "What it is about; with a question mark where that is less probable than not."),
                ("second_topic", "text", "What else it may be about."),
                ("type", "text", "What it asks of the body; with a question mark as above."),
                ("proposal", "text", "The words of the proposal."),
                ("case_number", "text", "The number of its case."),
                ("divided", "boolean", "Whether votes were divided."),
                ("link", "text", "Where it is published, else the file it was read from."),
                ("item", "integer", "The agenda item.", "items"),
            ),
        ),
        facets=("municipality", "body", "topic", "outcome", "type"),
        sort="date",
    ),
    Table(
        "divided",
        "Items on which votes were divided: who was against, who abstained.",
        (
            *_HEAD,
            *_columns(
                ("topic", "text", "What it is about."),
                ("outcome", "text", "What was done with it."),
                ("against", "text", "Who voted against."),
                ("abstained", "text", "Who abstained."),
                ("voters_for", "integer", "How many are named, or counted, for it."),
                ("voters_against", "integer", "How many are named, or counted, against it."),
                ("item", "integer", "The agenda item.", "items"),
            ),
        ),
        facets=("municipality", "body", "topic"),
        sort="date",
    ),
    Table(
        "case_history",
        "Each treatment of each case: those in the archive, and those that are only told in the text of another.",
        _columns(
            ("case_id", "text", "The case.", "cases"),
            ("municipality", "text", "The municipality or region."),
            ("case_number", "text", "The number, where it has one."),
            ("date", "date", "When."),
            ("body", "text", "Who treated it."),
            ("title", "text", "The item's title."),
            ("outcome", "text", "What was done."),
            ("words", "text", "The words of the decision."),
            ("known_from", "text", "`meeting`: the meeting is in the archive; `told`: an item of another meeting tells it."),
            ("item", "integer", "The item, or the one that tells it.", "items"),
        ),
        facets=("known_from",),
    ),
    Table(
        "decisions_by_month",
        "How many items were decided, by month, topic, type and outcome.",
        _columns(
            ("municipality", "text", "The municipality or region."),
            ("month", "text", "The month, as in 2024-03."),
            ("topic", "text", "What they are about."),
            ("decision_type", "text", "What they ask."),
            ("outcome", "text", "What was done."),
            ("items", "integer", "How many."),
        ),
        facets=("municipality", "topic", "outcome"),
    ),
)

TABLES = {table.name: table for table in (*BASE, *DERIVED)}
ALL = {table.name: table for table in (*BASE, *DERIVED, *VIEWS)}
# Tables whose rows hang on an item alone.
OF_ITEMS = tuple(table.name for table in BASE if table.names[1] == "item")
