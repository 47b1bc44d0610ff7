"""What many tests share: one pipeline and one predictor for the whole run."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from nlp.pipeline import make_pipeline
from nlp.predictor import Predictor, load

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def pipeline() -> Language:
    """The components without a classifier."""
    return make_pipeline()


@pytest.fixture(scope="session")
def predictor() -> Predictor:
    """The model that ships with the project."""
    return load()
