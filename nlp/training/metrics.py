"""Wanted and found labels to figures: how often right, how sure of it, and whether the probabilities mean what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

ROUNDS = 1000
THRESHOLDS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_BINS = 10
Floats = npt.NDArray[np.float64]


def label_figures(
    wanted: Sequence[str],
    found: Sequence[str],
    scores: Sequence[float],
    groups: Sequence[str],
    *,
    also: Sequence[str | None] | None = None,
    seed: int = 0,
    rounds: int = ROUNDS,
) -> dict[str, Any]:
    """Give all figures of one kind of label.

    Intervals hold 95 of 100 samples, drawn by group: items of one municipality are right and wrong together.

    Args:
        wanted: The annotated labels.
        found: The predicted labels.
        scores: The probability of each predicted label.
        groups: What is drawn as one.
        also: A second label that is as good, or None: what is found counts as right by it in `accepted`, `calibration` and `coverage`.
        seed: Of the samples.
        rounds: How many samples.
    """
    classes = sorted({*wanted, *found})
    index = {name: at for at, name in enumerate(classes)}
    w, f = np.array([index[x] for x in wanted]), np.array([index[x] for x in found])
    samples = _samples(groups, seed, rounds)
    once = np.ones((1, len(set(groups))))
    table = _by_group(groups, w * len(classes) + f, len(classes) ** 2)
    whole, drawn = (_f1(weights @ table, len(classes)) for weights in (once, samples))
    asked = np.isin(np.arange(len(classes)), w)
    right = np.array(wanted) == np.array(found)
    accepted = right | (np.array([a == b for a, b in zip(also, found, strict=True)]) if also is not None else False)
    return {
        "examples": len(wanted),
        "accuracy": _with_interval(*(_rate(weights, groups, right) for weights in (once, samples))),
        "accepted": _with_interval(*(_rate(weights, groups, accepted) for weights in (once, samples))),
        "macro_f1": _with_interval(*(np.nanmean(f1[2][:, asked], axis=1) for f1 in (whole, drawn))),
        "labels": [
            {
                "label": name,
                "examples": int((w == at).sum()),
                "found": int((f == at).sum()),
                "precision": _round(whole[0][0, at]),
                "recall": _round(whole[1][0, at]),
                "f1": _round(whole[2][0, at]),
                "f1_low": _round(_quantile(drawn[2][:, at], 0.025)),
                "f1_high": _round(_quantile(drawn[2][:, at], 0.975)),
            }
            for at, name in enumerate(classes)
        ],
        "confusions": [{"wanted": a, "found": b, "count": n} for (a, b), n in _confusions(wanted, found)],
        "calibration": calibration(scores, accepted),
        "coverage": coverage(scores, accepted),
    }


def span_figures(counts: dict[str, list[tuple[str, dict[str, int]]]], *, seed: int = 0, rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """Give precision, recall and F1 of each label of spans, by exact and by overlapping offsets.

    Args:
        counts: For each label its counts in each text, with the text's group: `wanted`, `found`, `exact` (both), and
            `found_over` and `wanted_over`, those that share a character with one of the other side.
        seed: Of the samples.
        rounds: How many samples.
    """
    out = []
    for label, units in sorted(counts.items()):
        groups = [group for group, _ in units]
        sums = {name: _sums(groups, [one[name] for _, one in units]) for name in ("wanted", "found", "exact", "found_over", "wanted_over")}
        samples = _samples(groups, seed, rounds)
        drawn = {name: samples @ values for name, values in sums.items()}
        whole = {name: float(values.sum()) for name, values in sums.items()}
        f1 = _ratio(2 * drawn["exact"], drawn["wanted"] + drawn["found"])
        out.append(
            {
                "label": label,
                "examples": int(whole["wanted"]),
                "found": int(whole["found"]),
                "exact": {**_prf(whole["exact"], whole["exact"], whole), "f1_low": _round(_quantile(f1, 0.025)), "f1_high": _round(_quantile(f1, 0.975))},
                "overlapping": _prf(whole["found_over"], whole["wanted_over"], whole),
            }
        )
    return out


def share_figures(counts: Sequence[tuple[str, int, int]], *, seed: int = 0, rounds: int = ROUNDS) -> dict[str, Any]:
    """Give a share with its interval.

    Args:
        counts: Of each unit its group, how many were right, and of how many.
        seed: Of the samples.
        rounds: How many samples.
    """
    groups = [group for group, _, _ in counts]
    right, total = (_sums(groups, [one[at] for one in counts]) for at in (1, 2))
    samples = _samples(groups, seed, rounds)
    share = _with_interval(_ratio([right.sum()], [total.sum()]), _ratio(samples @ right, samples @ total))
    return {**share, "right": int(right.sum()), "of": int(total.sum())}


def paired_figures(groups: Sequence[str], before: Sequence[bool], after: Sequence[bool], *, seed: int = 0, rounds: int = ROUNDS) -> dict[str, Any]:
    """Compare two models on the same examples.

    Args:
        groups: What is drawn as one.
        before: Whether the first was right.
        after: Whether the second was.
        seed: Of the samples.
        rounds: How many samples.

    Example:
        >>> figures = paired_figures(["a", "b", "c", "d"], [True, False, False, True], [True, True, True, True])
        >>> figures["before"], figures["after"], figures["gain"], figures["better"], figures["worse"]
        (0.5, 1.0, 0.5, 2, 0)
    """
    was, now = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    ones = _sums(groups, np.ones(len(was)))
    change = _sums(groups, now - was)
    gain = _with_interval(_ratio([change.sum()], [ones.sum()]), _ratio(_samples(groups, seed, rounds) @ change, _samples(groups, seed, rounds) @ ones))
    return {
        "examples": len(was),
        "before": _round(was.mean()),
        "after": _round(now.mean()),
        "gain": gain["value"],
        "low": gain["low"],
        "high": gain["high"],
        "better": int(((now - was) > 0).sum()),
        "worse": int(((was - now) > 0).sum()),
    }


def calibration(scores: Sequence[float], right: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """Give the reliability table and the expected calibration error: the mean gap between score and share that is right."""
    values = np.asarray(scores, dtype=float)
    bins = np.minimum((values * _BINS).astype(int), _BINS - 1)
    table = []
    error = 0.0
    for at in range(_BINS):
        inside = bins == at
        if inside.any():
            score, share = float(values[inside].mean()), float(right[inside].mean())
            error += abs(score - share) * float(inside.mean())
            table.append({"from": at / _BINS, "to": (at + 1) / _BINS, "examples": int(inside.sum()), "score": _round(score), "right": _round(share)})
    return {"ece": _round(error), "bins": table}


def coverage(scores: Sequence[float], right: npt.NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Give, for each least score, the share of items that still get a label and the share of those that is right."""
    values = np.asarray(scores, dtype=float)
    out = []
    for least in THRESHOLDS:
        kept = values >= least
        out.append({"min_score": least, "coverage": _round(kept.mean()), "accuracy": _round(right[kept].mean()) if kept.any() else None})
    return out


def _confusions(wanted: Sequence[str], found: Sequence[str]) -> list[tuple[tuple[str, str], int]]:
    counts = Counter((a, b) for a, b in zip(wanted, found, strict=True) if a != b)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _samples(groups: Sequence[str], seed: int, rounds: int) -> Floats:
    """Draw groups with replacement: how often each is in each sample."""
    size = len(set(groups))
    return np.random.default_rng(seed).multinomial(size, [1 / size] * size, size=rounds).astype(float)


def _rows(groups: Sequence[str]) -> npt.NDArray[np.intp]:
    return np.unique(np.asarray(groups), return_inverse=True)[1].ravel()


def _by_group(groups: Sequence[str], cells: npt.NDArray[np.intp], width: int) -> sparse.csr_matrix:
    return sparse.csr_matrix((np.ones(len(cells)), (_rows(groups), cells)), shape=(len(set(groups)), width))


def _sums(groups: Sequence[str], values: npt.ArrayLike) -> Floats:
    return np.asarray(np.bincount(_rows(groups), weights=np.asarray(values, dtype=float)), dtype=np.float64)


def _rate(weights: Floats, groups: Sequence[str], right: npt.NDArray[np.bool_]) -> Floats:
    return _ratio(weights @ _sums(groups, right.astype(float)), weights @ _sums(groups, np.ones(len(right))))


def _f1(cells: Floats, size: int) -> tuple[Floats, Floats, Floats]:
    """Give precision, recall and F1 of each class in each sample; not a number where a class is neither wanted nor found."""
    table = np.asarray(cells).reshape(-1, size, size)
    both, wanted, found = np.diagonal(table, axis1=1, axis2=2), table.sum(axis=2), table.sum(axis=1)
    return _ratio(both, found), _ratio(both, wanted), _ratio(2 * both, wanted + found)


def _ratio(a: npt.ArrayLike, b: npt.ArrayLike) -> Floats:
    above, below = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    out: Floats = np.full(np.broadcast(above, below).shape, np.nan)
    np.divide(above, below, out=out, where=below > 0)
    return out


def _prf(found_right: float, wanted_right: float, whole: dict[str, float]) -> dict[str, float | None]:
    precision = found_right / whole["found"] if whole["found"] else None
    recall = wanted_right / whole["wanted"] if whole["wanted"] else None
    f1 = None if precision is None and recall is None else 2 * (precision or 0) * (recall or 0) / (((precision or 0) + (recall or 0)) or 1)
    return {"precision": _round(precision), "recall": _round(recall), "f1": _round(f1)}


def _with_interval(value: Floats, drawn: Floats) -> dict[str, float | None]:
    return {"value": _round(value[0]), "low": _round(_quantile(drawn, 0.025)), "high": _round(_quantile(drawn, 0.975))}


def _quantile(values: Floats, share: float) -> float | None:
    known = values[~np.isnan(values)]
    return float(np.quantile(known, share)) if len(known) else None


def _round(value: Any) -> float | None:
    return None if value is None or np.isnan(value) else round(float(value), 4)
