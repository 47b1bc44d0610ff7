"""The service towards programs that ask oddly, slowly, or from elsewhere; and what else it answers over HTTP."""

from __future__ import annotations

import csv
import gzip
import io
import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("fastapi", reason="the service needs the extra serve")

from nlp.explain import explain  # noqa: E402
from nlp.predictor import Predictor  # noqa: E402
from tests.serving import DEADLINE, ITEM, MINUTES, Service, form, running, until  # noqa: E402

KEY = "blåbær & 🎻 snak"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running(workers=1, waiting=2, head_seconds=0.5, bodies_mb=1, max_body=900_000, root_path="/referat", origins=("https://intra.example",)) as one:
        yield one


def test_a_result_is_given_as_a_table(service: Service) -> None:
    answer = service.post("/v1/tag?format=csv", {"text": MINUTES, "id": "a.txt"})
    assert (answer.status, answer.headers["content-type"].split(";")[0]) == (200, "text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.body.decode())))
    assert [row["number"] for row in rows] == ["1", "2"]


def test_evidence_is_given(service: Service, predictor: Predictor) -> None:
    answer = service.post("/v1/explain", {"text": MINUTES, "id": "a.txt"}).json
    minutes = predictor.predict(MINUTES)
    assert [item["evidence"] for item in answer["items"]] == [[each.to_dict() for each in explain(minutes, item)] for item in minutes.items]


def test_labels_below_a_probability_are_left_out(service: Service) -> None:
    asked = {"text": MINUTES}
    for answer in (
        service.post("/v1/tag?min_score=1", asked).json,
        service.post("/v1/tag", {**asked, "min_score": 1}).json,
        service.post("/v1/tag/batch", {"documents": [asked], "min_score": 1}).json["documents"][0],
    ):
        assert [item["topic"]["label"] for item in answer["items"]] == [None, None]
    assert service.post("/v1/tag", asked).json["items"][0]["topic"]["label"], "the next one is asked anew"
    assert service.post("/v1/tag?min_score=70", asked).status == 422


def test_private_people_are_hidden_where_that_is_asked(service: Service) -> None:
    asked = {"text": MINUTES + "\nBorgeren har cpr-nr. 010170-1234.\n", "with_text": True}
    body, headers = form(asked["text"].encode(), "a.txt")
    for answer in (
        service.post("/v1/tag?mask=true", asked).json,
        service.post("/v1/tag", {**asked, "mask": True}).json,
        service.ask("POST", "/v1/tag?mask=true&with_text=true", body, headers).json,
        service.post("/v1/tag/batch", {"documents": [{"text": asked["text"]}], "with_text": True, "mask": True}).json["documents"][0],
    ):
        assert "010170" not in answer["text"]
        assert [mask["kind"] for mask in answer["masked"]] == ["cpr"]
    assert "010170-1234" in service.post("/v1/tag", asked).json["text"]


def test_several_files_are_sent_at_once(service: Service) -> None:
    body, headers = form(MINUTES.encode(), "a.txt")
    edge = b"----------edge--\r\n"
    second = b'----------edge\r\nContent-Disposition: form-data; name="file"; filename="b.pdf"\r\n\r\n' + bytes(range(256)) + b"\r\n"
    answer = service.ask("POST", "/v1/tag/batch?with_text=true", body.removesuffix(edge) + second + edge, headers)
    first, failed = answer.json["documents"]
    assert (first["id"], first["text"]) == ("a.txt", MINUTES)
    assert (failed["id"], "error" in failed) == ("b.pdf", True)


@pytest.mark.parametrize("path", ["/v1/tag?with_txt=true", "/v1/model?x=1", "/healthz?verbose"])
def test_a_parameter_that_there_is_none_of_is_refused(service: Service, path: str) -> None:
    answer = service.post(path, {"text": ITEM}) if "tag" in path else service.ask("GET", path)
    assert (answer.status, answer.json["error"]["kind"]) == (422, "parameter")


def test_a_packed_body_is_told(service: Service) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = service.ask("POST", "/v1/tag", gzip.compress(json.dumps({"text": ITEM}).encode()), headers)
    assert (answer.status, answer.json["error"]["kind"]) == (415, "encoding")


@pytest.mark.parametrize("path", ["/", "/healthz", "/docs", "/v1/model", "/static/page.css"])
def test_head_is_get_without_the_body(service: Service, path: str) -> None:
    head, get = service.ask("HEAD", path), service.ask("GET", path)
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(get.body)))


def test_a_prefix_may_be_taken_off_or_not(service: Service) -> None:
    for prefix in ("", "/referat"):
        assert service.ask("GET", f"{prefix}/healthz").json == {"status": "ok"}
        assert service.post(f"{prefix}/v1/tag", {"text": ITEM}).json["items"]
        assert b'"static/main.js"' in service.ask("GET", f"{prefix}/").body
    assert service.ask("GET", "/openapi.json").json["servers"] == [{"url": "/referat"}]
    assert service.ask("GET", "/referatet/healthz").status == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://other.example"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://sub.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://other.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://intra.example"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://proxied.example"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({}, 200),
    ],
)
def test_a_page_of_another_site_cannot_make_it_work(service: Service, headers: dict[str, str], status: int) -> None:
    assert service.post("/v1/tag", {"text": ITEM}, **headers).status == status
    assert service.ask("GET", "/v1/rule?id=party/name", headers=headers).status == status
    assert service.ask("GET", "/healthz", headers=headers).status == 200


def test_its_own_address_is_no_other_site(service: Service) -> None:
    assert service.post("/v1/tag", {"text": ITEM}, Origin=service.url).status == 200


def begun(service: Service, path: str, size: int, sent: bytes = b"") -> socket.socket:
    """A request whose body does not come."""
    conn = socket.create_connection(("127.0.0.1", service.port), timeout=DEADLINE)
    conn.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: {size}\r\n\r\n".encode() + sent)
    return conn


def test_bodies_that_do_not_come_starve_nobody(service: Service) -> None:
    stalled = [begun(service, path, 800_000, b"a") for path in ("/v1/tag", "/v1/items") for _ in range(10)]
    try:
        assert service.post("/v1/tag", {"text": ITEM}).status == 200
    finally:
        for conn in stalled:
            conn.close()


def test_routes_that_take_no_document_take_no_large_body(service: Service) -> None:
    for path in ("/healthz", "/v1/model", "/nothing"):
        with begun(service, path, 800_000) as conn:
            assert conn.recv(65536).startswith(b"HTTP/1.1 413")


def test_all_bodies_together_have_a_bound(service: Service) -> None:
    gate = 600_000
    with begun(service, "/v1/tag", 800_000, b"a" * gate):
        answer = until(lambda: (got := service.ask("POST", "/v1/tag", b"a" * gate, {"Content-Type": "text/plain"})).status == 503 and got, "no room")
        assert answer.json["error"]["kind"] == "busy"
        assert service.post("/v1/tag", {"text": ITEM}).status == 200
    until(lambda: service.ask("POST", "/v1/tag", b"a" * gate, {"Content-Type": "text/plain"}).status != 503, "room again")


def test_a_head_that_does_not_come_ends_the_connection(service: Service) -> None:
    for sent in (b"", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", service.port), timeout=DEADLINE) as conn:
            conn.sendall(sent)
            answer = b""
            while piece := conn.recv(65536):
                answer += piece
            assert answer.startswith(b"HTTP/1.1 200") == sent.endswith(b"\r\n\r\n")


def test_no_byte_of_a_damaged_form_is_logged(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    body = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="Hemmeligord.txt"\r\nHemmeligord Hemmeligord\r\n--edgeHemmeligord'
    assert service.ask("POST", "/v1/tag", body, {"Content-Type": "multipart/form-data; boundary=edge"}).status in (400, 422)
    assert "Hemmeligord" not in caplog.text


def test_counts_have_their_types(service: Service) -> None:
    answer = service.ask("GET", "/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    for line in ("# TYPE referat_workers_killed_total counter", "# TYPE referat_workers_busy gauge", "# TYPE referat_request_seconds histogram"):
        assert line in answer.body.decode()


def test_a_key_may_hold_any_characters_and_open_routes_are_said(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "parties.toml").write_text('[[party]]\nletter = "Q"\nnames = ["Kvarterlisten"]\n', encoding="utf-8")
    with running(workers=1, key=KEY) as locked:
        raw = KEY.encode().decode("latin-1")
        assert locked.ask("GET", "/v1/model", headers={"Authorization": f"Bearer {raw}"}).status == 200
        assert locked.ask("GET", "/v1/model", headers={"X-API-Key": raw}).status == 200
        assert locked.ask("GET", "/v1/model", headers={"X-API-Key": quote(KEY)}).status == 401
        paths = locked.ask("GET", "/openapi.json").json["paths"]
        assert [path for path, methods in paths.items() if methods.get("get", {}).get("security") == []] == ["/healthz", "/readyz"]


def test_rules_of_ones_own_are_used(tmp_path: Path) -> None:
    (tmp_path / "given_names.txt").write_text("Zorbadin\n", encoding="utf-8")
    with running(workers=1) as plain:
        before = plain.ask("GET", "/v1/model").json
    with running(workers=1, rules=tmp_path) as own:
        answer = own.post("/v1/tag", {"text": MINUTES})
        assert answer.json["model"]["name"] == before["name"]
        assert answer.json["model"]["digest"] != before["digest"]
