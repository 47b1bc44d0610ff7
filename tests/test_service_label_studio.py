"""The protocol of Label Studio, spoken as Label Studio speaks it when a project has an ML backend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the service needs the extra serve")

from tests.serving import ITEM, MINUTES, Service, running  # noqa: E402

CONFIG = """<View>
  <Labels name="who" toName="minutes"><Label value="Person"/><Label value="PARTY"/><Label value="Case number"/><Label value="Beslutning" alias="OUTCOME"/></Labels>
  <Text name="minutes" value="$body"/>
  <Choices name="what" toName="minutes" choice="single"><Choice value="economy"/><Choice value="Roads transport"/><Choice value="schools"/></Choices>
  <Choices name="decision_type" toName="minutes"><Choice value="approval"/><Choice value="recommendation"/></Choices>
  <Rating name="stars" toName="minutes"/>
</View>"""


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running(label_studio=True) as one:
        yield one


def predict(service: Service, *texts: Any, config: str | None = CONFIG) -> Any:
    tasks = [{"id": number, "data": {"body": text}, "annotations": [], "project": 7} for number, text in enumerate(texts)]
    asked: dict[str, Any] = {"tasks": tasks, "model_version": None, "project": "7.1700000000", "params": {"login": None, "password": None, "context": None}}
    answer = service.post("/label-studio/predict", asked | ({"label_config": config} if config is not None else {}))
    assert answer.status == 200, answer.body
    return answer.json["results"]


def test_a_project_is_connected(service: Service) -> None:
    assert service.ask("GET", "/label-studio/health").json["status"] == "UP"
    asked = {"project": "7.1700000000", "schema": CONFIG, "hostname": "http://localhost:8080", "access_token": "secret", "extra_params": None}
    version = service.post("/label-studio/setup", asked).json["model_version"]
    assert version.startswith("da_minutes-")
    assert service.ask("GET", "/label-studio/versions").json == {"versions": [version]}
    form = b"project=7&schema=%3CView%2F%3E"
    assert service.ask("POST", "/label-studio/setup", form, {"Content-Type": "application/x-www-form-urlencoded"}).json["model_version"] == version
    assert service.post("/label-studio/webhook", {"action": "ANNOTATION_CREATED"}).status == 200


def test_tasks_get_regions_and_choices_by_the_names_of_the_interface(service: Service) -> None:
    item = MINUTES[MINUTES.index("Punkt 1") : MINUTES.index("Punkt 2")]
    (prediction,) = predict(service, item)
    regions = {(one["value"]["labels"][0], one["value"]["text"]) for one in prediction["result"] if one["type"] == "labels"}
    assert {("Person", "Nuka Toft"), ("Case number", "23/998"), ("OUTCOME", "Anbefales")} <= regions
    for one in prediction["result"]:
        assert one["to_name"] == "minutes"
        if one["type"] == "labels":
            assert one["from_name"] == "who"
            assert item[one["value"]["start"] : one["value"]["end"]] == one["value"]["text"]
    choices = {one["from_name"]: one["value"]["choices"] for one in prediction["result"] if one["type"] == "choices"}
    assert choices == {"what": ["Roads transport"], "decision_type": ["recommendation"]}
    assert 0 < prediction["score"] <= 1


def test_offsets_count_characters_and_notes_say_what_words_resolve_to(service: Service) -> None:
    text = ITEM.replace("Budget", "Budget 😀")
    (prediction,) = predict(service, text)
    regions = [one for one in prediction["result"] if one["type"] == "labels"]
    for one in regions:
        assert text[one["value"]["start"] : one["value"]["end"]] == one["value"]["text"]
    assert {"text": ["approved"]} in [one.get("meta") for one in regions]


def test_hypertext_is_answered_as_such(service: Service) -> None:
    config = '<View><HyperTextLabels name="ner" toName="t"><Label value="OUTCOME"/></HyperTextLabels><HyperText name="t" value="$body"/></View>'
    (prediction,) = predict(service, ITEM, config=config)
    (one,) = prediction["result"]
    assert (one["type"], one["value"]["hypertextlabels"]) == ("hypertextlabels", ["OUTCOME"])


def test_each_task_has_its_prediction_even_where_there_is_nothing_to_tag(service: Service) -> None:
    results = predict(service, ITEM, "", 5, "https://files.example/a.txt", ITEM)
    assert [bool(one["result"]) for one in results] == [True, False, False, False, True]
    assert [one["score"] for one in results[1:4]] == [0.0] * 3


def test_without_an_interface_entities_are_given(service: Service) -> None:
    answer = service.post("/label-studio/predict", {"tasks": [{"data": {"text": ITEM}}]})
    (prediction,) = answer.json["results"]
    assert [one["value"]["labels"] for one in prediction["result"]] == [["OUTCOME"]]


@pytest.mark.parametrize("config", ["<View>", '<!DOCTYPE a [<!ENTITY b "c">]><View>&b;</View>'])
def test_a_broken_interface_is_refused(service: Service, config: str) -> None:
    answer = service.post("/label-studio/predict", {"tasks": [], "label_config": config})
    assert (answer.status, answer.json["error"]["kind"]) == (422, "interface")


def test_it_is_not_there_unless_asked_for() -> None:
    with running() as service:
        assert service.ask("GET", "/label-studio/health").status == 404
