"""schemathesis against the service's own description: no fault of the service, and every answer fits its schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the service needs the extra serve")
schemathesis = pytest.importorskip("schemathesis", reason="the description is tried with schemathesis")

from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis.errors import Unsatisfiable  # noqa: E402
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance  # noqa: E402

from tests.serving import Service, running  # noqa: E402


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running(max_batch=8) as one:
        yield one


OPERATIONS = [
    "POST /v1/tag",
    "POST /v1/explain",
    "POST /v1/tag/batch",
    "POST /v1/items",
    "GET /v1/model",
    "GET /v1/rule",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
]


@pytest.fixture(scope="module")
def described(service: Service) -> dict[str, Any]:
    """The operations of the service's description, by method and path."""
    schema = schemathesis.openapi.from_url(f"{service.url}/openapi.json")
    found = [result.ok() for result in schema.get_all_operations()]
    return {f"{operation.method.upper()} {operation.path}": operation for operation in found}


def test_all_operations_are_tried(described: dict[str, Any]) -> None:
    assert sorted(described) == sorted(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_every_answer_fits_its_schema(described: dict[str, Any], name: str, mode: str) -> None:
    modes = {"positive": schemathesis.GenerationMode.POSITIVE, "negative": schemathesis.GenerationMode.NEGATIVE}

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(case=described[name].as_strategy(generation_mode=modes[mode]))
    def check(case: Any) -> None:
        # What bytes are a document, no schema says: here, that every answer fits and none is a fault must do.
        unsaid = [positive_data_acceptance, negative_data_rejection] if name in ("POST /v1/tag", "POST /v1/explain") else []
        case.call_and_validate(excluded_checks=unsaid)

    try:
        check()
    except Unsatisfiable:
        # Nothing can be wrong with a request that has neither parameters nor a body.
        assert (mode, name.split()[0]) == ("negative", "GET")
