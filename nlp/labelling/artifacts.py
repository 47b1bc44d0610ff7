"""A trained model on disk: the pipeline's folder, and a manifest that is checked before anything is built from it.

Nothing in a model folder is run: numbers are plain arrays (`nlp.labelling.arrays`), all else is JSON and text, and the pipeline's configuration may name
this program's own components alone. The manifest catches damage and mix-ups; it need not be trusted.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nlp.errors import ModelMismatch
from nlp.rules import Rules, load_rules

FORMAT = 2
MANIFEST = "manifest.json"
CLASSIFIER = "minutes_labels/model.npz"
LEXICON = "minutes_lexicon/lexicon.json"
CONFIG = "config.cfg"
CARD = "README.md"
# What a folder is no model without.
_NEEDED = (CONFIG, "meta.json", "tokenizer", CLASSIFIER)
# The library whose major version must be that of training; the others are only told.
_SAME = "spacy"
_LIBRARIES = (_SAME, "scikit-learn", "numpy")
# What a pipeline's configuration may name of the functions that installed packages register: key and name, or the beginning of the name.
_FUNCTIONS = (("@tokenizers", "referat."), ("@vectors", "spacy.Vectors."), ("factory", "minutes_"))


_AGAIN = "Train or install the model again."


def file_digest(path: Path) -> str:
    """Give the SHA-256 of a file, read in pieces of 1 MiB."""
    total = hashlib.sha256()
    with path.open("rb") as stream:
        for piece in iter(lambda: stream.read(1 << 20), b""):
            total.update(piece)
    return total.hexdigest()


def check_files(folder: Path, manifest: dict[str, Any]) -> None:
    """Check that a model folder holds the files that its manifest names, and below its components no other.

    Raises:
        ModelMismatch: a file is missing, is another, or is not named.
    """
    named: dict[str, str] = manifest["files"]
    for name in dict.fromkeys((*_NEEDED, *named)):
        path = folder / name
        if not path.is_file():
            raise ModelMismatch(f"{path}: is missing, though a model needs it or its manifest names it. {_AGAIN}")
        found = file_digest(path)
        if named.get(name) != found:
            raise ModelMismatch(
                f"{path}: its SHA-256 begins with {found[:8]}, but the manifest wants {str(named.get(name))[:8]}. "
                f"The file is damaged or from another model. {_AGAIN}"
            )
    for path in sorted(folder.glob("[!.]*/**/*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in named:
            raise ModelMismatch(f"{path}: is not named in the manifest, so it is no part of this model: take it out.")


def check_config(folder: Path) -> None:
    """Check that a pipeline's configuration calls nothing but the components and the tokenizer of this program.

    Raises:
        ModelMismatch: it names another function; says which.
    """
    from thinc.api import Config

    path = folder / CONFIG
    try:
        config = Config().from_disk(path, interpolate=False)
    except (ValueError, UnicodeDecodeError) as err:
        raise ModelMismatch(f"{path}: is damaged ({err}). {_AGAIN}") from err
    # What stands in the other sections is called by spaCy's own training alone.
    for key, name in _functions({section: config.get(section) for section in ("nlp", "components")}):
        if not any(key == allowed and str(name).startswith(begins) for allowed, begins in _FUNCTIONS):
            raise ModelMismatch(
                f"{path}: calls {name!r} ({key}), which is no part of this program. Load such a pipeline with spaCy itself, where you trust it."
            )


def _functions(config: Any) -> Iterator[tuple[str, Any]]:
    for key, value in config.items():
        if isinstance(value, dict):
            yield from _functions(value)
        elif key == "factory" or key == "source" or key.startswith("@"):
            yield key, value


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read and check the manifest of a model folder, and that the folder is what it says.

    Raises:
        ModelMismatch: there is none, or it is for another format, other rules or another major version of spaCy; or a file of the folder is not the one
            that it names.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as err:
        raise ModelMismatch(f"{folder}: has no {MANIFEST}, so it is no model of this program. Train one with `referat train --out {folder}`.") from err
    except (json.JSONDecodeError, UnicodeDecodeError) as err:
        raise ModelMismatch(f"{path}: is damaged ({err}). {_AGAIN}") from err
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ModelMismatch(
            f"{path}: format {manifest.get('format') if isinstance(manifest, dict) else None}, but this program reads format {FORMAT}. Train the model again with this release."
        )
    if manifest.get("words") != words_digest():
        raise ModelMismatch(
            f"{path}: was written for words {str(manifest.get('words'))[:8]} (topics.toml), but these are {words_digest()[:8]}. Train again, or use the rules of that release."
        )
    if not isinstance(manifest.get("files"), dict) or not isinstance(manifest.get("libraries"), dict):
        raise ModelMismatch(f"{path}: is damaged (it names no files). {_AGAIN}")
    wanted, here = str(manifest["libraries"].get(_SAME)), version(_SAME)
    if here.split(".")[0] != wanted.split(".")[0]:
        raise ModelMismatch(f"{path}: was written with {_SAME} {wanted}, but {here} is installed. Train again, or install that version.")
    check_files(folder, manifest)
    return manifest


def write_manifest(folder: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Write the manifest of a model folder, digests of its files included; not of the card, which people edit."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in (MANIFEST, CARD)]
    files = {path.relative_to(folder).as_posix(): file_digest(path) for path in paths}
    manifest: dict[str, Any] = {"format": FORMAT, **facts, "words": words_digest(), "libraries": {name: version(name) for name in _LIBRARIES}, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return manifest


def words_digest() -> str:
    """Give the SHA-256 of the words that the classifier itself looks up. The other rules decide what it is shown: they may change without training."""
    return hashlib.sha256(json.dumps(load_rules().table("topics"), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def model_digest(manifest: dict[str, Any], rules: Rules) -> str:
    """Give one digest for all that decides results: the classifier, what was learned beside it, and the rules."""
    parts = [manifest["files"].get(CLASSIFIER), manifest["files"].get(LEXICON), rules.digest]
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()[:16]


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Give a folder to write into that takes the place of `folder` only where nothing failed."""
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        aside.chmod(0o755)
        yield aside
        old = folder.with_name(f".{folder.name}-old-{os.getpid()}")
        if folder.exists():
            folder.rename(old)
        aside.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def default_model() -> Path:
    """Find the model that ships with the program: in the installed package, or in the checkout."""
    here = Path(__file__).resolve().parents[1]
    for folder in (here / "models" / "da_minutes", here.parent / "models" / "da_minutes"):
        if (folder / MANIFEST).is_file():
            return folder
    raise ModelMismatch(f"no model in {here / 'models'} or {here.parent / 'models'}. Train one with `referat train`, or install the package again.")
