"""One exception for each thing that a caller can do something about."""

from __future__ import annotations

from pathlib import Path

# In a checkout this installs extras into the checkout's own environment.
_SETUP = Path("scripts/setup.sh")


class NlpError(Exception):
    """The root of everything that this package raises on purpose."""

    kind = "error"


class UnreadableDocument(NlpError):
    """The bytes are no text that can be read: another encoding, a binary file, nothing at all."""

    kind = "unreadable"


class NoText(UnreadableDocument):
    """Nothing is written in it: an empty file, or pictures of pages."""

    kind = "no_text"


class UnreadableText(UnreadableDocument):
    """There are letters, but they are no words: fonts that do not tell their letters, one letter a line."""

    kind = "unreadable_text"


class EncryptedDocument(UnreadableDocument):
    """It opens with a password alone."""

    kind = "encrypted"


class DamagedDocument(UnreadableDocument):
    """A file that broke off or cannot be unpacked."""

    kind = "damaged"


class NoMinutes(UnreadableDocument):
    """A text, but of no meeting: a letter, a note, a web page about something else."""

    kind = "no_minutes"


class SeveralMeetings(UnreadableDocument):
    """More than one meeting in a text: the message says where the next one begins."""

    kind = "several_meetings"


class DocumentTooLarge(NlpError):
    """The document is larger than the limit, or holds a line that no minutes have."""

    kind = "too_large"


class NoAgendaItems(NlpError):
    """The text was read, but nothing in it looks like an agenda item."""

    kind = "no_items"


class NoSuchDocument(NlpError):
    """A path that does not exist, or a pattern that matches nothing."""

    kind = "missing"


class ModelMismatch(NlpError):
    """A model folder that is incomplete, damaged, or made for another version or other rules."""

    kind = "model"


class WrongFact(NlpError):
    """A fact of a meeting, given by the user, that cannot be one."""

    kind = "fact"


class BadRules(NlpError):
    """A folder of one's own rules that cannot be used: the message names the file and what to change."""

    kind = "rules"


class UnknownLabel(NlpError):
    """A label of entities that there is none of."""

    kind = "label"


class BadExamples(NlpError):
    """Annotated examples that cannot be used: the message names file, line and what to change."""

    kind = "examples"


class BadResult(NlpError):
    """Data that is no tagged document, where one was to be read back."""

    kind = "result"


class MissingExtra(NlpError):
    """A feature whose optional packages are not installed; the message names the command that installs them from where one stands.

    Args:
        what: What needs the package, as the beginning of a sentence.
        package: The package that is missing.
        extra: The extra of referat that has it.
    """

    kind = "extra"

    def __init__(self, what: str, package: str, extra: str) -> None:
        checkout = Path(__file__).resolve().parents[1]
        command = f"{checkout / _SETUP} {extra}" if (checkout / _SETUP).is_file() else f"pip install 'referat[{extra}]'"
        super().__init__(f"{what} needs the package {package}, which is not installed. Install it with: {command}")


def error_of(kind: str) -> type[NlpError]:
    """Give the exception of a kind.

    Example:
        >>> error_of("no_items").__name__
        'NoAgendaItems'
    """
    waiting: list[type[NlpError]] = [NlpError]
    while waiting:
        error = waiting.pop()
        if error.kind == kind:
            return error
        waiting += error.__subclasses__()
    return NlpError
