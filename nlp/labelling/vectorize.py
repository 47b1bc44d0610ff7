"""The columns of agenda items to a sparse matrix of words, pairs of words, parts of words, topic words and facts.

Words of title, proposal and decision are told apart by a mark in front of each feature, so that `godkendes` in a proposal is another thing
than in a decision. What one word gives is looked up once and kept; counting and weighing is done for many items at a time.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlp.labelling.columns import ItemText
from nlp.labelling.topics import topic_of_group, topics_of

COLUMNS = ("title", "proposal", "decision", "text", "facts", "lexicon")
# Characters of each column that are read: what an item is about and for is told early.
_LIMITS = {"title": 200, "proposal": 700, "decision": 400, "text": 1400}
_WORD = re.compile(r"[a-zæøåéüöä]{2,}|\d+")
# How much each column counts, once all are of the same length.
_SCALES = {"title": 1.5, "proposal": 1.2, "decision": 0.8, "text": 2.2, "facts": 0.9, "lexicon": 1.0}
# How much a feature counts within its column, by its mark: word of the title, number, pair; word of the proposal, pair; of the decision, pair;
# any word, part of a word; fact; topic word of the title, of proposal and text; topic of the KLE group.
_WEIGHTS = {
    "title": {"t": 1.6, "n": 0.6, "tt": 1.0, "w": 1.2, "p": 0.7},
    "proposal": {"i": 1.0, "ii": 0.7, "w": 0.7, "p": 0.3},
    "decision": {"d": 1.2, "dd": 0.8},
    "text": {"w": 0.6, "p": 0.2},
    "facts": {"f": 1.0},
    "lexicon": {"l": 2.0, "k": 0.6, "g": 2.0},
}
_MARKS = {"title": ("t", "w"), "proposal": ("i", "w"), "decision": ("d",), "text": ("w",)}
_PAIRS = {"title": "tt", "proposal": "ii", "decision": "dd"}
# Outside the title shorter words are not taken apart, and none into shorter parts: there are too many words, and each says little.
_LONG = 6
_SHORTEST = 4
_MOST_DECIDED = 40
# A feature that stands often counts little more than one that stands twice.
_MORE, _MOST = 0.35, 2.2
_AT_ONCE = 500
_KEPT_WORDS = 10_000


class ItemVectorizer:
    """Turns `ItemText` columns into a TF-IDF matrix with one row of unit length for each item.

    Each column is brought to unit length before they are added up, so that a long case text does not drown the title: real items are
    much longer than those a model learns from.

    Args:
        min_count: A feature seen in fewer training items is left out.
        max_features: The most features kept, by the number of items that hold them.
        parts: Lengths of the parts of words of the title (Danish compounds share their parts), from and to; None for whole words alone.
        columns: The columns that are read, of `COLUMNS`.
        words: False for parts of words alone, without whole words and pairs.
    """

    def __init__(
        self,
        min_count: int = 2,
        max_features: int = 60_000,
        parts: tuple[int, int] | None = (3, 5),
        columns: tuple[str, ...] = COLUMNS,
        words: bool = True,
    ) -> None:
        self.min_count = min_count
        self.max_features = max_features
        self.parts = parts
        self.columns = columns
        self.words = words

    def fit_transform(self, X: Sequence[ItemText]) -> sparse.csr_matrix:
        """Learn from training items and give their rows."""
        return self.fit(X).transform(X)

    def fit(self, X: Iterable[ItemText]) -> ItemVectorizer:
        """Learn the features and their weights from training items."""
        reader = _Reader({}, self, grow=True)
        counts = np.zeros(0, dtype=np.int64)
        total = 0
        for item in X:
            total += 1
            found = np.unique(np.concatenate([np.array(ids, dtype=np.int32) for ids in reader.read(item)]))
            if len(counts) < len(reader.known):
                counts = np.concatenate([counts, np.zeros(len(reader.known), dtype=np.int64)])
            counts[found] += 1
        names = list(reader.known)
        kept = sorted((at for at in range(len(names)) if counts[at] >= self.min_count), key=lambda at: (-counts[at], names[at]))[: self.max_features]
        kept.sort(key=names.__getitem__)
        self.vocabulary_ = {names[at]: index for index, at in enumerate(kept)}
        # The root: rare words of invented municipalities should not outweigh the common words of the matter.
        self.idf_ = np.sqrt(np.log((1 + total) / (1 + counts[kept])) + 1)
        self.__dict__.pop("_ready", None)
        return self

    def transform(self, X: Iterable[ItemText]) -> sparse.csr_matrix:
        """Give one row of unit length for each item, as 32-bit floats."""
        blocks = [self._block(items) for items in _batches(X, _AT_ONCE)]
        empty = sparse.csr_matrix((0, len(self.vocabulary_)), dtype=np.float32)
        return blocks[0] if len(blocks) == 1 else sparse.vstack(blocks, format="csr") if blocks else empty

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is looked up again after loading; the vocabulary as one text, as pickle takes long over 60,000 small ones."""
        state = {name: value for name, value in self.__dict__.items() if name != "_ready"}
        if "vocabulary_" in state:
            state["vocabulary_"] = "\n".join(state["vocabulary_"])
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the state that `__getstate__` gives."""
        self.__dict__.update(state)
        if "vocabulary_" in state:
            names = state["vocabulary_"].split("\n") if state["vocabulary_"] else ()
            self.vocabulary_ = {name: index for index, name in enumerate(names)}

    def _block(self, items: Sequence[ItemText]) -> sparse.csr_matrix:
        reader, weights = self._tools()
        size, width = len(self.vocabulary_), len(self.columns)
        flat = array("i")
        ends = [0]
        for item in items:
            for ids in reader.read(item):
                flat.extend(ids)
                ends.append(len(flat))
        # One row for each column of each item; equal features are counted.
        ones = np.ones(len(flat), dtype=np.float32)
        table = sparse.csr_matrix((ones, np.array(flat, dtype=np.int32), np.array(ends, dtype=np.int32)), shape=(len(ends) - 1, size))
        table.sum_duplicates()
        column = np.repeat(np.arange(table.shape[0]) % width, np.diff(table.indptr))
        table.data = weights[column, table.indices] * np.minimum(1 + _MORE * (table.data - 1), _MOST)
        table.data /= _spread(table, _lengths(table))
        table.data *= np.array([_SCALES[name] for name in self.columns], dtype=np.float32)[column]
        # The columns of an item side by side are its row.
        rows = sparse.csr_matrix((table.data, table.indices, table.indptr[::width]), shape=(len(items), size))
        rows.sum_duplicates()
        rows.data /= _spread(rows, _lengths(rows))
        return rows

    def _tools(self) -> tuple[_Reader, npt.NDArray[np.float32]]:
        """Give the reader, and the weight of each feature in each column; made when first needed."""
        if "_ready" not in self.__dict__:
            marks = [name.partition(":")[0] for name in self.vocabulary_]
            weights = np.array([[_WEIGHTS[column].get(mark, 0.0) for mark in marks] for column in self.columns], dtype=np.float32)
            self._ready = _Reader(self.vocabulary_, self, grow=False), (weights * self.idf_).astype(np.float32).reshape(len(self.columns), -1)
        return self._ready


class _Reader:
    """Turns an item into the ids of its features, column by column; what one word gives it keeps."""

    def __init__(self, known: dict[str, int], settings: ItemVectorizer, *, grow: bool) -> None:
        self.known = known
        self.grow = grow
        self.columns, self.parts, self.words = settings.columns, settings.parts, settings.words
        self.kept: dict[str, dict[str, array[int]]] = {}

    def read(self, item: ItemText) -> Iterator[array[int]]:
        """Give the ids of one column after the other."""
        for column in self.columns:
            if column == "facts":
                yield self._ids(f"f:{fact}" for fact in item.facts)
            elif column == "lexicon":
                yield self._lexicon(item)
            else:
                yield self._column(column, _words(getattr(item, column)[: _LIMITS[column]]))

    def _column(self, column: str, words: list[str]) -> array[int]:
        if column == "decision":
            words = words[:_MOST_DECIDED]
        out = array("i")
        kept, pair = self._cache(column), _PAIRS.get(column) if self.words else None
        before = ""
        for word in words:
            ids = kept.get(word)
            if ids is None:
                ids = kept[word] = self._ids(self._features(column, word))
            out.extend(ids)
            if pair:
                number = word[0].isdigit()
                if number and column == "title":
                    word = _rounded(word)
                elif number and column == "proposal":
                    before = ""
                    continue
                elif before:
                    self._add(f"{pair}:{before} {word}", out)
                before = word
        return out

    def _features(self, column: str, word: str) -> Iterator[str]:
        """Give what one word of a column is, beside its pairs."""
        if word[0].isdigit() and column != "decision":
            if column == "title" and self.words:
                yield f"n:{_rounded(word)}"
            return
        if self.words:
            yield from (f"{mark}:{word}" for mark in _MARKS[column])
        if self.parts is not None and column != "decision" and (column == "title" or len(word) >= _LONG):
            padded = f"<{word}>"
            shortest = self.parts[0] if column == "title" else max(self.parts[0], _SHORTEST)
            for size in range(shortest, self.parts[1] + 1):
                yield from (f"p:{padded[at : at + size]}" for at in range(len(padded) - size + 1))

    def _lexicon(self, item: ItemText) -> array[int]:
        """Count topic words: those of the title, those of proposal and text together, and the topic of the KLE group."""
        out = array("i")
        for mark, text, shortest in (("l", item.title[: _LIMITS["title"]], 1), ("k", f"{item.proposal[:500]} {item.text[:900]}", 4)):
            kept = self._cache(mark)
            for word in _words(text):
                if len(word) >= shortest:
                    ids = kept.get(word)
                    if ids is None:
                        ids = kept[word] = self._ids(f"{mark}:{topic}" for topic in topics_of(word))
                    out.extend(ids)
        for fact in item.facts:
            topic = topic_of_group(fact[4:]) if fact.startswith("kle=") and "." in fact else None
            if topic is not None:
                out.extend(self._ids((f"l:{topic}", f"g:{topic}")))
        return out

    def _add(self, feature: str, out: array[int]) -> None:
        index = self.known.setdefault(feature, len(self.known)) if self.grow else self.known.get(feature)
        if index is not None:
            out.append(index)

    def _ids(self, features: Iterable[str]) -> array[int]:
        if self.grow:
            return array("i", [self.known.setdefault(feature, len(self.known)) for feature in features])
        return array("i", [index for feature in features if (index := self.known.get(feature)) is not None])

    def _cache(self, name: str) -> dict[str, array[int]]:
        kept = self.kept.setdefault(name, {})
        if len(kept) > _KEPT_WORDS:
            kept.clear()
        return kept


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _rounded(number: str) -> str:
    """How many digits a number has; years and amounts themselves say nothing."""
    return "0" * min(len(number), 4)


def _lengths(table: sparse.csr_matrix) -> npt.NDArray[np.float32]:
    rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    out = np.sqrt(np.bincount(rows, weights=table.data * table.data, minlength=table.shape[0])).astype(np.float32)
    out[out == 0] = 1.0
    return out


def _spread(table: sparse.csr_matrix, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.repeat(values, np.diff(table.indptr))


def _batches(items: Iterable[ItemText], size: int) -> Iterator[list[ItemText]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
