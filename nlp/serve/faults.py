"""Everything that is answered with an error: its status, its kind, and a message that says what to change."""

from __future__ import annotations

from nlp.errors import NlpError

# What the reader and the tagger raise, by its kind; all others are the document's fault as well.
_STATUS = {"too_large": 413, "memory": 413, "format": 415, "extra": 415, "internal": 500}


class BadSetting(NlpError):
    """A setting of the service that cannot be used."""

    kind = "setting"


class Refusal(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, kind: str, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.retry_after = retry_after

    @classmethod
    def of_kind(cls, kind: str, message: str) -> Refusal:
        """Give the refusal for a fault that a document has."""
        return cls(_STATUS.get(kind, 422), kind, message)

    def headers(self) -> dict[str, str]:
        """Give the headers that belong to the status."""
        if self.status == 401:
            return {"WWW-Authenticate": 'Basic realm="referat", Bearer'}
        return {"Retry-After": str(self.retry_after)} if self.retry_after is not None else {}

    def to_dict(self) -> dict[str, dict[str, str]]:
        """Give the body of the answer, in the shape in which a result says that a document could not be read."""
        return {"error": {"kind": self.kind, "message": self.message}}


def busy(seconds: int = 1) -> Refusal:
    """Give the refusal of a service that has enough to do."""
    return Refusal(503, "busy", f"All workers are busy and the queue is full. Try again in {seconds} s.", retry_after=seconds)
