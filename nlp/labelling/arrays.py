"""A classifier as bytes and back: named arrays of numbers and a text of settings. Reading it runs nothing that the bytes bring along.

The bytes are a zip archive of numpy's plain arrays (`.npz`): `settings` (JSON in UTF-8), `vocabulary` (the features, one a line), `idf`, and for each kind
of label its weights and its intercept. Arrays of objects, which numpy would have to unpickle, are refused.
"""

from __future__ import annotations

import io
import json
import math
import struct
import zipfile
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp.errors import ModelMismatch
from nlp.labelling.classify import Head, ItemClassifier
from nlp.labelling.vectorize import COLUMNS, ItemVectorizer

FORMAT = 2
# No classifier is larger when unpacked; a small file that says it holds more is there to fill the memory.
_LARGEST = 2 << 30
_AGAIN = "Train or install the model again."
_Arrays = dict[str, npt.NDArray[Any]]


def classifier_bytes(classifier: ItemClassifier | None) -> bytes:
    """Give a classifier as bytes, the same for the same classifier; that there is none has its bytes, too."""
    settings: dict[str, Any] = {"format": FORMAT, "heads": []}
    arrays: _Arrays = {}
    if classifier is not None:
        vectorizer = classifier.vectorizer
        settings["strength"] = classifier.strength
        settings["vectorizer"] = {name: getattr(vectorizer, name) for name in ("min_count", "max_features", "parts", "columns", "words")}
        settings["heads"] = [{"kind": kind, "classes": head.classes, "temperature": head.temperature} for kind, head in classifier.heads.items()]
        arrays["vocabulary"] = _letters("\n".join(vectorizer.vocabulary_))
        arrays["idf"] = np.asarray(vectorizer.idf_, dtype=np.float64)
        for number, head in enumerate(classifier.heads.values()):
            arrays |= {f"weights{number}": np.asarray(head.weights, dtype=np.float32), f"intercept{number}": np.asarray(head.intercept, dtype=np.float32)}
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, settings=_letters(json.dumps(settings, ensure_ascii=False)), **arrays)
    return out.getvalue()


def read_classifier(data: bytes, where: object) -> ItemClassifier | None:
    """Read the bytes that `classifier_bytes` gives.

    Args:
        data: The bytes, from wherever they come.
        where: What they are called in an error.

    Raises:
        ModelMismatch: they are no classifier, or its parts do not fit each other.
    """
    try:
        arrays = _unpacked(data)
        settings = json.loads(_text(arrays["settings"]))
        if settings["format"] != FORMAT:
            raise ModelMismatch(f"{where}: format {settings['format']}, but this program reads format {FORMAT}. Train the model again with this release.")
        return _classifier(settings, arrays) if settings["heads"] else None
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, MemoryError, NotImplementedError) as err:
        raise ModelMismatch(f"{where}: is no classifier of this program ({type(err).__name__}: {err}). {_AGAIN}") from err
    except (zipfile.BadZipFile, zlib.error, struct.error) as err:
        raise ModelMismatch(f"{where}: is damaged ({err}). {_AGAIN}") from err


def _unpacked(data: bytes) -> _Arrays:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > _LARGEST:
            raise ValueError(f"unpacked it is larger than {_LARGEST >> 30} GiB")
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return dict(arrays)


def _classifier(settings: dict[str, Any], arrays: _Arrays) -> ItemClassifier:
    said = settings["vectorizer"]
    unknown = set(said["columns"]) - set(COLUMNS)
    if unknown:
        raise ValueError(f"no columns called {', '.join(sorted(unknown))}")
    parts = None if said["parts"] is None else (int(said["parts"][0]), int(said["parts"][1]))
    vectorizer = ItemVectorizer(int(said["min_count"]), int(said["max_features"]), parts, tuple(said["columns"]), bool(said["words"]))
    features = _text(arrays["vocabulary"])
    vectorizer.vocabulary_ = {feature: index for index, feature in enumerate(features.split("\n"))} if features else {}
    width = len(vectorizer.vocabulary_)
    vectorizer.idf_ = _numbers(arrays, "idf", (width,), np.float64)
    classifier = ItemClassifier(vectorizer, float(settings["strength"]))
    for number, head in enumerate(settings["heads"]):
        classes = [str(name) for name in head["classes"]]
        temperature = float(head["temperature"])
        if not (temperature > 0 and math.isfinite(temperature)):
            raise ValueError(f"a temperature of {temperature}")
        weights = _numbers(arrays, f"weights{number}", (width, len(classes)), np.float32)
        classifier.heads[str(head["kind"])] = Head(classes, weights, _numbers(arrays, f"intercept{number}", (len(classes),), np.float32), temperature)
    return classifier


def _numbers(arrays: _Arrays, name: str, shape: tuple[int, ...], kind: type[np.floating[Any]]) -> npt.NDArray[Any]:
    values = arrays[name]
    if values.shape != shape or values.dtype.kind != "f" or not np.isfinite(values).all():
        raise ValueError(f"{name} holds {values.dtype} of shape {values.shape}, not finite numbers of shape {shape}")
    return np.ascontiguousarray(values, dtype=kind)


def _letters(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)


def _text(letters: npt.NDArray[Any]) -> str:
    if letters.dtype != np.uint8:
        raise ValueError(f"a text of {letters.dtype}")
    return letters.tobytes().decode("utf-8")
