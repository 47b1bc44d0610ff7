"""The protocol of Label Studio's ML backends: a project there gets its tasks tagged ahead.

A task is one agenda item or a whole document, as text. What the project's labelling interface asks for is answered:
`Labels` with entities, `Choices` with the kind of label that its choices are (topic, decision type).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from nlp.serve.bodies import Wish, text_job
from nlp.serve.contract import Document, read_json
from nlp.serve.faults import Refusal
from nlp.serve.frames import encode, pack
from nlp.serve.pool import Pool
from nlp.serve.settings import Settings

PREFIX = "/label-studio"
_DEFAULT = '<View><Labels name="entities" toName="text"/><Text name="text" value="$text"/></View>'
# The controls that are answered, and the type of their results.
_KINDS = {"Labels": "labels", "HyperTextLabels": "hypertextlabels", "Choices": "choices"}


class Task(BaseModel):
    """One task of a project."""

    model_config = ConfigDict(extra="allow")

    data: dict[str, Any]


class Predict(BaseModel):
    """What Label Studio sends to be tagged."""

    model_config = ConfigDict(extra="allow")

    tasks: list[Task]
    label_config: str | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """One control of a labelling interface: its name, what it labels, the key of the text, and its labels by folded name."""

    name: str
    to_name: str
    key: str
    tag: str
    labels: dict[str, str]

    @property
    def kind(self) -> str:
        """The type that its results have, and the key that holds their labels."""
        return _KINDS[self.tag]

    def label(self, ours: str) -> str | None:
        """Give the interface's name of a label of ours; any, where the interface lists none."""
        return self.labels.get(_folded(ours)) if self.labels else ours


def read_controls(config: str) -> list[Control]:
    """Read the controls of a labelling interface that label a text.

    Raises:
        Refusal: it is no XML, or declares entities of its own.
    """
    if "<!" in config.replace("<!--", ""):
        raise Refusal(422, "interface", "The labelling interface declares a document type. Take the <!...> out.")
    try:
        root = ElementTree.fromstring(config)
    except ElementTree.ParseError as err:
        raise Refusal(422, "interface", f"The labelling interface is no XML ({err}). Correct it in the project's settings.") from err
    texts = {each.get("name", ""): each.get("value", "").lstrip("$") for each in root.iter() if each.tag in ("Text", "HyperText")}
    out = []
    for each in root.iter():
        to_name = each.get("toName", "")
        if each.tag in _KINDS and to_name in texts:
            listed = [(child.get("value", ""), child.get("alias", "")) for child in each.iter() if child.tag in ("Label", "Choice")]
            # Where a label has an alias, annotations hold that.
            labels = {_folded(name): alias or value for value, alias in listed for name in (value, alias) if name}
            out.append(Control(each.get("name", ""), to_name, texts[to_name], each.tag, labels))
    return out


def make_router(settings: Settings, pool: Pool) -> APIRouter:
    """Give the routes below `/label-studio`."""
    router = APIRouter(prefix=PREFIX, tags=["Label Studio"], include_in_schema=False)
    version = f"{pool.model['name']}-{pool.model['version']}-{pool.model['digest']}"
    tagger = _Tagger(settings, pool, version)

    @router.get("/")
    @router.get("/health")
    async def health() -> Response:
        return _json({"status": "UP", "model_class": "referat", "v2": False})

    @router.get("/versions")
    async def versions() -> Response:
        return _json({"versions": [version]})

    @router.post("/setup")
    async def setup(request: Request) -> Response:
        asked = await _values(request)
        read_controls(asked.get("schema") or _DEFAULT)
        return _json({"model_version": version})

    @router.post("/predict")
    async def predict(request: Request) -> Response:
        asked = read_json(Predict, await request.body())
        return _json(await tagger.predict(asked))

    @router.post("/train")
    @router.post("/webhook")
    async def train() -> Response:
        # Training is a decision of a person: `referat train` with the exported project.
        return _json({"status": "ignored"})

    return router


class _Tagger:
    """Turns tasks into predictions."""

    def __init__(self, settings: Settings, pool: Pool, version: str) -> None:
        self.settings = settings
        self.pool = pool
        self.version = version

    async def predict(self, asked: Predict) -> dict[str, Any]:
        """Give one prediction for each task, in order; one that cannot be tagged is empty."""
        controls = read_controls(asked.label_config or _DEFAULT)
        return {"results": [await self._task(task, controls) for task in asked.tasks], "model_version": self.version}

    async def _task(self, task: Task, controls: list[Control]) -> dict[str, Any]:
        result: list[dict[str, Any]] = []
        scores: list[float] = []
        for key in dict.fromkeys(control.key for control in controls):
            text = task.data.get(key)
            # A text that stands elsewhere (a link) is not fetched: this service calls nobody.
            if not isinstance(text, str) or not text.strip() or re.fullmatch(r"\w+://\S+", text.strip()):
                continue
            mine = [control for control in controls if control.key == key]
            try:
                result += await self._entities(text, [control for control in mine if control.tag != "Choices"])
                chosen, sure = await self._choices(text, task.data.get("committee"), [control for control in mine if control.tag == "Choices"])
            except Refusal as refusal:
                if refusal.status == 503:
                    raise
                continue
            result += chosen
            scores += sure
        return {"model_version": self.version, "score": min(scores, default=1.0 if result else 0.0), "result": result}

    async def _entities(self, text: str, controls: list[Control]) -> list[dict[str, Any]]:
        if not controls:
            return []
        answer = await self.pool.run(text_job(Document(text=text), Wish(self.settings.max_chars)))
        out = []
        for entity in json.loads(answer.body)["entities"]:
            for control in controls:
                label = control.label(entity["label"])
                if label is not None:
                    value = {"start": entity["start"], "end": entity["end"], "text": entity["text"], control.kind: [label]}
                    name = f"{control.name}-{entity['start']}-{entity['end']}"
                    region = {"id": name, "from_name": control.name, "to_name": control.to_name, "type": control.kind, "value": value}
                    # The note comes back with the annotation, and with it what the words resolve to.
                    out.append(region if entity["id"] == entity["text"] else {**region, "meta": {"text": [entity["id"]]}})
                    break
        return out

    async def _choices(self, text: str, committee: Any, controls: list[Control]) -> tuple[list[dict[str, Any]], list[float]]:
        if not controls:
            return [], []
        item = {"text": text, "committee": committee if isinstance(committee, str) else None}
        answer = await self.pool.run(pack({"job": "items", "max_chars": self.settings.max_chars}, json.dumps([item]).encode()))
        found = json.loads(answer.body)[0]
        out, scores = [], []
        for control in controls:
            kind = self._kind(control)
            given = (found.get(kind) or found.get("labels", {}).get(kind)) if kind else None
            label = control.label(given["label"]) if given and given["label"] else None
            if given and label is not None:
                out.append({"id": control.name, "from_name": control.name, "to_name": control.to_name, "type": "choices", "value": {"choices": [label]}})
                scores.append(float(given["score"]))
        return out, scores

    def _kind(self, control: Control) -> str | None:
        """Tell which kind of label a control asks for: by its name, else by the labels that it shares with one."""
        known = {kind: {_folded(label) for label in labels} for kind, labels in self.pool.model.get("labels", {}).items()}
        if control.name in known:
            return control.name
        shared = {kind: len(labels & control.labels.keys()) for kind, labels in known.items()}
        best = max(shared, key=lambda kind: shared[kind], default=None)
        return best if best is not None and shared[best] else None


def _folded(label: str) -> str:
    return re.sub(r"[\W_]+", "_", label.strip().casefold())


async def _values(request: Request) -> dict[str, Any]:
    """Read a body as older and newer releases send it: JSON, or a form."""
    if "json" in request.headers.get("content-type", ""):
        try:
            values = json.loads(await request.body())
        except (ValueError, RecursionError) as err:
            raise Refusal(400, "json", "The body is no JSON.") from err
    else:
        async with request.form(max_files=0) as form:
            values = dict(form)
    if not isinstance(values, dict):
        raise Refusal(422, "shape", "The body is no object.")
    return values


def _json(value: Any) -> Response:
    return Response(encode(value), media_type="application/json")
