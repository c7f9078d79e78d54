"""RTF: the text by striprtf; its tables as rows. Tracked changes and struck-out words cannot be told apart in it, which is said."""

from __future__ import annotations

import re

from ..errors import EmptyInput, TooLarge
from ..model import Document, Notice
from .source import Source
from .textmap import TextMap

MEDIA_TYPE = "application/rtf"


def read(source: Source) -> Document:
    """The document of an RTF file. Raises EmptyInput, TooLarge, DamagedInput."""
    from striprtf.striprtf import rtf_to_text

    # RTF is ASCII with escapes; Latin-1 carries stray bytes through to striprtf, which knows the file's code page
    raw = source.data.decode("latin-1")
    if len(raw) > 4 * source.limits.characters:
        raise TooLarge(f"{source.name}: the RTF is too large to be read", "save it as DOCX or as text")
    plain = rtf_to_text(raw, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    tables = "\\cell" in raw
    text = TextMap(limit=source.limits.characters)
    previous = ""
    for line in plain.split("\n"):
        line = line.strip(" \t")
        if not line:
            continue
        row = tables and line.endswith("|")
        if text.length:
            text.put("\n" if row and previous == "row" else "\n\n")
        start = text.length
        text.add(" | ".join(cell.strip() for cell in line[:-1].split("|")) if row else line)
        if row:
            text.mark("row", start)
        previous = "row" if row else "text"
    words, _, marks, _ = text.build()
    if not words.strip():
        raise EmptyInput(f"{source.name}: there is no text in the RTF", "check that this is the right file")
    notices = ()
    if re.search(r"\\(?:revised|deleted|striked?1?)\b", raw):
        message = "the RTF holds tracked changes or words struck out; they cannot be told apart in it and all are in the text"
        notices = (Notice("tracked-changes", "warning", message, "save it as DOCX and scan that"),)
    return source.document(MEDIA_TYPE, words, marks=marks, notices=notices)
