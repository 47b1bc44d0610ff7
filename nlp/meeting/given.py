"""What the user knows of a meeting beforehand."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from nlp.errors import WrongFact
from nlp.text.dates import find_date


@dataclass(frozen=True, slots=True)
class Given:
    """The facts that the user gives: they win over what is read, and steer which decisions are the body's own.

    Args:
        municipality: The municipality or region: `Solrød`, `Solrød Kommune`.
        committee: The body that held the meeting.
        date: The day of the meeting as ISO 8601.
    """

    municipality: str | None = None
    committee: str | None = None
    date: str | None = None

    def over(self, other: Given) -> Given:
        """Give these facts, and those of `other` where these tell nothing."""
        return Given(self.municipality or other.municipality, self.committee or other.committee, self.date or other.date)

    def to_dict(self) -> dict[str, str]:
        """Give the facts that are known, by name."""
        return {name: value for name, value in asdict(self).items() if value}


def read_given(municipality: str | None = None, committee: str | None = None, date: str | None = None) -> Given:
    """Read the facts as a user gives them; an empty one is none.

    Args:
        municipality: The municipality or region.
        committee: The body that held the meeting.
        date: The day of the meeting, in any spelling that minutes use.

    Raises:
        WrongFact: the date is none.

    Example:
        >>> read_given(committee=" Byrådet ", date="9. maj 2023")
        Given(municipality=None, committee='Byrådet', date='2023-05-09')
    """
    day = find_date(date) if date and date.strip() else None
    if date and date.strip() and (day is None or day[1:] != (len(date) - len(date.lstrip()), len(date.rstrip()))):
        raise WrongFact(f"{date!r} is no date. Give the day of the meeting as 2023-05-09, or as minutes write it: 9. maj 2023, 09-05-2023.")
    return Given(_plain(municipality), _plain(committee), day[0] if day else None)


def _plain(words: str | None) -> str | None:
    return " ".join(words.split()) or None if words else None
