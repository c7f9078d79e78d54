"""The draft's words made safe to print: no control character reaches a terminal, a table or a page."""

from __future__ import annotations

import re

# Controls (tab and line ends aside), lone surrogates, non-characters.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Characters that reorder what follows: harmless in Arabic or Hebrew text, misleading in a line of our own.
_REORDER = re.compile("[\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Control and reordering characters written out (``\\x1b``, ``\\u202e``), so that nothing acts and nothing hides."""
    return _REORDER.sub(_escape, _CONTROL.sub(_escape, text))


def one_line(text: str) -> str:
    """``visible`` text with every run of white space as one space."""
    return visible(" ".join(text.split()))


def quoted(text: str) -> str:
    """``text`` between quotation marks: single ones where it holds double ones itself."""
    return f"‘{text}’" if re.search('[“”"]', text) else f"“{text}”"


def shortened(text: str, limit: int) -> str:
    """``text`` cut at a word, with the cut shown, where it is longer than ``limit`` characters."""
    if len(text) <= limit:
        return text
    kept = text[:limit]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept) + " […]"


def same_length(text: str) -> str:
    """Text for a page on which offsets must hold: each dangerous character becomes one replacement character.

    Embeddings and isolates stay, because right-to-left drafts need them and each clause is its own paragraph;
    overrides, which can turn any text around, do not.
    """
    return re.sub("[\u202d\u202e]", "\ufffd", _CONTROL.sub("\ufffd", text.replace("\r", " ")))


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
