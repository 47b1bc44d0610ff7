"""The functions that other code calls."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import spacy

import nlp
from nlp.document import Failure, Minutes
from nlp.errors import BadResult, DocumentTooLarge, UnreadableDocument
from nlp.labelling.artifacts import default_model
from nlp.predictor import Predictor
from nlp.reading.read import Source
from nlp.schema import output_schema
from tests.conftest import ROOT

MINUTES = """REFERAT Teknisk Udvalg d. 09-05-2023

Mødedeltagere Ida Bro (A), Per Ly Holm (Afbud)

Punkt 1: Ny cykelsti langs Strandvejen

23/998

Indstilling

Forvaltningen indstiller til Byrådet,

1. at der gives en anlægsbevilling på 2,1 mio. kr. til en cykelsti langs Strandvejen

Beslutning

Anbefales.

Afbud: Per Ly Holm
"""


def test_predict_gives_minutes_for_a_text_and_a_list_for_a_list() -> None:
    one = nlp.predict(MINUTES)
    assert isinstance(one, Minutes)
    assert [m.items for m in nlp.predict([MINUTES, MINUTES])] == [one.items, one.items]


def test_an_item_has_its_labels_outcome_and_absences(predictor: Predictor) -> None:
    (item,) = predictor.predict(MINUTES).items
    assert item.topic is not None and item.topic.label == "roads_transport"
    assert item.decision_type is not None and item.decision_type.label == "recommendation"
    assert 0.0 < item.topic.score <= 1.0
    assert [o.code for o in item.outcomes] == ["recommended"]
    assert item.absent == ("Per Ly Holm",)


def test_labels_below_the_least_score_are_left_out() -> None:
    (item,) = nlp.load(min_score=1.0).predict(MINUTES.replace("cykelsti", "sag")).items
    assert item.topic is not None and item.topic.label is None and item.topic.score > 0


def test_a_least_score_is_a_probability() -> None:
    with pytest.raises(ValueError, match="min_score is 70, but probabilities go from 0 to 1: give 0.7"):
        nlp.load(min_score=70)


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        (None, "not a NoneType. Give the text of the minutes"),
        (b"Punkt 1", "Decode it first"),
        (Path("a.pdf"), r"Give the file to `predict_file\('a.pdf'\)`"),
        ({"text": "Punkt 1"}, r"Give its text"),
        (["Punkt 1", None], "number 2 of the texts: predict takes a text"),
    ],
)
def test_what_is_no_text_is_told_what_to_do(given: Any, advice: str, predictor: Predictor) -> None:
    with pytest.raises(TypeError, match=advice):
        predictor.predict(given)


def test_one_bad_text_among_many_is_a_failure_in_its_place(predictor: Predictor) -> None:
    first, second, third = predictor.predict([MINUTES, "", MINUTES])
    assert isinstance(first, Minutes) and isinstance(third, Minutes)
    assert isinstance(second, Failure) and (second.id, second.kind) == ("2", "no_text")


def test_a_file_is_tagged_by_its_path(tmp_path: Path, predictor: Predictor) -> None:
    (tmp_path / "a.txt").write_text(MINUTES, encoding="utf-8")
    assert predictor.predict_file(tmp_path / "a.txt").items == predictor.predict(MINUTES).items


def test_an_item_gives_its_own_words(predictor: Predictor) -> None:
    item = predictor.predict(MINUTES).item("1")
    assert item.text.startswith("Punkt 1: ")
    assert item.decision == "Anbefales."
    assert item.section("proposal") is not None and item.section("hearing") is None
    with pytest.raises(KeyError, match="no item '7'; there are 1"):
        predictor.predict(MINUTES).item("7")


def test_what_is_written_is_read_back(predictor: Predictor) -> None:
    minutes = predictor.predict(MINUTES)
    assert Minutes.from_json(minutes.to_json(with_text=True)) == minutes
    without = Minutes.from_json(minutes.to_json())
    assert without.items == minutes.items and without.text == ""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "no JSON"),
        ("[]", "holds a list"),
        ('{"id": "a", "error": {"kind": "unreadable"}}', "could not be read when it was tagged"),
        ('{"id": "a"}', "sha256: Field required"),
    ],
)
def test_what_is_no_result_is_refused(line: str, message: str) -> None:
    with pytest.raises(BadResult, match=message):
        Minutes.from_json(line)


def test_every_public_name_is_there() -> None:
    assert all(getattr(nlp, name) is not None for name in nlp.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = nlp.nothing


def test_stream_takes_and_gives_one_at_a_time(predictor: Predictor) -> None:
    taken = []

    def texts() -> object:
        for number in range(3):
            taken.append(number)
            yield MINUTES

    results = predictor.stream(texts())  # type: ignore[arg-type]
    next(results)
    assert taken == [0]
    assert len(list(results)) == 2


def test_predict_item_takes_one_item_alone(predictor: Predictor) -> None:
    text = MINUTES[MINUTES.index("Punkt 1") :]
    item = predictor.predict_item(text, committee="Teknisk Udvalg")
    assert (item.number, item.title, item.case_number) == ("1", "Ny cykelsti langs Strandvejen", "23/998")
    assert item.topic is not None and item.topic.label == "roads_transport"
    bare = predictor.predict_item("Frigivelse af midler til cykelsti")
    assert bare.title == "Frigivelse af midler til cykelsti"
    assert bare.topic is not None


def test_results_are_frozen(predictor: Predictor) -> None:
    with pytest.raises(FrozenInstanceError):
        predictor.predict(MINUTES).date = "2024-01-01"  # type: ignore[misc]


@pytest.mark.parametrize(("text", "error"), [("", UnreadableDocument), (" \n", UnreadableDocument), ("a" * 250_000, DocumentTooLarge)])
def test_texts_that_no_minutes_can_be_are_refused(predictor: Predictor, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        predictor.predict(text)


@pytest.mark.parametrize(
    "text",
    [
        "Punkt 1: " + "(" * 20_000,
        "\n".join(f"Punkt {n}: Sag" for n in range(1, 3000)),
        "Indholdsfortegnelse\n" + "\n".join(f"Sag {n}.....{n}" for n in range(5000)),
        "Mødedeltagere " + "Ida Bro, " * 5000 + "\n\nPunkt 1: Sag\n",
        "Punkt 1: Sag\n\nBeslutning\n\n" + "1. " * 20_000,
        "Punkt 1: Sag\n\nBeslutning\n\n" + "Et flertal af A, B og C " * 3000,
        "Punkt 1: \u202eabc\u202c\n\nBeslutning\n\nGodkendt.\n",
        "Punkt 1: lone \udcff surrogate\n\nBeslutning\n\nGodkendt.\n",
        "Punkt 1: nul\x00tegn\n\nGodkendt.\n",
    ],
)
def test_hostile_texts_end_in_a_result(predictor: Predictor, text: str) -> None:
    result = predictor.tag(Source.of_text(text), fragment=True)
    assert all(result.text[e.start : e.end] == e.text for e in result.entities)
    assert all(a.end == b.start for a, b in zip(result.items, result.items[1:], strict=False))


def test_the_output_fits_its_schema(predictor: Predictor) -> None:
    schema = output_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    result = json.loads(predictor.predict(MINUTES).to_json(with_text=True))
    jsonschema.validate(result, schema)
    jsonschema.validate({"schema_version": 1, "id": "x", "error": {"kind": "unreadable", "message": "x: is empty."}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(result | {"kind": "novel"}, schema)


def test_the_contracts_example_fits_the_schema() -> None:
    example = {
        "schema_version": 1, "id": "minutes/2024-01-31.txt", "sha256": "of the source's bytes",
        "model": {"name": "da_minutes", "version": "1.0.0", "digest": "..."}, "kind": "minutes", "municipality": "Ulvkær Kommune",
        "committee": "Teknisk Udvalg", "date": "2024-01-31", "start_time": "16:00", "end_time": None, "place": "Mødelokale 1",
        "participants": [{"name": "Ida Bro", "party": "A", "role": None, "present": True}],
        "items": [{
            "number": "4", "title": "Bevilling", "start": 1200, "end": 6400, "case_number": "23/23700", "closed": False,
            "sections": [{"kind": "proposal", "heading": "Indstilling", "start": 2000, "end": 2600}],
            "topic": {"label": "employment", "score": 0.93}, "decision_type": {"label": "recommendation", "score": 0.97},
            "outcomes": [{"code": "recommended", "text": "Anbefales", "start": 2650, "end": 2659, "part": None}],
            "absent": ["Per Ly"], "votes": {"for": [], "against": [], "abstain": []},
        }],
        "entities": [{"label": "COMMITTEE", "text": "Byrådet", "start": 2010, "end": 2017, "id": "Byrådet", "item": "4"}],
    }  # fmt: skip
    jsonschema.validate(example, output_schema())


def test_plain_spacy_loads_the_model_in_a_fresh_process() -> None:
    code = (
        "import sys, spacy\n"
        "nlp = spacy.load(sys.argv[1])\n"
        "doc = nlp('Punkt 1: Budget\\n\\n23/1\\n\\nBeslutning\\n\\nGodkendt.')\n"
        "from spacy import displacy\n"
        "assert 'OUTCOME' in displacy.render(doc, style='ent', page=False)\n"
        "print([(e.label_, e.ent_id_, e._.resolved, e._.rule, e._.item) for e in doc.ents])"
    )
    out = subprocess.run([sys.executable, "-c", code, str(default_model())], capture_output=True, text=True, cwd=ROOT.parent)
    assert out.returncode == 0, out.stderr
    assert "('OUTCOME', 'approved', 'approved', 'outcome/approved', '1')" in out.stdout


def test_import_loads_nothing_heavy() -> None:
    code = "import sys, nlp; sys.exit(any(m in sys.modules for m in ('spacy', 'sklearn', 'datasets', 'fastapi')))"
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=ROOT).returncode == 0


def test_the_factories_are_danish_only() -> None:
    with pytest.raises(ValueError, match="minutes_people"):
        spacy.blank("en").add_pipe("minutes_people")
