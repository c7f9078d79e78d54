"""A document with some of its words left out or replaced; every offset, mark, page and box moves along."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from ..model import Document

Span = tuple[int, int]


def without(document: Document, spans: Sequence[Span]) -> Document:
    """The document without the characters of ``spans``, which may touch or overlap."""
    merged: list[list[int]] = []
    for start, end in sorted(s for s in spans if s[0] < s[1]):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return replaced(document, [(start, end, "") for start, end in merged])


def replaced(document: Document, changes: Sequence[tuple[int, int, str]]) -> Document:
    """The document with the words of other spans in place of its own. ``changes`` (start, end, words) are in order and do not overlap."""
    starts = [start for start, _, _ in changes]
    grown = [0]
    for start, end, words in changes:
        grown.append(grown[-1] + len(words) - (end - start))

    def moved(offset: int) -> int:
        n = bisect_right(starts, offset)
        if n and offset < changes[n - 1][1]:  # within words that go: to where the new ones begin
            return changes[n - 1][0] + grown[n - 1]
        return offset + grown[n]

    parts, boxes, at = [], [], 0
    for start, end, words in (*changes, (len(document.text), len(document.text), "")):
        parts += [document.text[at:start], words]
        boxes += [(at, start), len(words)]
        at = end
    marks = (replace(m, start=moved(m.start), end=moved(m.end)) for m in document.marks)
    return replace(
        document,
        text="".join(parts),
        pages=tuple(replace(p, start=moved(p.start), end=moved(p.end)) for p in document.pages),
        marks=tuple(m for m in marks if m.end > m.start),
        char_boxes=None if document.char_boxes is None else _boxes(document.char_boxes, boxes),
    )


def _boxes(held, pieces: Sequence[Span | int]):
    """The boxes of kept spans; words that were put in have none."""
    import numpy

    return numpy.concatenate([numpy.full((p, 4), numpy.nan, held.dtype) if isinstance(p, int) else held[p[0] : p[1]] for p in pieces])
