"""The comparison of models: the views that take parts of an item away, and a whole report on invented items."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from nlp.labelling.columns import ItemText
from tests.invented import examples, write_lines

ITEM = ItemText("Ny cykelsti", "at stien anlægges", "Godkendt", "Langs vejen", ("closed", "asks=approve", "kle=05", "kle=05.04", "code=approved", "long"))


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = Path(__file__).resolve().parents[1] / "scripts/compare_models.py"
    spec = importlib.util.spec_from_file_location("compare_models", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_views_take_a_part_and_what_was_known_from_it(script: ModuleType) -> None:
    assert script.without_kle(ITEM).facts == ("closed", "asks=approve", "code=approved", "long")
    assert script.without_proposal(ITEM) == ItemText(
        "Ny cykelsti", "", "Godkendt", "Langs vejen", ("closed", "kle=05", "kle=05.04", "code=approved", "long", "no-proposal")
    )
    assert script.without_decision(ITEM).facts == ("closed", "asks=approve", "kle=05", "kle=05.04", "long", "no-decision")
    assert script.title_alone(ITEM) == ItemText("Ny cykelsti", facts=("closed", "no-proposal", "no-decision", "empty"))


def test_a_report_is_the_same_each_time_and_holds_every_way(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_lines(examples(), tmp_path / "data.jsonl")
    (tmp_path / "titles.csv").write_text("text,coding\n" + "".join(f"{word} {n},{code}\n" for n in range(10) for word, code in (("Skole", 603), ("Vej", 1002))))
    monkeypatch.setattr(script, "FEATURES", script.FEATURES[-1:])
    texts = []
    for name in ("one.md", "two.md"):
        monkeypatch.setattr(
            sys, "argv", ["compare_models.py", "--quick", "--data", str(data), "--titles", str(tmp_path / "titles.csv"), "--out", str(tmp_path / name)]
        )
        assert script.main() == 0
        texts.append((tmp_path / name).read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    for words in ("| + KLE group (as shipped) | 1.000 (1.000-1.000)", "complement naive Bayes", "| title alone |", "| 16 | 1.000 | 1.000 |"):
        assert words in texts[0]
    assert "textcat" not in texts[0]
