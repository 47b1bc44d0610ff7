"""Where a document's working state lies while the components run."""

from __future__ import annotations

from typing import cast

from spacy.tokens import Doc

from nlp.components.working import Working

KEY = "referat.working"
# Facts of the meeting that the user gives (`nlp.meeting.given.Given`), for `minutes_layout`.
GIVEN_KEY = "referat.given"


def working(doc: Doc) -> Working:
    """Give the working state of a document.

    Raises:
        ValueError: `minutes_layout` did not run first, or `minutes_entities` has run already.
    """
    state = doc.user_data.get(KEY)
    if state is None:
        raise ValueError("this component needs minutes_layout before it and minutes_entities behind it in the pipeline")
    return cast(Working, state)
