"""The body of `POST /v1/tag` to one job: JSON, a form with a file, or the file itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import FormData, UploadFile
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


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a document: the labels of entities, the least probability of a label, the shape of the answer, whether private people are hidden."""

    max_chars: int
    with_text: bool = False
    entities: str = ""
    min_score: float = 0.0
    shape: str = "json"
    known: Known = Known()
    mask: bool = False

    def head(self, *, file: bool, name: str, identity: str) -> dict[str, Any]:
        """Give the head of a job.

        Raises:
            Refusal: there is no such label (422).
        """
        asked = {"with_text": self.with_text, "entities": check_labels(self.entities), "min_score": self.min_score, "shape": self.shape, "mask": self.mask}
        asked["given"] = self.known.facts()
        return {"job": "tag", "file": file, "name": name[:500], "id": identity[:500], "max_chars": self.max_chars, **asked}


def text_job(document: Document, wish: Wish) -> bytes:
    """Give the job for a text.

    Raises:
        Refusal: it is longer than a document may be (413), or there is no such label (422).
    """
    if len(document.text) > wish.max_chars:
        raise Refusal(413, "too_large", f"The text has {len(document.text):,} characters; at most {wish.max_chars:,} are taken. Split it into single meetings.")
    wish = replace(wish, known=wish.known.over(document))
    return pack(wish.head(file=False, name="", identity=document.id), document.text.encode("utf-8", "surrogatepass"))


def file_job(raw: bytes, name: str, identity: str, wish: Wish) -> bytes:
    """Give the job for the bytes of a file."""
    return pack(wish.head(file=True, name=name, identity=identity), raw)


async def read_files(request: Request, most: int, wish: Wish) -> list[tuple[str, bytes]]:
    """Give each file of a form by its name, with its job.

    Raises:
        Refusal: it is no form (400), has no file, or has more than `most` (422).
    """
    try:
        async with request.form(max_files=most + 1, max_fields=8) as form:
            wish = _wished(form, wish)
            files = [each for each in form.getlist("file") if isinstance(each, UploadFile)]
            if not 1 <= len(files) <= most:
                raise Refusal(422, "too_many" if files else "shape", f"The form has {len(files)} parts called `file`; give 1 to {most}.")
            return [
                (file.filename or "document", file_job(await file.read(), file.filename or "document", file.filename or "document", wish)) for file in files
            ]
    except HTTPException as err:
        raise _no_form() from err


async def read_tag_job(request: Request, name: str, wish: Wish) -> bytes:
    """Give the job that a request asks for.

    Raises:
        Refusal: the content type is unknown (415), or the body is not what it says (400, 422).
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        asked = read_json(TagRequest, await request.body())
        wish = replace(wish, with_text=wish.with_text or asked.with_text, entities=wish.entities or asked.entities)
        return text_job(asked, replace(wish, min_score=max(wish.min_score, asked.min_score), mask=wish.mask or asked.mask))
    if kind == "multipart/form-data":
        return await _form_job(request, name, wish)
    if kind in FILES:
        return file_job(await request.body(), name or f"document{FILES[kind]}", name, wish)
    said = f"{kind} is not taken" if kind else "The Content-Type is missing"
    curl = " With curl: -F file=@minutes.pdf, or -H 'Content-Type: application/json' before -d." if kind in ("", "application/x-www-form-urlencoded") else ""
    raise Refusal(415, "format", f"{said}. Send application/json, multipart/form-data with a `file`, or one of {', '.join(FILES)}.{curl}")


async def _form_job(request: Request, name: str, wish: Wish) -> bytes:
    try:
        async with request.form(max_files=1, max_fields=8) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise Refusal(422, "shape", "The form has no file. Name the part with the document `file` (with curl: -F file=@minutes.pdf).")
            identity: Any = form.get("id")
            found = name or file.filename or "document"
            return file_job(await file.read(), found, identity if isinstance(identity, str) else found, _wished(form, wish))
    except HTTPException as err:
        raise _no_form() from err


def _wished(form: FormData, wish: Wish) -> Wish:
    """Give what a form's fields ask for beside the query."""
    labels = form.get("entities")
    with_text, mask = (str(form.get(name, "")).lower() in ("1", "true", "on", "yes") for name in ("with_text", "mask"))
    said = Known(**{fact: value[:500] for fact in wish.known.facts() if isinstance(value := form.get(fact), str)})
    labels = labels if isinstance(labels, str) else ""
    return replace(wish, with_text=wish.with_text or with_text, mask=wish.mask or mask, entities=wish.entities or labels, known=wish.known.over(said))


def _no_form() -> Refusal:
    return Refusal(400, "form", "The body is no form as multipart/form-data says it. Let your HTTP library write it, with a `file` part.")
