"""A trained model on disk: the pipeline's folder, a joblib file, and a manifest that is checked before unpickling.

joblib files run code when they are loaded. The manifest catches damage and mix-ups, not malice: load only folders
that you trained yourself or got from somebody you trust.
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
from typing import TYPE_CHECKING, Any

from nlp.errors import ModelMismatch
from nlp.rules import Rules, load_rules

if TYPE_CHECKING:
    from nlp.labelling.classify import ItemClassifier

FORMAT = 1
MANIFEST = "manifest.json"
CLASSIFIER = "minutes_labels/model.joblib"
LEXICON = "minutes_lexicon/lexicon.json"
_LIBRARIES = ("spacy", "scikit-learn", "numpy", "joblib")


def file_digest(path: Path) -> str:
    """Give the SHA-256 of a file, read in pieces of 1 MiB."""
    total = hashlib.sha256()
    with path.open("rb") as stream:
        for piece in iter(lambda: stream.read(1 << 20), b""):
            total.update(piece)
    return total.hexdigest()


def save_classifier(classifier: ItemClassifier, path: Path) -> None:
    """Write a classifier as a compressed joblib file."""
    import joblib

    path.parent.mkdir(parents=True, exist_ok=True)
    joblib.dump(classifier, path, compress=("zlib", 6))


def load_classifier(path: Path, manifest: dict[str, Any]) -> ItemClassifier:
    """Read a classifier whose digest the manifest names.

    Raises:
        ModelMismatch: the file is not the one the manifest was written for.
    """
    # Here and not above: a run over nothing new reads the manifest alone.
    import joblib

    from nlp.labelling.classify import ItemClassifier

    check_file(path, CLASSIFIER, manifest)
    loaded = joblib.load(path)
    if not isinstance(loaded, ItemClassifier):
        raise ModelMismatch(f"{path}: holds a {type(loaded).__name__}, no item classifier. Train or install the model again.")
    return loaded


def check_file(path: Path, name: str, manifest: dict[str, Any]) -> None:
    """Check that a file of a model folder is the one that the manifest names.

    Raises:
        ModelMismatch: it is another, or missing.
    """
    if not path.is_file():
        raise ModelMismatch(f"{path}: is missing, though the manifest names it. Train or install the model again.")
    wanted, found = manifest.get("files", {}).get(name), file_digest(path)
    if wanted != found:
        raise ModelMismatch(
            f"{path}: its SHA-256 begins with {found[:8]}, but the manifest wants {str(wanted)[:8]}. The file is damaged or from another model: train or install the model again."
        )


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read and check the manifest of a model folder.

    Raises:
        ModelMismatch: there is none, or it is for another format, other rules or other major versions of the libraries; or the folder's lexicon is not the
            one that it names.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as err:
        raise ModelMismatch(f"{folder}: has no {MANIFEST}, so it is no model of this program. Train one with `referat train --out {folder}`.") from err
    except (json.JSONDecodeError, UnicodeDecodeError) as err:
        raise ModelMismatch(f"{path}: is damaged ({err}). Train or install the model again.") from err
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ModelMismatch(
            f"{path}: format {manifest.get('format') if isinstance(manifest, dict) else None}, but this program reads format {FORMAT}. Train the model again with this release."
        )
    if manifest.get("words") != words_digest():
        raise ModelMismatch(
            f"{path}: was written for words {str(manifest.get('words'))[:8]} (topics.toml), but these are {words_digest()[:8]}. Train again, or use the rules of that release."
        )
    for name, wanted in manifest.get("libraries", {}).items():
        if name in _LIBRARIES and version(name).split(".")[0] != str(wanted).split(".")[0]:
            raise ModelMismatch(f"{path}: was written with {name} {wanted}, but {version(name)} is installed. Train again, or install that version.")
    lexicon = folder / LEXICON
    if lexicon.is_file() or LEXICON in manifest.get("files", {}):
        check_file(lexicon, LEXICON, manifest)
    return manifest


def write_manifest(folder: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Write the manifest of a model folder, digests of its files included."""
    files = {str(path.relative_to(folder).as_posix()): file_digest(path) for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST}
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
