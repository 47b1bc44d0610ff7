"""A Word file as a package: what it is by its first bytes, how large it is, and its flavours made plain."""

from __future__ import annotations

import io
import re
import zipfile

from nlp.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument, UnreadableDocument

# Of everything in the package, unpacked; and of the main part, that is read into memory as a tree.
_MAX_UNPACKED = 400_000_000
_MAX_PART = 80_000_000
_MAX_PARTS = 10_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPES = "[Content_Types].xml"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# A file with macros, a template, a template with macros: the same text in another wrapping.
_FLAVOURS = re.compile(
    rb"application/vnd\.(?:ms-word\.(?:document|template)\.macroEnabledTemplate|ms-word\.(?:document|template)\.macroEnabled|openxmlformats-officedocument\.wordprocessingml\.template)\.main\+xml",
    re.IGNORECASE,
)
# The strict form names the same things otherwise.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/([A-Za-z/]+)")
_STRICT_NAME = b"purl.oclc.org/ooxml"


def check_ole(raw: bytes, name: str) -> None:
    """Refuse the container that old and that encrypted Office files share, and say which it is.

    Raises:
        UnreadableDocument: the bytes are such a container.
    """
    if raw.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise EncryptedDocument(f"{name}: is an encrypted Office document. Save it without a password.")
        raise UnreadableDocument(f"{name}: is a Word document of the old kind (.doc). Save it as .docx or PDF.")


def check_package(raw: bytes, name: str) -> None:
    """Refuse a package that is damaged, encrypted, of another kind or too large.

    Raises:
        UnreadableDocument: damaged, encrypted, or a ZIP file of another kind.
        DocumentTooLarge: unpacked it is larger than any minutes are.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as err:
        raise DamagedDocument(f"{name}: begins as a Word document (ZIP) but is damaged or truncated. Fetch it again.") from err
    sizes = {part.filename: part.file_size for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise EncryptedDocument(f"{name}: is an encrypted ZIP file. Unpack it and give the documents in it.")
    if "word/document.xml" not in sizes and not any(part.startswith("word/document") for part in sizes):
        raise UnreadableDocument(f"{name}: is a ZIP file, but no Word document (.docx). Give the documents in it, or save it as .docx or PDF.")
    total, xml = sum(sizes.values()), max((size for part, size in sizes.items() if part.endswith((".xml", ".rels"))), default=0)
    if total > _MAX_UNPACKED or xml > _MAX_PART or len(parts) > _MAX_PARTS:
        raise DocumentTooLarge(f"{name}: holds {total // 1_000_000:,} MB in {len(parts):,} parts when unpacked. That is no document of minutes.")


def plain_package(raw: bytes) -> bytes:
    """Give a package as an ordinary `.docx`: files with macros, templates and the strict form hold the same text in another wrapping."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        types = package.read(_TYPES) if _TYPES in package.namelist() else b""
        main = next((package.read(part) for part in package.namelist() if part.startswith("word/document") and part.endswith(".xml")), b"")
        strict = _STRICT_NAME in main[:5000]
        if not strict and not _FLAVOURS.search(types):
            return raw
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as plain:
            for part in package.infolist():
                content = package.read(part)
                if part.filename == _TYPES:
                    content = _FLAVOURS.sub(_MAIN, content)
                if strict and part.filename.endswith((".xml", ".rels")):
                    content = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", content)
                plain.writestr(part.filename, content)
        return out.getvalue()
