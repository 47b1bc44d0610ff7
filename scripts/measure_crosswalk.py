"""How often the codes of `--codes` agree with what people chose: CAP codes of titles, KLE groups of case numbers.

    python scripts/measure_crosswalk.py --cap titles.csv          # columns `text` and `coding` (major topic = coding // 100)
    python scripts/measure_crosswalk.py --kle minutes/*.json      # minutes whose items have case numbers of KLE

For KLE the case number is hidden from the model. `most` is what the best table of topics to codes would reach on this very data: what lies between is the
choice of codes, what lies above is that topics and codes are cut otherwise.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nlp.labelling.columns import ItemText  # noqa: E402
from nlp.labelling.crosswalk import code_of  # noqa: E402
from nlp.predictor import load  # noqa: E402
from nlp.reading.read import find_documents, read_document  # noqa: E402
from nlp.training.evaluate import classifier_of  # noqa: E402
from nlp.training.train import item_texts  # noqa: E402

Pair = tuple[str, float, str]


def titles(path: Path) -> list[Pair]:
    """Give topic, probability and CAP code of each title."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if int(row["coding"]) >= 100]
    classifier = classifier_of(load())
    assert classifier is not None
    said = classifier.predict(item_texts([{"text": row["text"]} for row in rows]))
    return [(str(labels["topic"].label), labels["topic"].score, str(int(row["coding"]) // 100)) for row, labels in zip(rows, said, strict=True)]


def filed(paths: Iterable[str]) -> list[Pair]:
    """Give topic, probability and KLE group of each item that is filed by KLE."""
    predictor = load()
    classifier = classifier_of(predictor)
    assert classifier is not None
    items: list[ItemText] = []
    groups: list[str] = []
    for path in find_documents(paths):
        for item in predictor.tag(read_document(path)).items:
            group = code_of("kle", None, item.case_number)
            if group is not None and item.case_number is not None:
                (columns,) = item_texts([{"text": item.text.replace(item.case_number, "")}])
                items.append(columns)
                groups.append(group)
    said = classifier.predict(items)
    return [(str(labels["topic"].label), labels["topic"].score, group) for labels, group in zip(said, groups, strict=True)]


def show(scheme: str, pairs: list[Pair]) -> None:
    """Print the agreement in all, of the topics that are more likely than not, and by topic."""
    if not pairs:
        print(f"{scheme}: no items with such codes")
        return
    right = [code_of(scheme, topic) == code for topic, _, code in pairs]
    sure = [ok for ok, (_, score, _) in zip(right, pairs, strict=True) if score >= 0.5]
    by_topic: dict[str, Counter[str]] = defaultdict(Counter)
    for topic, _, code in pairs:
        by_topic[topic][code] += 1
    most = sum(counts.most_common(1)[0][1] for counts in by_topic.values())
    print(
        f"{scheme}: {sum(right) / len(right):.3f} of {len(right)} agree (most {most / len(right):.3f}); {sum(sure) / max(len(sure), 1):.3f} of {len(sure)} at 0.5 and above"
    )
    for topic, counts in sorted(by_topic.items()):
        code = code_of(scheme, topic)
        print(f"  {topic:18} {code or '-':>3}  {counts[code or '']:>4} of {counts.total():<4}  {', '.join(f'{name} {n}' for name, n in counts.most_common(4))}")


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cap", type=Path, metavar="FILE")
    parser.add_argument("--kle", nargs="+", metavar="PATH")
    args = parser.parse_args()
    if args.cap:
        show("cap", titles(args.cap))
    if args.kle:
        show("kle", filed(args.kle))


if __name__ == "__main__":
    main()
