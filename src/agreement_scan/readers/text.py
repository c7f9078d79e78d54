"""Plain text: the canonical text is the file's own, code point for code point.

Offsets equal those of Python's ``open(path, encoding=...).read()``: line ends CRLF and CR are read as LF (Python's
text mode), a byte order mark is not part of the text, and nothing else is changed or repaired. The one exception is a
text that was copied out of pages with their line numbers, heads and feet (see ``copied``); a notice says so.
"""

from __future__ import annotations

import codecs

from ..errors import EmptyInput, TooLarge, WrongFormat
from ..model import Document, Notice, Page
from .copied import Copied, clean
from .source import Source

MEDIA_TYPE = "text/plain"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read(source: Source) -> Document:
    """The document of a plain text file. Raises EmptyInput, WrongFormat, TooLarge."""
    text, notices = decode(source)
    copied = clean(text)
    if copied is None:
        return source.document(MEDIA_TYPE, text, notices=notices)
    ends = [*(start for _, start in copied.pages[1:]), len(copied.text)]
    pages = tuple(Page(number, 0.0, 0.0, start, end) for (number, start), end in zip(copied.pages, ends, strict=True))
    return source.document(MEDIA_TYPE, copied.text, pages=pages, furniture=copied.furniture, notices=(*notices, _copied(copied)))


def _copied(copied: Copied) -> Notice:
    """The notice that a text is no longer the file's own."""
    numbers = sum(f.kind == "line-number" for f in copied.furniture)
    return Notice(
        "copied-pages", "info",
        f"the text was copied out of pages: {numbers} line numbers and {len(copied.furniture) - numbers} heads, feet and page numbers were left out, and broken words joined",
        "positions count without them; where you have the PDF or Word file, scan that",
    )  # fmt: skip


def decode(source: Source) -> tuple[str, tuple[Notice, ...]]:
    """The characters of a text file: by its byte order mark, else UTF-8, else the likeliest encoding, with a notice.

    Raises EmptyInput where there is no text, WrongFormat where the bytes are no text, TooLarge beyond the limit.
    """
    text, notices = _decode(source)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > source.limits.characters:
        raise TooLarge(f"{source.name}: the text is longer than {source.limits.characters:,} characters", "split the file")
    if not text.strip():
        raise EmptyInput(f"{source.name}: there is no text in the file", "check that this is the right file")
    return text, notices


def _decode(source: Source) -> tuple[str, tuple[Notice, ...]]:
    data = source.data
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), ()
            except UnicodeDecodeError as error:
                raise WrongFormat(
                    f"{source.name}: the file says it is {encoding.upper()} but byte {len(mark) + error.start} is not",
                    "save the text again as UTF-8",
                ) from None
    if b"\x00" in data:
        raise WrongFormat(
            f"{source.name}: this is no text and no format that can be read here",
            "give a PDF, DOCX, ODT, RTF, HTML, Markdown or text file",
        )
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    encoding = _likeliest(data)
    text = data.decode(encoding) if encoding is not None else ""
    if encoding is None or _controls(text) > 0.01 * len(text):
        raise WrongFormat(f"{source.name}: the bytes are not text in any known encoding", "save the text again as UTF-8")
    return text, (
        Notice(
            "guessed-encoding",
            "warning",
            f"the text is not UTF-8; it was read as {encoding}",
            "check names and accents; save the file as UTF-8 to be sure",
        ),
    )


def _likeliest(data: bytes) -> str | None:
    """The likeliest encoding of bytes that are not UTF-8, or None."""
    from charset_normalizer import from_bytes

    # A sample is enough to tell an encoding and keeps large files cheap; what it tells must then hold for all.
    best = from_bytes(data[:65536], explain=False).best()
    for encoding in (best.encoding if best is not None else None, "cp1252", "latin-1"):
        try:
            if encoding is not None:
                data.decode(encoding)
                return encoding
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def _controls(text: str) -> int:
    return sum(1 for c in text if (c < " " and c not in "\t\n\r\f\x0b\x1a\x1b") or "\x7f" <= c <= "\x9f")
