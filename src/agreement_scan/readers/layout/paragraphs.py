"""Lines to canonical text: which lines belong to one paragraph, over columns and pages, and what stands between them."""

from __future__ import annotations

import re
from collections import Counter

from ...model import Mark, Page
from ..textmap import TextMap
from .glyphs import Line, Sheet
from .lines import separator

JOIN, LINE, PARAGRAPH = " ", "\n", "\n\n"

# How provisions, items and headings are numbered, in any language that uses these letters and signs.
_LABEL = re.compile(
    r"(?:[•●○▪■□◦‣⁃·∙\uf0b7\uf0a7➢✓*]|[-–—o§](?=\s))\s*"
    r"|\(\s?(?:\d{1,3}|[A-Za-z]|[ivxlcIVXLC]{1,7}|[a-z]{2})\s?\)"
    r"|(?:\d{1,3}(?:\.\d{1,3})+\.?|\d{1,3}[.)]|[A-Za-z][.)]|[ivxlc]{1,7}[.)]|[IVXLC]{1,7}[.)])(?=\s|$)"
    r"|(?:article|art\.|section|chapter|part|annex|appendix|schedule|title|protocol|chapitre|partie|titre|annexe|artículo|capítulo|anexo)\s+(?:\d{1,3}|[ivxlc]{1,7}|[a-z])\b",
    re.I,
)
_NUMBER = re.compile(r"\d{1,3}(?=\s+[A-Z“\"])")  # a bare number may number a paragraph; more is needed to believe it
_CITES = re.compile(
    r"\b(?:articles?|art|sections?|paragraphs?|paras?|sub-?paragraphs?|clauses?|chapters?|annex(?:es)?|parts?|schedule|resolutions?|protocol|no|nos|and|or|to|of|in|under|with|by|the|see)\.?$",
    re.I,
)
_JOINS = re.compile(r"[;,]\s*(?:and|or|and/or)$", re.I)
_ENDS = re.compile(r"[.;:!?…।。؟][\s\"'”’»)\]]*$")
_ROMAN = frozenset("ivxlc")
_LEADERS = re.compile(r"(?:\.{4,}|(?:\. ){4,}|…{2,})\s*\w{1,5}$")  # a line of a table of contents
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3}|[a-z])[.)]?\s*[^\W\d_\"“(]?")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Prefixes that keep their hyphen; for all others the document's own words decide.
_KEEPS = frozenset(["non", "self", "ex", "vice", "anti", "inter", "intra", "pro", "all", "cross", "quasi"])


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
    breaks = _breaks(flow, sheets)
    hyphens = _Hyphens(flow)
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
        for i in range(at, at + count):
            if i == before:
                first = _write_notes(text, notes, sheet, starts, first)
                breaks[i] = PARAGRAPH
            line = flow[i]
            previous = flow[i - 1] if i else None
            glue = breaks[i]
            if glue == JOIN and previous is not None and hyphens.breaks_word(previous, line):
                glue = ""
            if text.length:
                text.put(glue)
            if first:
                starts.append(text.length)
                first = False
            following = flow[i + 1] if i + 1 < len(flow) and breaks[i + 1] == JOIN else None
            cut = following is not None and hyphens.drops(line, following)
            _write(text, line, sheet, levels, cut)
        at += count
        if notes and before is None:
            first = _write_notes(text, notes, sheet, starts, first)
        if first:
            starts.append(-1)  # a page without text: it begins where the next one does
    words, boxes, marks, starts = _settle(text, starts)
    ends = [*starts[1:], len(words)]
    pages = tuple(
        Page(s.glyphs.number, round(float(s.glyphs.width), 2), round(float(s.glyphs.height), 2), a, b) for s, a, b in zip(sheets, starts, ends)
    )
    return words, boxes, pages, marks


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
    for c, cell in enumerate(line.cells or (line.pieces,)):
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
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            sizes[round(line.size, 1)] += len(line.text)
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


def _breaks(flow: list[Line], sheets: list[Sheet]) -> list[str]:
    """What stands before each line: JOIN, LINE or PARAGRAPH (the first has none)."""
    edges: dict[tuple, tuple[float, float]] = {}
    for line in flow:
        if not line.kind:
            key = (line.page, line.column)
            left, right = edges.get(key, (line.x0, line.x1))
            edges[key] = (min(left, line.x0), max(right, line.x1))
    pitches: dict[int, list[float]] = {}
    for before, line in zip(flow, flow[1:]):
        if _under(before, line):
            pitches.setdefault(line.page, []).append((line.bottom - before.bottom) / line.size)
    every = [p for page in pitches.values() for p in page if 0.7 < p < 3.2]
    usual = _low(every) if every else 1.2
    base = {page: _low(found) if len(found) >= 12 else usual for page, found in pitches.items()}
    breaks = [""] if flow else []
    for before, line in zip(flow, flow[1:]):
        breaks.append(_between(before, line, edges, base.get(line.page, usual)))
    return breaks


def _low(values: list[float]) -> float:
    """The usual distance of lines: below the middle, as breaks only ever make it larger."""
    values = sorted(values)
    return values[int(0.35 * (len(values) - 1))]


def _under(before: Line, line: Line) -> bool:
    return before.page == line.page and before.column == line.column and line.bottom > before.bottom and not (before.kind or line.kind)


def _between(before: Line, line: Line, edges, base: float) -> str:
    if before.kind or line.kind:
        return LINE if before.kind and line.kind and before.page == line.page else PARAGRAPH
    told, tells = before.text, line.text
    if not told or not tells:
        return LINE
    if _goes_on(before, line, told, tells, base, edges):
        return JOIN
    ends = not told[-1].isalnum() and _ENDS.search(told[-6:]) is not None
    lower = tells[0].islower()
    left, right = edges[before.page, before.column]
    first_word = (line.x1 - line.x0) * len(tells.split(None, 1)[0]) / len(tells)
    fits = right - before.x1 > 1.1 * first_word + 0.4 * line.size  # the next word had room: the line was ended on purpose
    larger = abs(before.size - line.size) > 0.12 * max(before.size, line.size)
    if told[-1] == "-" and told[-2:-1].isalnum() and (lower or (tells[0].isdigit() and told[-2].isdigit())) and not larger:
        return JOIN
    if told[-1].isalnum() and _LEADERS.search(told[-16:]):
        return LINE
    numbered = _numbered(told, tells, ends, lower, fits, line.x0 - before.x0)
    if not _under(before, line):
        if numbered or ends or larger or _capitals(told) != _capitals(tells):
            return PARAGRAPH
        return PARAGRAPH if fits and not lower and len(told) < 100 else JOIN
    pitch = (line.bottom - before.bottom) / max(before.size, line.size)
    if pitch > 1.28 * base + 0.06 and not (lower and not ends and not numbered and pitch < 2 * base and not larger):
        return PARAGRAPH
    if numbered:
        return LINE
    if (larger and not lower) or (fits and _centred(before, left, right) and _centred(line, left, right)):
        return LINE
    if not lower and (fits or told[-1] == ";"):  # a capital after a semicolon begins the next recital or item
        return PARAGRAPH if ends and told[-1] != ";" else LINE
    if ends and line.x0 - before.x0 > line.size and before.x0 - left < 2:
        return PARAGRAPH
    if not lower and _capitals(told) != _capitals(tells) and len(told) > 3 and len(tells) > 3 and (fits or _capitals(told)):
        return LINE
    return JOIN


def _goes_on(before: Line, line: Line, told: str, tells: str, base: float, edges) -> bool:
    """Whether a line plainly goes on with the sentence of the one above it; so most do, and this is quickly told."""
    size = before.size
    return (
        tells[0].islower()
        and told[-1].isalpha()
        and tells[:3].isalpha()
        and not _ROMAN.issuperset(tells[:3])
        and line.column == before.column
        and line.page == before.page
        and abs(size - line.size) < 0.1
        and 0 < line.bottom - before.bottom < (1.28 * base + 0.06) * size
        and line.x0 - edges[line.page, line.column][0] < 2 * size
    )


def _centred(line: Line, left: float, right: float) -> bool:
    return line.x0 - left > 2 * line.size and abs((line.x0 + line.x1) - (left + right)) < line.size


def _numbered(told: str, tells: str, ends: bool, lower: bool, fits: bool, indent: float) -> bool:
    """Whether a line begins with a number or bullet of its own, and not with one that the line before refers to."""
    if lower and tells[:3].isalpha() and not _ROMAN.issuperset(tells[:3]):  # most lines: the middle of a sentence
        return False
    told = told[-24:]  # the last words are enough, and searching from the start of the line is slow
    if _LABEL.match(tells):
        if _CITES.search(told):
            return bool(fits and abs(indent) > 4 and not tells[0].isalpha()) or _JOINS.search(told) is not None
        return ends or fits or abs(indent) > 4 or told[-1] in ",-–—"
    return _NUMBER.match(tells) is not None and ends


def _capitals(text: str) -> bool:
    return text.isupper() and sum(c.isalpha() for c in text[:8]) > 2


class _Hyphens:
    """Tells a hyphen that only breaks a word over two lines from one that belongs to the word.

    The document's own words decide: "re-cruitment" is joined, "cease-fire" keeps its hyphen where the text writes it so,
    or where both halves are words of the text and the whole is not.
    """

    def __init__(self, flow: list[Line]) -> None:
        self._flow = flow
        self._words: frozenset[str] | None = None

    def breaks_word(self, before: Line, line: Line) -> bool:
        """Whether the last word of ``before`` goes on in ``line`` after a hyphen (which may belong to it or not)."""
        told, tells = before.text, line.text
        return told[-1:] in ("-", "\xad") and (
            len(told) > 2 and told[-1] in "-\xad" and not before.kind and not line.kind and told[-2].isalnum() and bool(tells) and tells[0].isalnum()
        )

    def drops(self, before: Line, line: Line) -> bool:
        """Whether the hyphen at the end of ``before`` is to be left out."""
        if not self.breaks_word(before, line):
            return False
        if before.text[-1] == "\xad":
            return True
        left = re.search(r"[^\W\d_]+(?:-[^\W\d_]+)*$", before.text[:-1])
        right = _WORDS.match(line.text)
        if left is None or right is None or not line.text[0].islower():
            return False
        a, b = left[0].casefold(), right[0].casefold()
        head, tail = a.rsplit("-", 1)[-1], b.split("-", 1)[0]
        if self._words is None:
            self._words = _whole_words(self._flow)
        if f"{a}-{b}" in self._words or f"{head}-{tail}" in self._words:
            return False
        if head + tail in self._words:
            return True
        if head in _KEEPS or "-" in a:
            return False
        return not (head in self._words and tail in self._words and len(head) > 2 and len(tail) > 2)


def _whole_words(flow: list[Line]) -> frozenset[str]:
    """The words of the lines, casefolded, without the halves at broken line ends, which stand for no word."""
    whole: list[str] = []
    broken = False
    for line in flow:
        words = line.text.split()
        if broken:
            words = words[1:]
        broken = bool(words) and words[-1][-1] in "-\xad"
        if broken:
            words.pop()
        whole += words
    return frozenset(word.strip("“”‘’\"'()[].,;:!?") for word in set(" ".join(whole).casefold().split()))
