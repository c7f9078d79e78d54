"""Which reader reads these bytes: by what they are, helped by the suffix only where bytes cannot tell."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from ..errors import DamagedInput, EncryptedInput, ScannedInput, WrongFormat
from ..model import Notice
from .source import Source

# Each format is the module of its name in this folder; suffixes beside the format's own name.
FORMATS = {
    "pdf": (),
    "docx": ("docm", "dotx", "dotm"),
    "odt": ("ott",),
    "rtf": (),
    "html": ("htm", "xhtml", "xht"),
    "markdown": ("md", "mkd", "mdown"),
    "text": ("txt", "asc"),
}
BY_SUFFIX = {suffix: format for format, others in FORMATS.items() for suffix in (format, *others)}
_TEXTUAL = ("text", "markdown", "html")
_KNOWN = "give a PDF, DOCX, ODT, RTF, HTML, Markdown or text file"
_HTML = re.compile(rb"\s*(<\?xml[^>]{0,200}\?>)?\s*(<!--.{0,2000}?-->\s*)*<(!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.I | re.S)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"BM")


def detect(source: Source) -> tuple[str, tuple[Notice, ...]]:
    """The format (name of a reader) of the source, with a notice where its suffix says another.

    Raises WrongFormat for formats that are not read, ScannedInput for pictures, EncryptedInput for protected Office
    files, DamagedInput for a broken zip.
    """
    suffix = PurePath(source.name).suffix.lstrip(".").lower()
    claimed = BY_SUFFIX.get(suffix)
    format = _by_content(source) or (claimed if claimed in _TEXTUAL else "text")
    if claimed is None or claimed == format or (claimed in _TEXTUAL and format in _TEXTUAL):
        return format, ()
    message = f"the name ends in .{suffix} but the content is {format}; it was read as {format}"
    return format, (Notice("wrong-suffix", "warning", message, f"check the file; name it .{format} if it is the right one"),)


def _by_content(source: Source) -> str | None:
    """The format the first bytes show; None where they are plain text or nothing known."""
    data, name = source.data, source.name
    head = data[:4096]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zipped(source)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise EncryptedInput(f"{name}: the Office file is protected by a password", "save a copy without the password")
        raise WrongFormat(f"{name}: this is an old binary Office file (.doc)", "open it in Word or LibreOffice and save it as .docx")
    if head.startswith(_PICTURES[:-1]) or (head.startswith(b"BM") and b"\x00" in head):
        raise ScannedInput(f"{name}: this is a picture, without any text in it", "run text recognition (OCR) and give the resulting PDF")
    if _HTML.match(head):
        return "html"
    return None


def _zipped(source: Source) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            names = set(archive.namelist())
            mimetype = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except Exception:
        # zipfile raises half a dozen kinds of error on broken archives
        raise DamagedInput(f"{source.name}: the file is a broken or truncated zip (DOCX, ODT)", "get a fresh copy of the file") from None
    if any(n.lower().endswith("document.xml") and "word" in n.lower() for n in names) or "word/document.xml" in names:
        return "docx"
    if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    for part, what in (("xl/workbook.xml", "an Excel sheet"), ("ppt/presentation.xml", "a presentation")):
        if part in names:
            raise WrongFormat(f"{source.name}: this is {what}", _KNOWN)
    raise WrongFormat(f"{source.name}: this is a zip archive, not a document", "unpack it and give the files in it")
