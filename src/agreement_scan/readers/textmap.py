"""The one place where canonical text is built and repaired, together with the box of every character.

Readers add printed text (with boxes where the format has geometry) and put in what was not printed (spaces between
lines, line breaks). Repairs that change the number of characters (ligatures, soft hyphens, zero-width and direction
controls, presentation forms, decomposed accents, runs of spaces) are made once, at the end, and every offset handed
out before is moved with them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ..errors import TooLarge
from ..model import Mark

# Characters that stand for another one of the same length. Everything here may be mapped before layout.
SAME_LENGTH = {c: " " for c in (0x09, 0x0B, 0x0C, 0x0D, 0x85, 0xA0, 0x1680, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B))}
SAME_LENGTH |= {0x2028: "\n", 0x2029: "\n", 0x2010: "-", 0x2011: "-"}
# Bullets of symbol fonts, which word processors keep as private characters.
SAME_LENGTH |= {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓"}
_SAME_LENGTH = re.compile(f"[{''.join(map(re.escape, map(chr, SAME_LENGTH)))}]")

_SPACES = re.compile("(?<=\\n) +(?![ |])|(?<![ |]) +(?=\\n)| {2,}")
_DOUBLE = re.compile("  +")  # the same where no line begins or ends with a space: much faster
# One class of single characters, so that the search over a long text stays fast; what to do with each is told after.
_CHANGING = re.compile(
    "[\\x00-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\\xad\u0300-\u036f\u0653-\u0655\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufb00-\ufb1d\ufb1f-\ufdff\ufe70-\uffff\U0001d400-\U0001d7ff]"
)
_KEPT = re.compile("[\ufdfa-\ufdff\uff5f-\uffef\ufffc\ufffd]")  # no plain form, or a meaning of their own


def same_length(text: str) -> str:
    """``text`` with exotic spaces and hyphens made plain, code point for code point."""
    return text.translate(SAME_LENGTH) if _SAME_LENGTH.search(text) else text


class TextMap:
    """Builds one text; with ``geometry`` also an array of boxes, one row (x0, top, x1, bottom) a character.

    ``limit`` is the greatest number of characters allowed; beyond it ``TooLarge`` is raised.
    """

    def __init__(self, *, geometry: bool = False, limit: int = 20_000_000) -> None:
        self.length = 0
        self.marks: list[Mark] = []
        self._limit = limit
        self._parts: list[str] = []
        self._boxes: list | None = None
        if geometry:
            import numpy

            self._boxes = []
            self._nowhere = numpy.full((64, 4), numpy.nan, numpy.float32)

    def add(self, text: str, boxes=None) -> None:
        """Adds printed text; ``boxes`` has one row a character, or is None where nothing is known of its place."""
        if not text:
            return
        self._parts.append(text)
        self.length += len(text)
        if self.length > self._limit:
            raise TooLarge(f"the text is longer than {self._limit:,} characters", "split the file, or raise the limit on characters")
        if self._boxes is not None:
            if boxes is None:
                boxes = self._nowhere[: len(text)] if len(text) <= 64 else self._nowhere[[0] * len(text)]
            self._boxes.append(boxes)

    def put(self, text: str) -> None:
        """Puts in characters that were not printed: a space between lines, a break between paragraphs."""
        self.add(text)

    def mark(self, kind: str, start: int, detail: str = "", end: int | None = None) -> None:
        """Marks the text from ``start`` to ``end`` (default: so far); empty spans are not kept."""
        end = self.length if end is None else end
        if end > start:
            self.marks.append(Mark(kind, start, end, detail))

    def build(self, offsets: Iterable[int] = ()) -> tuple[str, object, tuple[Mark, ...], list[int]]:
        """The repaired text, its boxes (or None), the marks and the given ``offsets`` moved to where they now stand."""
        text = same_length("".join(self._parts))
        boxes, offsets = None, list(offsets)
        if self._boxes is not None:
            import numpy

            boxes = numpy.concatenate(self._boxes) if self._boxes else numpy.zeros((0, 4), numpy.float32)
        repairs = _repairs(text)
        if not repairs:
            return text, boxes, tuple(self.marks), offsets
        text, kept, moved = _apply(text, repairs)
        if boxes is not None:
            boxes = boxes[kept]
        last = len(moved) - 1
        marks = [Mark(m.kind, int(moved[m.start]), int(moved[min(m.end, last)]), m.detail) for m in self.marks]
        return text, boxes, tuple(m for m in marks if m.end > m.start), [int(moved[min(o, last)]) for o in offsets]


def _repairs(text: str) -> list[tuple[int, int, str]]:
    """The pieces of ``text`` to replace, in order and apart, as (start, end, new words)."""
    repairs = []
    edges = " \n" in text or "\n " in text or text[:1] == " " or text[-1:] == " "
    if edges or "  " in text:
        for piece in (_SPACES if edges else _DOUBLE).finditer(text):
            start, end = piece.span()
            if "|" in (text[end : end + 1], text[start - 1 : start]):  # the edge of an empty cell
                if end - start > 1:
                    repairs.append((start, end, " "))
                continue
            beside_break = end == len(text) or text[end] == "\n" or start == 0 or text[start - 1] == "\n"
            repairs.append((start, end, "" if beside_break else " "))
    spaces = len(repairs)
    for piece in _CHANGING.finditer(text):
        at, character = piece.start(), piece[0]
        if _KEPT.match(character):
            continue
        if unicodedata.combining(character):
            # an accent after its letter: both become one character at the letter's place
            new = unicodedata.normalize("NFC", text[at - 1 : at + 1]) if at else character
            if len(new) == 1 and at and (not repairs or repairs[-1][1] < at):
                repairs.append((at - 1, at + 1, new))
        else:
            new = unicodedata.normalize("NFKC", character) if unicodedata.category(character)[0] in "LNPS" else ""
            if new != character:
                repairs.append((at, at + 1, new))
    if 0 < spaces < len(repairs):
        repairs.sort()
    return repairs


def _apply(text: str, repairs: list[tuple[int, int, str]]):
    """The new text; for each of its characters the old one it comes from; for each old offset the new one."""
    import numpy

    pieces, kept, at = [], [], 0
    moved = numpy.empty(len(text) + 1, numpy.int64)
    length = 0
    for start, end, new in repairs:
        pieces += (text[at:start], new)
        kept.append(numpy.arange(at, start))
        moved[at:start] = numpy.arange(length, length + start - at)
        length += start - at
        # k new characters for n old ones: spread over them, so that "fi" stays where its ligature stood
        kept.append(start + numpy.arange(len(new)) * (end - start) // max(1, len(new)))
        moved[start:end] = length
        length += len(new)
        at = end
    pieces.append(text[at:])
    kept.append(numpy.arange(at, len(text)))
    moved[at:] = numpy.arange(length, length + len(text) + 1 - at)
    return "".join(pieces), numpy.concatenate(kept), moved


def joined_changes(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Marks in order; insertions (and deletions) by one author that follow each other without a gap are one."""
    joined: list[Mark] = []
    last_of: dict[tuple[str, str], int] = {}
    for mark in sorted(marks, key=lambda m: (m.start, m.end)):
        key = (mark.kind, mark.detail)
        last = last_of.get(key)
        if mark.kind in ("inserted", "deleted") and last is not None and joined[last].end == mark.start:
            joined[last] = Mark(mark.kind, joined[last].start, mark.end, mark.detail)
            continue
        last_of[key] = len(joined)
        joined.append(mark)
    return tuple(joined)
