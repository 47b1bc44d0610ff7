"""The formats of examples; by themselves, as `referat --help` tells them and reads nothing heavy for it."""

from __future__ import annotations

# Tables that people fill in.
SHEETS = ("csv", "xlsx")
FORMATS = ("jsonl", *SHEETS, "prodigy", "doccano", "label-studio", "spacy", "datasets")
