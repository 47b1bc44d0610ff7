"""A model folder is checked before anything in it is unpickled."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from nlp.errors import ModelMismatch
from nlp.labelling.artifacts import CLASSIFIER, LEXICON, MANIFEST, default_model, file_digest, replacing
from nlp.predictor import load


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


def test_a_changed_classifier_is_refused_before_it_is_unpickled(model: Path) -> None:
    (model / CLASSIFIER).write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    with pytest.raises(ModelMismatch, match="manifest wants"):
        load(model)


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


@pytest.mark.parametrize(("name", "words"), [(MANIFEST, f"has no {MANIFEST}"), ("config.cfg", "cannot be loaded")])
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
