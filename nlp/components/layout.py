"""`minutes_layout`: parses the document; every other component builds on it."""

from __future__ import annotations

from collections.abc import Collection

from spacy.lang.da import Danish
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.state import GIVEN_KEY, KEY
from nlp.components.working import Working
from nlp.meeting.parse import parse_minutes
from nlp.text.normalize import shadow
from nlp.text.tokenization import TEXT_KEY


class LayoutParser:
    """Sets the working state: the normalised text and the parsed meeting.

    `families` are the layout families to choose among, by id; all where it is None.
    """

    def __init__(self) -> None:
        self.families: Collection[str] | None = None

    def __call__(self, doc: Doc) -> Doc:
        text = doc.user_data.pop(TEXT_KEY, None) or doc.text
        seen = shadow(text)
        meeting = parse_minutes(seen.text, seen.bold, self.families, doc.user_data.pop(GIVEN_KEY, None))
        doc.user_data[KEY] = Working.of(text, seen, meeting)
        return doc


@Danish.factory("minutes_layout")
def make_layout_parser(nlp: Language, name: str) -> LayoutParser:
    """Build the component."""
    return LayoutParser()
