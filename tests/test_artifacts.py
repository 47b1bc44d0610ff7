"""A model folder is checked before anything is built from it, and nothing in it is run."""

from __future__ import annotations

import io
import json
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import spacy

from nlp.errors import ModelMismatch
from nlp.labelling.arrays import classifier_bytes, read_classifier
from nlp.labelling.artifacts import CLASSIFIER, LEXICON, MANIFEST, default_model, file_digest, read_manifest, replacing, write_manifest
from nlp.pipeline import make_pipeline
from nlp.predictor import load
from nlp.training.exchange import write_tasks


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_model(), tmp_path / "model"))


def edit(model: Path, **changes: object) -> None:
    path = model / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def test_a_whole_model_loads(model: Path) -> None:
    assert load(model).model["name"] == "da_minutes"


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"format": 99}, "format 99"), ({"words": "0" * 64}, "written for words 00000000"), ({"libraries": {"spacy": "1.0.0"}}, "written with spacy 1.0.0")],
)
def test_a_manifest_for_something_else_is_refused(model: Path, changes: dict[str, object], words: str) -> None:
    edit(model, **changes)
    with pytest.raises(ModelMismatch, match=words):
        load(model)


def test_a_changed_classifier_is_refused(model: Path) -> None:
    (model / CLASSIFIER).write_bytes(b"PK")
    with pytest.raises(ModelMismatch, match="manifest wants"):
        load(model)


class Trap:
    """Makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def packed(**arrays: object) -> bytes:
    out = io.BytesIO()
    np.savez(out, **arrays)  # type: ignore[arg-type]
    return out.getvalue()


def settings(**changes: object) -> npt.NDArray[np.uint8]:
    said = {"format": 2, "heads": [], "strength": 1.0} | changes
    return np.frombuffer(json.dumps(said).encode(), dtype=np.uint8)


_COLUMNS = {"min_count": 1, "max_features": 9, "parts": None, "columns": ["title"], "words": True}
_HEADS = {"heads": [{"kind": "topic", "classes": ["a", "b"], "temperature": 1.0}], "vectorizer": _COLUMNS}
_PARTS = {"vocabulary": np.frombuffer(b"t:vej", dtype=np.uint8), "idf": np.ones(1), "weights0": np.ones((1, 2)), "intercept0": np.zeros(2)}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda trap: pickle.dumps(trap), "is damaged"),
        (lambda trap: packed(settings=np.array([trap], dtype=object)), "is no classifier"),
        (lambda trap: packed(settings=settings(**_HEADS), **_PARTS | {"idf": np.array([trap], dtype=object)}), "is no classifier"),
        (lambda _: packed(settings=settings(format=1)), "format 1, but this program reads format 2"),
        (lambda _: packed(settings=settings(**_HEADS), **_PARTS | {"weights0": np.ones((2, 2))}), r"weights0 holds float64 of shape \(2, 2\)"),
        (lambda _: packed(settings=settings(**_HEADS), **_PARTS | {"intercept0": np.array([0.0, np.nan])}), "not finite numbers"),
        (lambda _: packed(settings=settings(**_HEADS | {"vectorizer": _COLUMNS | {"columns": ["shell"]}}), **_PARTS), "no columns called shell"),
        (lambda _: packed(settings=settings(**_HEADS)), "vocabulary"),
        (lambda _: packed(settings=settings(**_HEADS), **_PARTS)[:-30], "is damaged"),
        (lambda _: b"", "is damaged"),
    ],
    ids=["pickle", "objects", "objects in a part", "format", "shape", "numbers", "columns", "part missing", "cut", "empty"],
)
def test_no_classifier_runs_anything_even_with_a_manifest_that_fits(data: Callable[[Trap], bytes], words: str, model: Path, tmp_path: Path) -> None:
    (model / CLASSIFIER).write_bytes(data(Trap(tmp_path / "ran")))
    name_files(model)
    with pytest.raises(ModelMismatch, match=words):
        load(model)
    assert not (tmp_path / "ran").exists()


def name_files(model: Path) -> None:
    """Write the manifest anew, as somebody would who changed a file."""
    manifest = json.loads((model / MANIFEST).read_text(encoding="utf-8"))
    write_manifest(model, {name: manifest[name] for name in ("name", "version", "labels", "data", "scores")})


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("before_creation = null", 'before_creation = {"@callbacks": "spacy.copy_from_base_model.v1"}', "calls 'spacy.copy_from_base_model.v1'"),
        ('factory = "minutes_layout"', 'factory = "textcat"', "calls 'textcat'"),
        ('factory = "minutes_layout"', 'source = "somewhere"', "calls 'somewhere'"),
        ('"referat.tokenizer.v1"', '"spacy.Tokenizer.v1"', "calls 'spacy.Tokenizer.v1'"),
    ],
)
def test_a_configuration_calls_nothing_but_this_program(old: str, new: str, words: str, model: Path) -> None:
    path = model / "config.cfg"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    name_files(model)
    with pytest.raises(ModelMismatch, match=words):
        load(model)


@pytest.mark.parametrize("name", [CLASSIFIER, "config.cfg", "meta.json", "tokenizer", "vocab/strings.json", "examples.sha256"])
def test_each_file_that_the_manifest_names_must_be_there(name: str, model: Path) -> None:
    (model / name).unlink()
    with pytest.raises(ModelMismatch, match=f"{name}: is missing"):
        load(model)


@pytest.mark.parametrize("name", [CLASSIFIER, "config.cfg", "meta.json", "tokenizer"])
def test_a_model_needs_its_parts_even_where_the_manifest_was_changed_with_them(name: str, model: Path) -> None:
    (model / name).unlink()
    name_files(model)
    with pytest.raises(ModelMismatch, match=f"{name}: is missing"):
        load(model)


def test_a_file_beside_those_of_the_manifest_is_refused(model: Path) -> None:
    (model / "minutes_labels" / "more.npz").write_bytes(b"")
    with pytest.raises(ModelMismatch, match="is not named in the manifest"):
        load(model)


def test_the_card_may_be_edited_and_a_folder_kept_in_git(model: Path) -> None:
    (model / "README.md").write_text("# Ours\n", encoding="utf-8")
    (model / ".git").mkdir()
    (model / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    assert load(model)


def test_a_classifier_has_the_same_bytes_each_time() -> None:
    data = (default_model() / CLASSIFIER).read_bytes()
    classifier = read_classifier(data, "here")
    assert classifier is not None
    assert classifier_bytes(classifier) == classifier_bytes(read_classifier(classifier_bytes(classifier), "again"))
    assert read_classifier(classifier_bytes(None), "none") is None


def test_spacy_reads_what_it_wrote(tmp_path: Path) -> None:
    nlp = spacy.load(default_model())
    nlp.to_disk(tmp_path / "copy")
    text = "REFERAT\n\nPunkt 1: Ny cykelsti\n\nBeslutning\n\nGodkendt.\n"
    wanted = nlp(text)._.meeting_data["items"]
    assert wanted[0]["labels"]["topic"]["label"] == "roads_transport"
    assert spacy.load(tmp_path / "copy")(text)._.meeting_data["items"] == wanted
    assert make_pipeline().from_bytes(nlp.to_bytes())(text)._.meeting_data["items"] == wanted
    (tmp_path / "copy" / CLASSIFIER).unlink()
    with pytest.raises(ModelMismatch, match="has no labels"):
        spacy.load(tmp_path / "copy")
    make_pipeline().to_disk(tmp_path / "bare")
    assert spacy.load(tmp_path / "bare")(text)._.meeting_data["items"][0]["labels"] == {}


# spaCy leaves the files of a package open.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_spacy_measures_and_packs_a_model(tmp_path: Path) -> None:
    from spacy.cli.evaluate import evaluate
    from spacy.cli.package import package

    rows = [
        {"text": "1. Ny cykelsti\n\nBeslutning\n\nGodkendt.", "topic": "roads_transport", "decision_type": "approval", "entities": []},
        {"text": "2. Ny vuggestue\n\nBeslutning\n\nTaget til efterretning.", "topic": "daycare", "decision_type": "election", "entities": []},
    ]
    write_tasks(rows, tmp_path / "items.spacy", "spacy")
    scores = evaluate(str(default_model()), tmp_path / "items.spacy")
    assert scores["cats_f_per_type"]["topic=daycare"]["f"] == 1.0
    assert 0.5 <= scores["cats_score"] < 1.0
    package(default_model(), tmp_path, create_sdist=False)
    name = f"da_minutes-{read_manifest(default_model())['version']}"
    meta = json.loads((tmp_path / name / "meta.json").read_text(encoding="utf-8"))
    assert f"da_{meta['name']}-{meta['version']}" == name
    assert any(wanted.startswith("referat>=") for wanted in meta["requirements"])
    assert load(tmp_path / name / "da_minutes" / name)


@pytest.mark.parametrize(("text", "words"), [('{"format": 1, "entries": []}\n', "manifest wants"), (None, "is missing")])
def test_a_lexicon_that_the_manifest_does_not_name_is_refused(model: Path, text: str | None, words: str) -> None:
    path = model / LEXICON
    path.parent.mkdir(exist_ok=True)
    path.write_text('{"format": 1, "entries":[]}\n', encoding="utf-8")
    edit(model, files=json.loads((model / MANIFEST).read_text(encoding="utf-8"))["files"] | {LEXICON: file_digest(path)})
    assert load(model).model["name"] == "da_minutes"
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelMismatch, match=words):
        load(model)


@pytest.mark.parametrize(("name", "words"), [(MANIFEST, f"has no {MANIFEST}"), ("config.cfg", "is missing")])
def test_a_missing_file_is_named(model: Path, name: str, words: str) -> None:
    (model / name).unlink()
    with pytest.raises(ModelMismatch, match=words):
        load(model)


def test_a_damaged_manifest_is_named(model: Path) -> None:
    (model / MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(ModelMismatch, match="is damaged"):
        load(model)


def test_a_folder_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "model"
    with replacing(target) as folder:
        (folder / "a").write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError), replacing(target) as folder:
        (folder / "a").write_text("new", encoding="utf-8")
        raise RuntimeError
    assert (target / "a").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
