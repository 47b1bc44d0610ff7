"""The routes for programs: tag a document, a batch, single items; the model; whether the service lives; its counts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from nlp.document import Failure
from nlp.serve.bodies import FILES, Wish, check_labels, read_files, read_tag_job, text_job
from nlp.serve.contract import (
    COMMITTEE_GIVEN,
    DATE_GIVEN,
    EXAMPLES,
    LABELS,
    LABELS_ASKED,
    LABELS_SCHEMA,
    MASK_ASKED,
    MUNICIPALITY_GIVEN,
    SCORE_ASKED,
    BatchRequest,
    ItemsRequest,
    Known,
    read_json,
)
from nlp.serve.faults import Refusal
from nlp.serve.frames import encode, pack
from nlp.serve.metrics import Metrics
from nlp.serve.pool import Answer, Pool
from nlp.serve.settings import Settings
from nlp.training.marks import LABELS as TRAINED
from nlp.vocabulary import OUTCOME_CODES

WithText = Annotated[bool, Query(description="Add the text as read to the result.")]
RuleId = Annotated[str, Query(min_length=1, max_length=200, description="A `rule` as results name it.", examples=["party/behind-person"])]
Labels = Annotated[str, Query(description=LABELS_ASKED, json_schema_extra=LABELS_SCHEMA)]
MunicipalityGiven = Annotated[str, Query(max_length=500, description=MUNICIPALITY_GIVEN)]
CommitteeGiven = Annotated[str, Query(max_length=500, description=COMMITTEE_GIVEN)]
DateGiven = Annotated[str, Query(max_length=500, description=DATE_GIVEN)]
MinScore = Annotated[float, Query(ge=0, le=1, description=SCORE_ASKED)]
Mask = Annotated[bool, Query(description=MASK_ASKED)]
Format = Annotated[Literal["json", "csv"], Query(description="The result as JSON, or its items as a table.")]
Name = Annotated[
    str, Query(max_length=500, description="The file's name: comes back as the result's `id`; its suffix helps where the content leaves the format open.")
]
_LIMITS = ("max_body", "max_chars", "max_batch", "document_seconds", "workers", "waiting")


def make_router(settings: Settings, pool: Pool, metrics: Metrics) -> APIRouter:  # noqa: C901 (each branch is the function of a path)
    """Give the routes of one service."""
    router = APIRouter(dependencies=[Depends(known_query)])
    service = _Service(settings, pool, metrics)

    @router.post("/v1/tag", summary="Tag one document", openapi_extra=_takes("TagRequest", files=True), **_gives("Minutes", csv=True))
    async def tag(
        request: Request,
        name: Name = "",
        with_text: WithText = False,
        entities: Labels = "",
        min_score: MinScore = 0.0,
        format: Format = "json",
        municipality: MunicipalityGiven = "",
        committee: CommitteeGiven = "",
        date: DateGiven = "",
        mask: Mask = False,
    ) -> Response:
        """Takes a text as JSON, a form with a `file`, or the file itself: text, Markdown, HTML, PDF, DOCX, the JSON of agenda systems."""
        known = Known(municipality=municipality, committee=committee, date=date)
        wish = Wish(settings.max_chars, with_text, entities, min_score, format, known, mask)
        answer = await service.run(await read_tag_job(request, name, wish))
        return Response(answer.body, media_type="text/csv") if format == "csv" else _json(answer.body)

    @router.post("/v1/explain", summary="Show why", openapi_extra=_takes("TagRequest", files=True), **_gives("Explanation"))
    async def explain(request: Request, name: Name = "", entities: Labels = "") -> Response:
        """Takes what `/v1/tag` takes. For each item, everything that was found with its words, its offsets and the rule behind it."""
        return _json((await service.run(await read_tag_job(request, name, Wish(settings.max_chars, entities=entities, shape="evidence")))).body)

    @router.post("/v1/tag/batch", summary="Tag several documents", openapi_extra=_takes("BatchRequest", form=True), **_gives("Batch"))
    async def tag_batch(request: Request, with_text: WithText = False, entities: Labels = "", min_score: MinScore = 0.0, mask: Mask = False) -> Response:
        """Texts as JSON, or a form with several parts called `file`. One result for each, in order; one that cannot be read has an `error` in its place."""
        wish = Wish(settings.max_chars, with_text, entities, min_score, mask=mask)
        if _kind(request) == "multipart/form-data":
            return _json(await service.batch(await read_files(request, settings.max_batch, wish)))
        return _json(await service.texts(read_json(BatchRequest, await _json_body(request)), wish))

    @router.post("/v1/items", summary="Tag agenda items alone", openapi_extra=_takes("ItemsRequest"), **_gives("Items"))
    async def tag_items(request: Request) -> Response:
        """Topic and decision type with their probabilities, outcomes and votes of items that stand alone. Offsets count within each item."""
        return _json(await service.items(read_json(ItemsRequest, await _json_body(request))))

    @router.get("/v1/model", summary="The model in use", **_gives("Model", refusals=(401,)))
    async def model() -> Response:
        """Name, version, digest, labels, the figures it was measured with, and the limits of this service."""
        facts = {name: pool.model[name] for name in ("name", "version", "digest", "trained", "labels", "scores", "data") if name in pool.model}
        limits = {name: getattr(settings, name) for name in _LIMITS}
        standard = list(dict.fromkeys(TRAINED.values()))
        more = [label for label in LABELS if label not in standard]
        return _json(encode({**facts, "entities": standard, "more_entities": more, "outcomes": sorted(OUTCOME_CODES), "limits": limits}))

    @router.get("/v1/rule", summary="What a rule looks for", **_gives("Rule", refusals=(401, 404, 422, 500, 503)))
    async def rule(id: RuleId) -> Response:
        """In words, and by phrases that it matches. Results name the rule of each thing found."""
        told = (await pool.run(pack({"job": "rule", "id": id}))).body
        if not told:
            raise Refusal(404, "rule", "There is no such rule. Results name those that there are.")
        return _json(told)

    @router.get("/healthz", summary="Whether the service lives", **_gives("Status", refusals=()))
    async def healthz() -> Response:
        return _json(encode({"status": "ok"}))

    @router.get("/readyz", summary="Whether work is taken", **_gives("Status", refusals=(503,)))
    async def readyz() -> Response:
        if not pool.ready:
            raise Refusal(503, "unavailable", "The service is starting or stopping. Try again in a moment.", retry_after=2)
        return _json(encode({"status": "ready"}))

    @router.get(
        "/metrics",
        summary="Counts for Prometheus",
        responses={
            200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
            **{status: {**_PROBLEM, "description": _SAID[status]} for status in (401, *_EVERYWHERE)},
        },
    )
    async def counts() -> Response:
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


class _Service:
    """What the routes do."""

    def __init__(self, settings: Settings, pool: Pool, metrics: Metrics) -> None:
        self.settings = settings
        self.pool = pool
        self.metrics = metrics
        self.model = {name: pool.model[name] for name in ("name", "version", "digest")}

    async def run(self, job: bytes) -> Answer:
        """Run one job and count it."""
        try:
            answer = await self.pool.run(job)
        except Refusal as refusal:
            self.metrics.documents.labels(refusal.kind).inc()
            raise
        self.metrics.documents.labels("ok").inc()
        self.metrics.chars.inc(answer.counts["chars"])
        return answer

    async def texts(self, asked: BatchRequest, wish: Wish) -> bytes:
        """Tag each text of a batch."""
        self._check_number(len(asked.documents))
        wish = replace(wish, with_text=wish.with_text or asked.with_text, entities=wish.entities or asked.entities)
        wish = replace(wish, min_score=max(wish.min_score, asked.min_score), mask=wish.mask or asked.mask)
        check_labels(wish.entities)
        return await self.batch([(document.id, partial(text_job, document, wish)) for document in asked.documents])

    async def batch(self, jobs: Sequence[tuple[str, bytes | Callable[[], bytes]]]) -> bytes:
        """Run the jobs of named documents; a batch leaves one worker to others where there are several."""
        places = asyncio.Semaphore(max(1, self.settings.workers - 1))

        async def one(name: str, job: bytes | Callable[[], bytes]) -> bytes:
            async with places:
                try:
                    return (await self.run(job if isinstance(job, bytes) else job())).body
                except Refusal as refusal:
                    if refusal.status == 503:
                        raise
                    return encode(Failure(name, refusal.kind, refusal.message).to_dict())

        # Each runs to its end: a failed request must not leave work behind that nobody counts.
        results = await asyncio.gather(*(one(name, job) for name, job in jobs), return_exceptions=True)
        parts = []
        for result in results:
            if isinstance(result, BaseException):
                raise result
            parts.append(result)
        return b'{"model":' + encode(self.model) + b',"documents":[' + b",".join(parts) + b"]}"

    async def items(self, asked: ItemsRequest) -> bytes:
        """Tag single items as one job."""
        self._check_number(len(asked.items))
        items = json.dumps([{"text": item.text, "committee": item.committee} for item in asked.items]).encode()
        answer = await self.run(pack({"job": "items", "max_chars": self.settings.max_chars}, items))
        return b'{"model":' + encode(self.model) + b',"items":' + answer.body + b"}"

    def _check_number(self, number: int) -> None:
        most = self.settings.max_batch
        if number > most:
            raise Refusal(422, "too_many", f"{number} in one request; at most {most} are taken. Send them in several requests.")


def known_query(request: Request) -> None:
    """Refuse a parameter that the route has not: misspelt, it would have no effect and nobody would know.

    Raises:
        Refusal: names it, and those that there are.
    """
    known = [field.alias for field in request.scope["route"].dependant.query_params]
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        raise Refusal(422, "parameter", f"{unknown[0][:60]!r} is no parameter of this path. It takes {', '.join(known) or 'none'}.")


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _json_body(request: Request) -> bytes:
    if _kind(request) != "application/json":
        raise Refusal(415, "format", "Send the body as application/json (with curl: -H 'Content-Type: application/json').")
    return await request.body()


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")


_PROBLEM: dict[str, Any] = {
    "description": "Refused; the message says what to change",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_SAID = {
    400: "The body is no JSON, or no form",
    401: "The key is missing or wrong",
    403: "The request comes from a page of another site",
    404: "There is no such rule",
    408: "The body came too slowly",
    413: "Larger than the limits allow",
    415: "The content type or the format is not taken",
    421: "The host name is not served",
    422: "The body has another shape, or the document cannot be read",
    500: "A fault of the service",
    503: "Busy, starting or stopping; `Retry-After` says when to try again",
}


def _gives(schema: str, refusals: tuple[int, ...] = (400, 401, 408, 413, 415, 422, 500, 503), *, csv: bool = False) -> dict[str, Any]:
    """Describe the answers of a route."""
    content: dict[str, Any] = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    if csv:
        content["text/csv"] = {"schema": {"type": "string"}}
    good = {"description": "Done", "content": content}
    return {"responses": {200: good, **{status: {**_PROBLEM, "description": _SAID[status]} for status in dict.fromkeys((*refusals, *_EVERYWHERE))}}}


# What any request may get: one of another site, one with a parameter too many, one to another host, one that is too slow or too large.
_EVERYWHERE = (403, 408, 413, 415, 421, 422, 503)


def _takes(schema: str, *, files: bool = False, form: bool = False) -> dict[str, Any]:
    """Describe the body of a route."""
    content: dict[str, Any] = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}, "example": EXAMPLES[schema]}}
    if files:
        file = {"type": "string", "format": "binary"}
        fields = {
            "file": file,
            "id": {"type": "string", "maxLength": 500},
            "with_text": {"type": "boolean"},
            "mask": {"type": "boolean"},
            "entities": {"type": "string", **LABELS_SCHEMA},
            **{fact: {"type": "string", "maxLength": 500} for fact in ("municipality", "committee", "date")},
        }
        content["multipart/form-data"] = {"schema": {"type": "object", "properties": fields, "required": ["file"]}}
        content |= {kind: {"schema": file if kind not in ("text/plain", "text/markdown", "text/html") else {"type": "string"}} for kind in FILES}
    if form:
        several = {
            "type": "object",
            "properties": {"file": {"type": "array", "minItems": 1, "maxItems": 8, "items": {"type": "string", "format": "binary"}}},
            "required": ["file"],
            "additionalProperties": False,
        }
        content["multipart/form-data"] = {"schema": several}
    return {"requestBody": {"required": True, "content": content}}
