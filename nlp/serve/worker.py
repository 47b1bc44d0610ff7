"""What runs in a worker process: one job after the other, each a frame of bytes in and one out."""

from __future__ import annotations

import contextlib
import json
import signal
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.archive.limits import limit_memory
from nlp.archive.masking import masked
from nlp.document import Minutes
from nlp.errors import DocumentTooLarge, NlpError
from nlp.explain import describe_rule, explain
from nlp.meeting.given import read_given
from nlp.pipeline import read_labels
from nlp.reading.read import read_bytes, source_of
from nlp.serve import warm
from nlp.serve.frames import Head, encode, pack, unpack

if TYPE_CHECKING:
    from nlp.predictor import Predictor


def run(conn: Connection, folders: tuple[str, str], memory_mb: int) -> None:
    """Serve jobs until the other side closes."""
    # Ctrl+C and a stop of the whole group are for the service: it lets running work finish and then closes.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    try:
        predictor = warm.predictor_of(folders)
    except NlpError as err:
        conn.send_bytes(pack({"kind": err.kind, "message": str(err)}))
        return
    limit_memory(memory_mb)
    facts = {name: value for name, value in predictor.manifest.items() if name not in ("files", "format", "libraries")}
    conn.send_bytes(pack({"model": {**predictor.model, **{k: v for k, v in facts.items() if k not in predictor.model}}}))
    with contextlib.suppress(EOFError, OSError):
        while True:
            conn.send_bytes(answer(predictor, conn.recv_bytes()))


def answer(predictor: Predictor, frame: bytes) -> bytes:
    """Do one job; a fault is an answer too."""
    try:
        head, body = unpack(frame)
        with predictor.memory_zone(), predictor.rules.in_use():
            counts, result = _JOBS[head["job"]](predictor, head, body)
        return pack(counts, result)
    except NlpError as err:
        return pack({"kind": err.kind, "message": str(err)})
    except MemoryError:
        return pack({"kind": "memory", "message": "The document takes more memory than one may. Split it into single meetings."})
    except RecursionError:
        return pack({"kind": "unreadable", "message": "The document is nested too deep to be read."})
    except Exception as err:  # A fault of ours; the type alone, as messages may quote the text.
        return pack({"kind": "internal", "message": f"Tagging failed with {type(err).__name__}. Please report it, with the document's layout if it is public."})


def _tag(predictor: Predictor, head: Head, body: bytes) -> tuple[Head, bytes]:
    text = read_bytes(body, head["name"] or "the document") if head["file"] else body.decode("utf-8", "surrogatepass")
    _check_length(text, head["max_chars"])
    source = source_of(body, head["id"] or head["name"], text)
    with _at_least(predictor, head["min_score"]):
        minutes = predictor.tag(source, read_labels(head["entities"]), given=read_given(**head["given"]))
    if head["mask"]:
        minutes = masked(minutes)
    return {"chars": len(text), "items": len(minutes.items)}, _SHAPES[head["shape"]](minutes, head)


@contextlib.contextmanager
def _at_least(predictor: Predictor, score: float) -> Iterator[None]:
    """Let the predictor give no label that is less probable, until the block ends."""
    before, predictor.min_score = predictor.min_score, max(score, predictor.min_score)
    try:
        yield
    finally:
        predictor.min_score = before


def _as_json(minutes: Minutes, head: Head) -> bytes:
    return encode(minutes.to_dict(with_text=head["with_text"]))


def _as_csv(minutes: Minutes, head: Head) -> bytes:
    """Give the table of items, as `referat tag -o items.csv --csv plain` writes it."""
    from nlp.archive.stores.exported import TableStore

    with tempfile.TemporaryDirectory(prefix="referat-") as folder:
        path = Path(folder) / "items.csv"
        with TableStore(path, minutes.model["digest"], plain=True) as store:
            store.write(minutes.id, store.encode(minutes, None))
        return path.read_bytes()


def _as_evidence(minutes: Minutes, head: Head) -> bytes:
    """Give what shows each thing found, as `referat explain --json` does."""
    items = [{"number": item.number, "title": item.title, "evidence": [each.to_dict() for each in explain(minutes, item)]} for item in minutes.items]
    return encode({"id": minutes.id, "layout": minutes.layout, "items": items})


_SHAPES: dict[str, Callable[[Minutes, Head], bytes]] = {"json": _as_json, "csv": _as_csv, "evidence": _as_evidence}


def _items(predictor: Predictor, head: Head, body: bytes) -> tuple[Head, bytes]:
    out: list[Any] = []
    chars = 0
    for number, each in enumerate(json.loads(body), start=1):
        chars += len(each["text"])
        try:
            _check_length(each["text"], head["max_chars"])
            out.append(predictor.predict_item(each["text"], committee=each["committee"]).to_dict())
        except NlpError as err:
            out.append({"error": {"kind": err.kind, "message": f"item {number}: {err}"}})
    return {"chars": chars, "items": len(out)}, encode(out)


def _rule(predictor: Predictor, head: Head, body: bytes) -> tuple[Head, bytes]:
    described = describe_rule(head["id"])
    if described is None:
        return {}, b""
    told = {"looks_for": described.words, "looks_for_da": described.danish, "phrases": described.phrases}
    return {}, encode({"id": head["id"], **told})


def _check_length(text: str, most: int) -> None:
    if len(text) > most:
        raise DocumentTooLarge(f"The text has {len(text):,} characters; at most {most:,} are taken. Split it into single meetings.")


_JOBS: dict[str, Callable[[Predictor, Head, bytes], tuple[Head, bytes]]] = {"tag": _tag, "items": _items, "rule": _rule}
