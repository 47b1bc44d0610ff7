"""The service over HTTP: what it answers, and what it refuses and how."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest

from nlp.errors import ModelMismatch
from nlp.explain import rule_words
from nlp.pipeline import read_labels
from nlp.predictor import Predictor
from nlp.schema import output_schema

pytest.importorskip("fastapi", reason="the service needs the extra serve")

from nlp.serve.contract import LABELS  # noqa: E402
from nlp.serve.gate import Gate  # noqa: E402
from nlp.serve.metrics import Metrics  # noqa: E402
from nlp.serve.pool import Pool  # noqa: E402
from nlp.serve.settings import Settings  # noqa: E402
from tests.serving import DEADLINE, ITEM, MINUTES, Service, form, running  # noqa: E402


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running(max_body=300_000, max_chars=200_000, max_batch=4) as one:
        yield one


def test_a_text_is_tagged_as_the_command_tags_it(service: Service, predictor: Predictor) -> None:
    answer = service.post("/v1/tag", {"text": MINUTES, "id": "a.txt"})
    assert answer.status == 200
    expected = json.loads(predictor.predict(MINUTES).to_json())
    assert answer.json == {**expected, "id": "a.txt"}
    jsonschema.validate(answer.json, output_schema())
    assert answer.headers["x-referat-model"] == predictor.model["digest"]


def test_the_text_comes_back_where_it_is_asked_for(service: Service) -> None:
    assert service.post("/v1/tag", {"text": MINUTES, "with_text": True}).json["text"] == MINUTES
    assert service.post("/v1/tag?with_text=true", {"text": MINUTES}).json["text"] == MINUTES
    assert "text" not in service.post("/v1/tag", {"text": MINUTES}).json


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_file_is_decoded_as_the_command_decodes_it(service: Service, encoding: str) -> None:
    text = MINUTES.replace(" 😀", "")
    body, headers = form(text.encode(encoding), "møde.txt", with_text="true")
    answer = service.ask("POST", "/v1/tag", body, headers)
    assert (answer.status, answer.json["id"], answer.json["text"]) == (200, "møde.txt", text)
    raw = service.ask("POST", "/v1/tag?name=b.md&with_text=1", text.encode(encoding), {"Content-Type": "text/plain"})
    assert (raw.json["id"], raw.json["text"]) == ("b.md", text)


def test_html_is_read_as_the_reader_reads_it(service: Service) -> None:
    page = "<!doctype html><html><body><h1>REFERAT Byrådet d. 09-05-2023</h1><h2>Punkt 1: Budget 2024</h2><h3>Beslutning</h3><p>Godkendt.</p></body></html>"
    answer = service.ask("POST", "/v1/tag?with_text=true", page.encode(), {"Content-Type": "text/html"})
    assert answer.status == 200
    assert "<h1>" not in answer.json["text"]
    assert answer.json["items"][0]["outcomes"][0]["code"] == "approved"


def test_a_batch_keeps_the_order_and_names_what_failed(service: Service) -> None:
    answer = service.post("/v1/tag/batch", {"documents": [{"text": MINUTES, "id": "a"}, {"text": "  ", "id": "b"}, {"text": ITEM, "id": "c"}]})
    assert answer.status == 200
    assert [one["id"] for one in answer.json["documents"]] == ["a", "b", "c"]
    assert answer.json["documents"][1]["error"]["kind"] == "no_text"
    assert answer.json["model"]["digest"] == answer.headers["x-referat-model"]
    for one in answer.json["documents"]:
        jsonschema.validate(one, output_schema())


def test_items_alone_get_topic_and_type(service: Service, predictor: Predictor) -> None:
    answer = service.post("/v1/items", {"items": [{"text": ITEM, "committee": "Byrådet"}, {"text": "\n"}]})
    item, failed = answer.json["items"]
    assert item == json.loads(json.dumps(predictor.predict_item(ITEM, committee="Byrådet").to_dict()))
    assert item["topic"]["label"] == "economy"
    assert failed["error"]["kind"] == "no_text"


def test_the_model_tells_its_labels_and_the_limits(service: Service, predictor: Predictor) -> None:
    facts = service.ask("GET", "/v1/model").json
    assert facts["digest"] == predictor.model["digest"]
    assert facts["labels"] == predictor.manifest["labels"]
    assert "PERSON" in facts["entities"] and "approved" in facts["outcomes"]
    assert facts["limits"]["max_batch"] == 4


@pytest.mark.parametrize(("asked", "found"), [("standard", False), ("", False), ("all", True), ("PERSON,AMOUNT", True), ("PERSON", False)])
def test_further_labels_are_asked_for_by_name(service: Service, asked: str, found: bool) -> None:
    for answer in (
        service.post("/v1/tag", {"text": MINUTES, "entities": asked}).json,
        service.post(f"/v1/tag?entities={asked}", {"text": MINUTES}).json,
        service.ask("POST", "/v1/tag", *form(MINUTES.encode(), "a.txt", entities=asked)).json,
        service.post("/v1/tag/batch", {"documents": [{"text": MINUTES}], "entities": asked}).json["documents"][0],
    ):
        labels = {entity["label"] for entity in answer["entities"]}
        assert ("AMOUNT" in labels, "PARTY" in labels) == (found, not asked.startswith("PERSON"))


def test_a_label_that_there_is_none_of_is_refused(service: Service) -> None:
    for answer in (
        service.post("/v1/tag?entities=PERSON,HORSE", {"text": MINUTES}),
        service.post("/v1/tag", {"text": MINUTES, "entities": "HORSE"}),
        service.ask("POST", "/v1/tag", *form(MINUTES.encode(), "a.txt", entities="HORSE")),
        service.post("/v1/tag/batch", {"documents": [{"text": MINUTES}], "entities": "HORSE"}),
    ):
        assert answer.status == 422
        assert "'HORSE' is no label of entities. There are PERSON, " in answer.json["error"]["message"]


def test_the_labels_are_those_of_the_command(service: Service) -> None:
    facts = service.ask("GET", "/v1/model").json
    assert (*facts["entities"], *facts["more_entities"]) == LABELS == read_labels("all")


def test_a_rule_tells_what_it_looks_for(service: Service) -> None:
    told = service.ask("GET", "/v1/rule?id=party/behind-person").json
    assert told == {
        "id": "party/behind-person",
        "looks_for": rule_words("party/behind-person"),
        "looks_for_da": "står i parentes efter en person",
        "phrases": [],
    }
    assert service.ask("GET", "/v1/rule?id=outcome/approved").json["phrases"][0] == "Godkendt"
    missing = service.ask("GET", "/v1/rule?id=no/such")
    assert (missing.status, missing.json["error"]["kind"]) == (404, "rule")
    assert service.ask("GET", "/v1/rule").status == 422
    for entity in service.post("/v1/tag", {"text": MINUTES, "entities": "all"}).json["entities"]:
        assert service.ask("GET", f"/v1/rule?id={quote(entity['rule'])}").json["looks_for"], entity


def test_health_readiness_and_counts(service: Service) -> None:
    assert service.ask("GET", "/healthz").json == {"status": "ok"}
    assert service.ask("GET", "/readyz").json == {"status": "ready"}
    service.post("/v1/tag", {"text": MINUTES})
    service.post("/v1/tag", {"text": " "})
    counts = service.ask("GET", "/metrics").body.decode()
    assert 'referat_requests_total{route="/v1/tag",status="200"}' in counts
    assert 'referat_documents_total{result="no_text"}' in counts
    assert "referat_model_info{digest=" in counts


@pytest.mark.parametrize(
    ("body", "kind", "status", "wanted"),
    [
        (b"{", "application/json", 400, "no JSON"),
        (b'{"text": "\\ud800"}', "application/json", 400, "no JSON"),
        (b"[" * 100_000, "application/json", 400, "no JSON"),
        (b"{}", "application/json", 422, "text: Field required"),
        (b'{"text": 5}', "application/json", 422, "text: "),
        (b'{"text": "a", "txet": ""}', "application/json", 422, "txet: "),
        (b"{}", "application/xml", 415, "multipart/form-data"),
        (b"{}", "", 415, "Content-Type is missing"),
        (b"{}", "application/x-www-form-urlencoded", 415, "With curl: -F file=@minutes.pdf"),
        (b"no form", "multipart/form-data", 400, "form"),
        (b"no form", "multipart/form-data; boundary=x", 400, "form"),
        (b"--x\r\n\r\n\r\n--x--\r\n", "multipart/form-data; boundary=x", 400, "form"),
        (b"", "text/plain", 422, "is empty"),
        (b"\x00\x01\x02" * 400, "text/plain", 422, "binary"),
        (b"%PDF-1.7 broken", "application/pdf", 422, ""),
        (b"PK\x03\x04 broken", "application/octet-stream", 422, ""),
        (json.dumps({"text": "a " * 100_001}).encode(), "application/json", 413, "at most 200,000"),
        (b"a " * 100_001, "text/plain", 413, "at most 200,000"),
    ],
)
def test_what_cannot_be_tagged_is_refused_with_what_to_change(service: Service, body: bytes, kind: str, status: int, wanted: str) -> None:
    answer = service.ask("POST", "/v1/tag", body, {"Content-Type": kind} if kind else {})
    assert (answer.status, wanted in answer.json["error"]["message"]) == (status, True), answer.body
    assert "Traceback" not in answer.body.decode()


def test_a_form_without_a_file_says_so(service: Service) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nabc\r\n--x--\r\n'
    answer = service.ask("POST", "/v1/tag", body, {"Content-Type": "multipart/form-data; boundary=x"})
    assert (answer.status, answer.json["error"]["message"]) == (
        422,
        "The form has no file. Name the part with the document `file` (with curl: -F file=@minutes.pdf).",
    )


def test_too_many_at_once_are_refused(service: Service) -> None:
    assert service.post("/v1/tag/batch", {"documents": [{"text": ITEM}] * 5}).json["error"]["kind"] == "too_many"
    assert service.post("/v1/items", {"items": [{"text": ITEM}] * 5}).json["error"]["kind"] == "too_many"
    assert service.post("/v1/tag/batch", {"documents": []}).status == 422


def test_paths_and_methods_that_are_not_there(service: Service) -> None:
    assert service.ask("GET", "/v2/tag").json["error"]["kind"] == "http"
    answer = service.ask("GET", "/v1/tag")
    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert service.ask("GET", "/examples/..%2f..%2fpyproject.toml").status == 404
    assert service.ask("GET", "/static/../../pool.py").status == 404


def test_a_declared_body_of_50_mb_is_refused_at_once(service: Service) -> None:
    with socket.create_connection(("127.0.0.1", service.port), timeout=DEADLINE) as conn:
        conn.sendall(b"POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 50000000\r\n\r\n")
        assert conn.recv(65536).startswith(b"HTTP/1.1 413")


def test_a_streamed_body_is_refused_before_it_is_read_whole(service: Service) -> None:
    sent = 0
    answer = b""
    with socket.create_connection(("127.0.0.1", service.port), timeout=DEADLINE) as conn:
        conn.sendall(b"POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
        try:
            while sent < 50_000_000:
                conn.sendall(chunk)
                sent += 0x10000
        except OSError:
            pass
        try:
            while piece := conn.recv(65536):
                answer += piece
        except OSError:
            pass
    # What the kernel holds on both sides of the connection comes on top of what the service took.
    assert sent < 20_000_000
    assert answer.startswith(b"HTTP/1.1 413")


def test_every_answer_has_its_headers(service: Service) -> None:
    for path in ("/", "/docs", "/healthz", "/nothing", "/static/page.css"):
        headers = service.ask("GET", path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-referat-model"]
        assert "access-control-allow-origin" not in headers


def test_docs_describe_everything_and_need_nothing_from_outside(service: Service) -> None:
    page = service.ask("GET", "/docs").body.decode()
    described = service.ask("GET", "/openapi.json").json
    for path in described["paths"]:
        assert path in page
    assert "https://" not in page
    assert described["components"]["schemas"]["Minutes"]["properties"].keys() >= output_schema()["anyOf"][0]["properties"].keys()


def test_the_examples_of_the_description_are_taken(service: Service) -> None:
    described = service.ask("GET", "/openapi.json").json
    tried = []
    for path, methods in described["paths"].items():
        example = methods.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
        if example is not None:
            answer = service.post(path, example)
            assert answer.status == 200 and b'"error"' not in answer.body, path
            tried.append(path)
        for parameter in methods.get("get", {}).get("parameters", ()):
            for value in parameter["schema"].get("examples", ()):
                assert service.ask("GET", f"{path}?{parameter['name']}={quote(value)}").json["looks_for"]
                tried.append(path)
    assert sorted(tried) == ["/v1/explain", "/v1/items", "/v1/rule", "/v1/tag", "/v1/tag/batch"]


def test_a_foreign_host_name_is_refused_on_loopback(service: Service) -> None:
    assert service.ask("GET", "/v1/model", headers={"Host": "attacker.example"}).status == 421
    assert service.ask("GET", "/v1/model", headers={"Host": "localhost:9"}).status == 200
    assert service.ask("GET", "/v1/model", headers={"Host": "[::1]:9"}).status == 200


def test_contents_are_never_logged(service: Service, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    service.post("/v1/tag", {"text": "Hemmeligord " + MINUTES, "id": "Hemmeligord.txt"})
    service.post("/v1/tag", {"text": ["Hemmeligord"]})
    service.ask("POST", "/v1/tag?name=Hemmeligord.txt", b"Hemmeligord\x00\x01\x02", {"Content-Type": "text/plain"})
    out = capfd.readouterr()
    assert "Hemmeligord" not in caplog.text + out.out + out.err


@pytest.fixture(scope="module")
def locked() -> Iterator[Service]:
    with running(key="hest og vogn", origins=("https://intra.example",), workers=1) as one:
        yield one


def test_a_key_is_wanted_where_one_is_set(locked: Service) -> None:
    assert locked.ask("GET", "/v1/model").headers["www-authenticate"].startswith("Basic")
    assert locked.ask("GET", "/metrics").status == 401
    assert locked.post("/v1/tag", {"text": ITEM}, Authorization="Bearer hest").status == 401
    assert locked.post("/v1/tag", {"text": ITEM}, Authorization="Basic !!").status == 401
    assert locked.post("/v1/tag", {"text": ITEM}, Authorization="Bearer hest og vogn").status == 200
    assert locked.ask("GET", "/v1/model", headers={"X-API-Key": "hest og vogn"}).status == 200
    for path in ("/", "/healthz", "/readyz", "/docs", "/examples"):
        assert locked.ask("GET", path).status == 200


def test_cors_is_there_where_it_is_asked_for(locked: Service) -> None:
    asked = {"Origin": "https://intra.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    allowed = locked.ask("OPTIONS", "/v1/tag", headers=asked)
    assert (allowed.status, allowed.headers["access-control-allow-origin"]) == (200, "https://intra.example")
    other = locked.ask("OPTIONS", "/v1/tag", headers={**asked, "Origin": "https://other.example"})
    assert "access-control-allow-origin" not in other.headers


def test_a_body_that_does_not_come_is_given_up() -> None:
    pool = Pool.__new__(Pool)
    pool.model, pool.admitted, pool.closing, pool.settings = {"digest": "d"}, 0, False, Settings()
    sent: list[Any] = []

    async def never() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    async def app(*_: Any) -> None:
        raise AssertionError("a request without its body must not go on")

    gate = Gate(app, Settings(body_seconds=0.01), pool, metrics=Metrics(pool))
    scope = {"type": "http", "method": "POST", "path": "/v1/tag", "headers": [(b"host", b"localhost"), (b"content-length", b"100")]}
    asyncio.run(gate(scope, never, send))
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]
    assert pool.admitted == 0


def test_a_model_that_cannot_be_loaded_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ModelMismatch, match="no such model folder"), running(model=tmp_path / "none"):
        pass
