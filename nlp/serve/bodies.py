"""The body of `POST /v1/tag` to one job: JSON, a form with a file, or the file itself."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from nlp.serve.contract import Document, Known, TagRequest, known_labels, read_json
from nlp.serve.faults import Refusal
from nlp.serve.frames import pack

# Content types that are documents themselves, and the suffix that goes with each.
FILES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/octet-stream": "",
}


def check_labels(entities: str) -> str:
    """Give which labels of entities are asked for; the five where none are named.

    Raises:
        Refusal: there is no such label; says which there are.
    """
    try:
        return known_labels(entities) or "standard"
    except ValueError as err:
        raise Refusal(422, "label", f"entities: {err}.") from err


def text_job(document: Document, *, with_text: bool, max_chars: int, entities: str = "", known: Known | None = None) -> bytes:
    """Give the job for a text.

    Raises:
        Refusal: it is longer than a document may be (413), or there is no such label (422).
    """
    if len(document.text) > max_chars:
        raise Refusal(413, "too_large", f"The text has {len(document.text):,} characters; at most {max_chars:,} are taken. Split it into single meetings.")
    head = {"job": "tag", "file": False, "name": "", "id": document.id, "with_text": with_text, "entities": check_labels(entities), "max_chars": max_chars}
    head["given"] = (known.over(document) if known else document).facts()
    return pack(head, document.text.encode("utf-8", "surrogatepass"))


def file_job(raw: bytes, name: str, identity: str, *, with_text: bool, max_chars: int, entities: str = "", known: Known | None = None) -> bytes:
    """Give the job for the bytes of a file."""
    head = {"job": "tag", "file": True, "name": name[:500], "id": identity[:500], "with_text": with_text, "entities": check_labels(entities)}
    return pack({**head, "max_chars": max_chars, "given": (known or Known()).facts()}, raw)


async def read_tag_job(request: Request, *, name: str, with_text: bool, entities: str, max_chars: int, known: Known) -> bytes:
    """Give the job that a request asks for.

    Raises:
        Refusal: the content type is unknown (415), or the body is not what it says (400, 422).
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        asked = read_json(TagRequest, await request.body())
        return text_job(asked, with_text=with_text or asked.with_text, max_chars=max_chars, entities=entities or asked.entities, known=known)
    if kind == "multipart/form-data":
        return await _form_job(request, name, with_text, entities, max_chars, known)
    if kind in FILES:
        return file_job(await request.body(), name or f"document{FILES[kind]}", name, with_text=with_text, max_chars=max_chars, entities=entities, known=known)
    said = f"{kind} is not taken" if kind else "The Content-Type is missing"
    curl = " With curl: -F file=@minutes.pdf, or -H 'Content-Type: application/json' before -d." if kind in ("", "application/x-www-form-urlencoded") else ""
    raise Refusal(415, "format", f"{said}. Send application/json, multipart/form-data with a `file`, or one of {', '.join(FILES)}.{curl}")


async def _form_job(request: Request, name: str, with_text: bool, entities: str, max_chars: int, known: Known) -> bytes:
    try:
        async with request.form(max_files=1, max_fields=8) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise Refusal(422, "shape", "The form has no file. Name the part with the document `file` (with curl: -F file=@minutes.pdf).")
            identity: Any = form.get("id")
            wish: Any = form.get("with_text")
            wish = wish.lower() in ("1", "true", "on", "yes") if isinstance(wish, str) else False
            labels: Any = form.get("entities")
            labels = entities or (labels if isinstance(labels, str) else "")
            known = known.over(Known(**{fact: value[:500] for fact in known.facts() if isinstance(value := form.get(fact), str)}))
            found = name or file.filename or "document"
            identity = identity if isinstance(identity, str) else found
            return file_job(await file.read(), found, identity, with_text=with_text or wish, max_chars=max_chars, entities=labels, known=known)
    except HTTPException as err:
        raise Refusal(400, "form", "The body is no form as multipart/form-data says it. Let your HTTP library write it, with a `file` part.") from err
