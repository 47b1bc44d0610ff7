"""ZIP archives of documents, read in place: nothing is unpacked to disk, and no member's name is ever a path."""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from nlp.archive.document import Document, printable, refused
from nlp.reading.read import MAX_BYTES, MAX_PACKED_BYTES, SUFFIXES

# Text packs to a fifth, an empty form to a hundredth; what packs better than this was made to fill a disk.
_MAX_RATIO = 1_000
_SMALL = 1_000_000
_DRIVE = re.compile(r"^[A-Za-z]:")
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


def read_archive(path: str) -> Iterator[Document]:
    """Give the documents of an archive in its own order, as `archive.zip/folder/name.txt`.

    Members that are no documents by their suffix are left out, as in folders. One that cannot be read, that is larger than any
    minutes are, or whose name leads out of the archive is refused by name; the rest is given.
    """
    name = Path(path).as_posix()
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        yield refused(name, "missing", "no such file.")
        return
    except _FAULTS as err:
        yield refused(name, "unreadable", f"is a damaged or truncated ZIP archive ({type(err).__name__}). Fetch it again.")
        return
    with archive:
        for info in archive.infolist():
            if _wanted(info):
                yield _member(archive, info, f"{name}/{printable(info.orig_filename)}")


def count_members(path: str) -> int:
    """Count the documents of an archive; 1 where it cannot be opened, as that is one failure."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(map(_wanted, archive.infolist()))
    except _FAULTS:
        return 1


def _wanted(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.orig_filename.replace("\\", "/")).parts
    # What macOS adds beside each file.
    if info.is_dir() or "__MACOSX" in parts or (parts and parts[-1].startswith(".") and parts[-1] != ".."):
        return False
    return os.path.splitext(info.orig_filename.partition("\0")[0])[1].lower() in (*SUFFIXES, ".zip")


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Document:
    fault = _fault(info)
    if fault is not None:
        return refused(name, *fault)
    limit = MAX_PACKED_BYTES if info.filename.lower().endswith((".pdf", ".docx")) else MAX_BYTES
    if info.file_size > limit:
        return refused(name, "too_large", f"is {info.file_size // 1_000_000:,} MB when unpacked; minutes have at most {limit // 1_000_000}.")
    if info.file_size > max(_SMALL, info.compress_size * _MAX_RATIO):
        return refused(name, "too_large", f"unpacks to {info.file_size // max(1, info.compress_size):,} times its size. That is no document of minutes.")
    try:
        with archive.open(info) as stream:
            # The size in the directory is a claim: read no more than the limit whatever it says.
            raw = stream.read(limit + 1)
    except _FAULTS as err:
        return refused(name, "unreadable", f"is damaged inside the archive ({type(err).__name__}). Fetch the archive again.")
    if len(raw) > limit:
        return refused(name, "too_large", f"is more than {limit // 1_000_000} MB when unpacked.")
    return Document(name, raw=raw)


def _fault(info: zipfile.ZipInfo) -> tuple[str, str] | None:
    """Tell why a member is not even opened."""
    path = info.orig_filename.replace("\\", "/")
    if path.startswith("/") or _DRIVE.match(path) or ".." in path.split("/") or "\0" in path:
        return "unsafe_name", "its name leads out of the archive. Such an archive was made to overwrite files; nothing was written."
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "unsafe_name", "is a link or a device, not a file."
    if info.flag_bits & 1:
        return "unreadable", "is encrypted. Unpack the archive and give the documents in it."
    if path.lower().endswith(".zip"):
        return "unreadable", "is an archive inside an archive. Unpack it and give it by itself."
    return None
