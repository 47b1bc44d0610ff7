"""The pool: order, bounds, and documents that take their worker with them."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator

import pytest

from nlp.archive.document import Document
from nlp.archive.pool import Done, Pool, Setup, WorkersFailed, tag_here
from nlp.archive.stores.jsonl import encode_line
from nlp.document import Failure
from nlp.errors import ModelMismatch
from tests.archive import FakeSetup


def documents(*texts: str) -> list[Document]:
    return [Document(f"{number}.txt", text=text) for number, text in enumerate(texts)]


def kinds(results: list[Done]) -> list[str | None]:
    return [done.failure.kind if done.failure else None for done in results]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_order_and_are_those_of_one_process(workers: int) -> None:
    given = documents(*(f"tekst {n}" for n in range(40)), "RAISE", "NONE")
    here = list(tag_here(given, FakeSetup(), encode_line))
    there = list(Pool(workers, FakeSetup(), encode_line).run(given))
    assert there == here
    assert [done.id for done in there] == [document.id for document in given]
    assert kinds(there)[-2:] == ["internal", "no_items"]
    assert not multiprocessing.active_children()


@pytest.mark.parametrize(("word", "how"), [("DIE", "signal 9"), ("EXIT", "exit code 3")])
def test_a_document_that_kills_its_worker_is_named_and_the_rest_is_done(word: str, how: str) -> None:
    results = list(Pool(2, FakeSetup(), encode_line).run(documents("a", "b", word, "c", "d", word, "e", "f", "g")))
    assert kinds(results) == [None, None, "worker_died", None, None, "worker_died", None, None, None]
    assert results[2].failure is not None
    assert results[2].failure.message.startswith("2.txt: ")
    assert how in results[2].failure.message


def test_a_document_that_takes_too_long_is_named_and_the_rest_is_done() -> None:
    now = 0.0
    results = Pool(1, FakeSetup(), encode_line, timeout=5, clock=lambda: now).run(documents("a", "HANG", "b"))
    given = [next(results)]
    # The second document never ends; the clock stands still for the others.
    now = 5.0
    given += results
    assert kinds(given) == [None, "timeout", None]
    assert given[1].failure is not None
    assert "longer than 5 seconds" in given[1].failure.message


def test_what_is_known_already_goes_through_in_its_place() -> None:
    failure = Failure("x", "unsafe_name", "x: no")
    given = [Done("old", skipped=True), Document("new", text="a"), Document("x", failure=failure), Done("older", skipped=True)]
    results = list(Pool(2, FakeSetup(), encode_line).run(given))
    assert [(done.id, done.skipped) for done in results] == [("old", True), ("new", False), ("x", False), ("older", True)]
    assert results[2].failure == failure


def test_only_so_many_documents_are_read_ahead() -> None:
    read = 0

    def source() -> Iterator[Document]:
        nonlocal read
        for number in range(10_000):
            read += 1
            yield Document(str(number), text="a")

    results = Pool(2, FakeSetup(), encode_line).run(source())
    for _ in range(5):
        next(results)
    assert read < 100
    results.close()
    assert not multiprocessing.active_children()


def test_large_documents_and_results_do_not_block_each_other() -> None:
    results = list(Pool(2, FakeSetup(), encode_line).run(documents(*("æ" * 3_000_000 for _ in range(6)))))
    assert kinds(results) == [None] * 6


def test_workers_that_never_start_end_the_run() -> None:
    with pytest.raises(WorkersFailed, match="Try fewer with --workers"):
        list(Pool(1, FakeSetup(refuse=True), encode_line).run(documents("a")))


def test_a_missing_model_is_told_as_it_is(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ModelMismatch, match="no such model folder"):
        list(Pool(1, Setup(tmp_path / "none"), encode_line).run(documents("a")))
    with pytest.raises(ModelMismatch, match="no such model folder"):
        Setup(tmp_path / "none").digest()


def test_messages_do_not_quote_the_document() -> None:
    (done,) = tag_here(documents("RAISE hemmelig sag"), FakeSetup(), encode_line)
    assert "hemmelig" not in str(done)


def test_an_installation_that_is_damaged_is_told_once() -> None:
    with pytest.raises(ModelMismatch, match="ImportError: No module named 'gone'"):
        list(Pool(2, FakeSetup(broken=True), encode_line).run(documents("a", "b")))


def test_a_document_that_takes_too_much_memory_is_given_up() -> None:
    first, huge, last = Pool(1, FakeSetup(), encode_line, memory=500).run(documents("a", "HUGE", "b"))
    assert (first.failure, last.failure) == (None, None)
    assert huge.failure is not None
    assert huge.failure.kind == "memory"


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer")
def test_a_document_that_takes_too_long_is_given_up_in_this_process_too() -> None:
    first, slow, last = tag_here(documents("a", "HANG", "b"), FakeSetup(), encode_line, 0.2)
    assert (first.failure, last.failure) == (None, None)
    assert slow.failure is not None
    assert slow.failure.kind == "timeout"
