"""Lines to canonical text: paragraphs over columns and pages, notes, headings, and the map to the page."""

from __future__ import annotations

import re
from collections import Counter

from ...model import Mark, Page
from ..hyphens import Hyphens, breaks_word
from ..textmap import TextMap
from .breaks import JOIN, LINE, PARAGRAPH, find_breaks
from .glyphs import Line, Sheet
from .lines import separator

_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3}|[a-z])[.)]?\s*[^\W\d_\"“(]?")


def compose(sheets: list[Sheet], limit: int) -> tuple[str, object, tuple[Page, ...], tuple[Mark, ...]]:
    """The canonical text of the sheets, the box of each character, the pages (their spans tile the text) and marks.

    Lines of a paragraph are joined by a space, also over columns and pages; items, headings and table rows begin a
    line; a blank line stands between paragraphs. Notes at the foot of a page stand after the text of that page, or
    before its last paragraph where that one goes on over the page.
    """
    text = TextMap(geometry=True, limit=limit)
    body = _body_size(sheets)
    for sheet in sheets:
        _find_notes(sheet, body)
    flow = [line for sheet in sheets for line in sheet.lines if line.kind != "footnote"]
    breaks = find_breaks(flow)
    hyphens = Hyphens([line.text for line in flow])
    levels = _levels(flow, body)
    starts: list[int] = []
    at = 0
    for sheet in sheets:
        count = sum(line.kind != "footnote" for line in sheet.lines)
        notes = [line for line in sheet.lines if line.kind == "footnote"]
        before = None  # where the notes go when the last paragraph runs on over the page
        if notes and at + count < len(flow) and breaks[at + count] == JOIN:
            begins = [i for i in range(at, at + count) if breaks[i] != JOIN]
            if begins:
                before = begins[-1]
            else:
                breaks[at + count] = PARAGRAPH
        first = True
        broken = bool(at) and at < len(flow) and _broken(flow[at - 1], flow[at])  # a hyphen parts this line from the one before
        for i in range(at, at + count):
            if i == before:
                first = _write_notes(text, notes, sheet, starts, first)
                breaks[i] = PARAGRAPH
            line, glue = flow[i], breaks[i]
            if text.length and not (broken and glue == JOIN):
                text.put(glue)
            if first:
                starts.append(text.length)
                first = False
            # the hyphen at the line's end is left out where it only breaks a word
            broken = i + 1 < len(flow) and _broken(line, flow[i + 1])
            _write(text, line, sheet, levels, broken and breaks[i + 1] == JOIN and hyphens.drops(line.text, flow[i + 1].text))
        at += count
        if notes and before is None:
            first = _write_notes(text, notes, sheet, starts, first)
        if first:
            starts.append(-1)  # a page without text: it begins where the next one does
    words, boxes, marks, starts = _settle(text, starts)
    ends = [*starts[1:], len(words)]
    pages = tuple(
        Page(s.glyphs.number, round(float(s.glyphs.width), 2), round(float(s.glyphs.height), 2), a, b) for s, a, b in zip(sheets, starts, ends, strict=True)
    )
    return words, boxes, pages, marks


def _broken(before: Line, line: Line) -> bool:
    return before.text[-1:] in "-\xad" and not before.kind and not line.kind and breaks_word(before.text, line.text)


def _settle(text: TextMap, starts: list[int]):
    following = text.length
    for i in range(len(starts) - 1, -1, -1):
        if starts[i] < 0:
            starts[i] = following
        following = starts[i]
    if starts:
        starts[0] = 0
    words, boxes, marks, starts = text.build(starts)
    return words, boxes, _joined_headings(marks), starts


def _joined_headings(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Heading lines that follow each other with the same level are one heading."""
    joined: list[Mark] = []
    for mark in marks:
        last = joined[-1] if joined else None
        if last is not None and mark.kind == last.kind == "heading" and mark.detail == last.detail and mark.start - last.end == 1:
            joined[-1] = Mark("heading", last.start, mark.end, mark.detail)
        else:
            joined.append(mark)
    return tuple(joined)


def _write(text: TextMap, line: Line, sheet: Sheet, levels: dict[float, str], cut: bool) -> None:
    """Adds one line; ``cut`` leaves off the hyphen at its end."""
    printed, boxes = sheet.glyphs.text, sheet.glyphs.boxes
    start = text.length
    if len(line.pieces) == 1 and not line.cells:  # most lines
        a, b = line.pieces[0]
        text.add(printed[a : b - cut], boxes[a : b - cut])
        cells = ()
    else:
        cells = line.cells or (line.pieces,)
    for c, cell in enumerate(cells):
        if c:
            text.put(" | ")
        for p, (a, b) in enumerate(cell):
            if p and a not in line.glued:
                text.put(separator(printed, a))
            if cut and (a, b) == line.pieces[-1]:
                b -= 1
            text.add(printed[a:b], boxes[a:b])
    if line.kind:
        text.mark(line.kind, start)
    elif levels and (level := levels.get(round(line.size, 1))) is not None and len(line.text) < 200:
        text.mark("heading", start, level)


def _write_notes(text: TextMap, notes: list[Line], sheet: Sheet, starts: list[int], first: bool) -> bool:
    for i, line in enumerate(notes):
        new = i == 0 or (_NOTE.match(line.text) is not None and line.text[:1].isdigit()) or line.text[:1] in "*†‡"
        if text.length:
            text.put(PARAGRAPH if new and i == 0 else LINE if new else JOIN)
        if first:
            starts.append(text.length)
            first = False
        _write(text, line, sheet, {}, False)
    return first


def _body_size(sheets: list[Sheet]) -> float:
    """The height most characters have, in points."""
    exact: dict[float, int] = {}
    for sheet in sheets:
        for line in sheet.lines:
            exact[line.size] = exact.get(line.size, 0) + len(line.text)
    sizes: Counter[float] = Counter()
    for size, characters in exact.items():
        sizes[round(size, 1)] += characters
    return max(sizes.items(), key=lambda s: (s[1], s[0]))[0] if sizes else 0.0


def _levels(flow: list[Line], body: float) -> dict[float, str]:
    """Heading level for each size clearly above that of the body, largest first; sizes of long passages are none."""
    sizes: Counter[float] = Counter()
    for line in flow:
        if not line.kind and line.size > 1.1 * body:
            sizes[round(line.size, 1)] += 1
    large = [size for size, lines in sizes.items() if lines < 0.25 * len(flow) + 3]
    levels: dict[float, str] = {}
    level, last = 0, None
    for size in sorted(large, reverse=True):
        if last is None or last - size > 0.5:
            level += 1
            last = size
        levels[size] = str(min(level, 6))
    return levels


def _find_notes(sheet: Sheet, body: float) -> None:
    """Marks the small lines at the foot of each column that begin with a number or sign as footnotes."""
    lines = sheet.lines
    end = len(lines)
    while end:
        start = end
        while start and lines[start - 1].column == lines[end - 1].column:
            start -= 1
        first = end
        while first > start and not lines[first - 1].kind and lines[first - 1].size < 0.92 * body:
            first -= 1
        while first < end and not (lines[first].text[:1].isdigit() or lines[first].text[:1] in "*†‡§"):
            first += 1
        if first < end and lines[first].top > 0.4 * sheet.glyphs.depth and (first > start or start > 0):
            for line in lines[first:end]:
                line.kind = "footnote"
        end = start
