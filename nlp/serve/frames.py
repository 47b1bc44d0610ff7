"""What goes between the service and its workers: frames, each a line of JSON and what follows it.

Nothing is unpickled on either side: a document that has taken over a worker gets no further.
"""

from __future__ import annotations

import json
from typing import Any

Head = dict[str, Any]


def pack(head: Head, body: bytes = b"") -> bytes:
    """Make a frame."""
    return json.dumps(head).encode() + b"\n" + body


def unpack(frame: bytes) -> tuple[Head, bytes]:
    """Take a frame apart."""
    line, _, body = frame.partition(b"\n")
    return json.loads(line), body


def encode(value: Any) -> bytes:
    """Give JSON as UTF-8; half a character (a lone surrogate) stays as its escape."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
