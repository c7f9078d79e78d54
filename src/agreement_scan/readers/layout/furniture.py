"""What is printed on a page but is no part of the text: running heads and feet, page numbers, line numbers, watermarks."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice, pairwise

from ...model import Furniture
from .breaks import LEADERS
from .glyphs import Line, Sheet

EDGE = 0.16  # of the page height: heads and feet stand within this of the edge
ROWS = 3  # at most so many rows of furniture at either edge
ENTRIES = 3  # as many lines with leaders to a page number, one after the other, are a table of contents
_DOTS = ("....", ". . . .", "……")

_ROMAN = r"[ivxlc]{1,7}"
_PAGE_NUMBER = re.compile(
    rf"[\[(|~–—-]*\s*(?:(?:page|p\.|pg\.?|página|pág\.?|seite|صفحة)\s*)?(?P<n>\d{{1,4}}|{_ROMAN})\s*(?:(?:/|of|de|sur|von|out of)\s*\d{{1,4}})?\s*[\])|~–—-]*",
    re.I,
)
_DIGITS = re.compile(r"\d+")
# Numbered headings change their number from page to page as page numbers do.
_NUMBERED = re.compile(r"[(\[]?\s*(?:article|art\.?|section|chapter|part|annex|appendix|schedule|title|clause|paragraph|chapitre|partie|titre|annexe|artículo|capítulo)?\s*[#ivxlc]+\s*[.):\]]*", re.I)


def remove_furniture(sheets: list[Sheet]) -> None:
    """Takes furniture out of the lines of every sheet and keeps it in ``sheet.furniture``."""
    edges = [_edges(sheet) for sheet in sheets]
    for bottom in (False, True):
        # rows are judged from the edge inwards: what stands behind a row of text is text
        kinds: list[list[str]] = [[] for _ in sheets]
        alive = list(range(len(sheets)))
        for depth in range(ROWS):
            rows = {i: edges[i][bottom][depth] for i in alive if depth < len(edges[i][bottom]) and _near(edges[i][bottom][depth], sheets[i], bottom)}
            judged = _judge(rows, sheets)
            for i, kind in judged.items():
                kinds[i].append(kind)
            alive = sorted(judged)
        for sheet, found, edge in zip(sheets, kinds, edges, strict=True):
            rows = edge[bottom]
            while found and found[-1] != "page-number" and not _set_apart(rows, len(found), bottom):
                found.pop()
            gone = {id(line) for row in rows[: len(found)] for line in row}
            if gone:
                sheet.lines = [line for line in sheet.lines if id(line) not in gone]
            for row, kind in zip(rows, found, strict=False):
                sheet.furniture.append(Furniture(sheet.glyphs.number, kind or ("footer" if bottom else "header"), _text(row)))


def remove_contents(sheets: list[Sheet]) -> None:
    """Takes tables of contents out of the lines: lines with leaders whose words, most of them, begin a line elsewhere.

    A schedule may have leaders too ("Release of children ..... 30"); its words are headings of nothing.
    """
    tables: list[list[tuple[Sheet, Line]]] = [[]]
    between: list[tuple[Sheet, Line]] = []  # an entry may run over two lines
    for sheet in sheets:
        for line in sheet.lines:
            if any(dots in line.text for dots in _DOTS) and not line.kind and LEADERS.search(line.text[-24:]):
                tables[-1] += [*between, (sheet, line)]
                between = []
            elif tables[-1]:
                between.append((sheet, line))
                if len(between) > 1:
                    tables.append([])
                    between = []
    for table in tables:
        if len(table) >= ENTRIES and _repeats(table, sheets):
            for sheet, line in table:
                sheet.furniture.append(Furniture(sheet.glyphs.number, "contents", line.text))
            gone = {id(line) for _, line in table}
            for sheet in {id(sheet): sheet for sheet, _ in table}.values():
                sheet.lines = [line for line in sheet.lines if id(line) not in gone]


def _repeats(table: list[tuple[Sheet, Line]], sheets: list[Sheet]) -> bool:
    """Whether most lines of a table begin as other lines of the document do."""
    own = {id(line) for _, line in table}
    others = {_opening(line.text) for sheet in sheets for line in sheet.lines if id(line) not in own}
    openings = {other[:end] for other in others for end in range(6, len(other) + 1)}
    entries = [_opening(LEADERS.sub("", line.text)) for _, line in table]
    # a heading may be longer than the entry's first line, or stand on two lines itself
    repeated = [entry in openings or any(entry[:end] in others for end in range(6, len(entry))) for entry in entries]
    return 2 * sum(repeated) > len(repeated)


def _opening(text: str) -> str:
    """The first letters and digits of a line, casefolded."""
    return "".join(islice(filter(str.isalnum, text.casefold()), 24))


def _set_apart(rows: list[list[Line]], count: int, bottom: bool) -> bool:
    """Whether white space stands between the outer ``count`` rows and the next: lines of one paragraph have little."""
    if count >= len(rows):
        return True
    outer, inner = rows[count - 1], rows[count]
    gap = min(ln.top for ln in outer) - max(ln.bottom for ln in inner) if bottom else min(ln.top for ln in inner) - max(ln.bottom for ln in outer)
    return gap > 0.45 * min(outer[0].size, inner[0].size)


def _edges(sheet: Sheet) -> tuple[list[list[Line]], list[list[Line]]]:
    """The outermost rows at the top and at the bottom of the page, from the edge inwards."""
    height = sheet.glyphs.depth
    free = [line for line in sheet.lines if not line.kind]
    # the row behind those near the edge is kept too: only beside it can it be told whether they are set apart
    upper = _group(sorted((ln for ln in free if ln.bottom < 2 * EDGE * height), key=lambda ln: ln.top))
    lower = _group(sorted((ln for ln in free if ln.top > (1 - 2 * EDGE) * height), key=lambda ln: -ln.bottom))
    return upper, lower


def _near(row: list[Line], sheet: Sheet, bottom: bool) -> bool:
    height = sheet.glyphs.depth
    return row[0].top > (1 - EDGE) * height if bottom else row[0].bottom < EDGE * height


def _group(lines: list[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in lines:
        if rows and min(line.bottom, rows[-1][0].bottom) - max(line.top, rows[-1][0].top) > 0.5 * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        elif len(rows) <= ROWS:
            rows.append([line])
        else:
            break
    return rows


def _text(row: list[Line]) -> str:
    return " ".join(line.text for line in sorted(row, key=lambda ln: ln.x0)).strip()


def _judge(rows: dict[int, list[Line]], sheets: list[Sheet]) -> dict[int, str]:
    """Which of these rows (one a page, at the same depth) are furniture, and of what kind ("" for head or foot)."""
    texts = {i: _text(row) for i, row in rows.items()}
    judged: dict[int, str] = {}
    numbers = {i: m["n"].lower() for i, text in texts.items() if (m := _PAGE_NUMBER.fullmatch(text))}
    counted = Counter(_value(n) - sheets[i].glyphs.number for i, n in numbers.items())
    for i, n in numbers.items():
        if counted[_value(n) - sheets[i].glyphs.number] > 1 or (len(sheets) <= 2 and _value(n) == sheets[i].glyphs.number):
            judged[i] = "page-number"
    # the same words, numbers apart, at the same height on at least three pages (on both of two)
    alike: dict[str, list[int]] = {}
    for i, text in texts.items():
        # a page that holds nothing else has no head: its words are its text
        if i not in judged and len(sheets[i].lines) > len(rows[i]):
            alike.setdefault(_DIGITS.sub("#", text.casefold()), []).append(i)
    for key, pages in alike.items():
        pages = [i for i in pages if sum(abs(rows[i][0].top - rows[k][0].top) < 6 for k in pages) > 1]
        needed = max(2, min(3, len(sheets) - 1))
        if len(pages) < needed or (_NUMBERED.fullmatch(key) and len({texts[i] for i in pages}) > 1):
            continue
        if len(key) < 200 and _steady([_DIGITS.findall(texts[i]) for i in pages], [sheets[i].glyphs.number for i in pages]):
            judged.update((i, "") for i in pages)
    return judged


def _steady(found: list[list[str]], pages: list[int]) -> bool:
    """Whether each number in a row is the same on every page, or counts the pages."""
    for column in zip(*found, strict=False):
        values = [int(v) for v in column if len(v) < 9]
        if len(set(values)) > 1 and len({v - p for v, p in zip(values, pages, strict=False)}) > 1:
            return False
    return True


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    total, last = 0, 0
    for letter in reversed(number):
        value = values[letter]
        total, last = (total - value, last) if value < last else (total + value, value)
    return total


def margin_numbers(runs: list[tuple], text: str) -> list[tuple]:
    """The runs that number the lines of a page in its margin: they count by one or by five, beside the text.

    ``runs`` are (x0, top, x1, bottom, start, end) sorted by height. A numbered paragraph is not one: line numbers stand
    beside nearly every line (or every fifth) and in a column of their own.
    """
    digits = [r for r in runs if r[4] >= 0 and r[5] - r[4] <= 4 and text[r[4] : r[5]].strip().isdecimal()]
    if len(digits) < 5:
        return []
    others = [r for r in runs if r not in digits]
    if not others:
        return []
    left, right = min(r[0] for r in others), max(r[2] for r in others)
    for side in ([r for r in digits if r[2] <= left + 1], [r for r in digits if r[0] >= right - 1]):
        if len(side) < 5:
            continue
        values = [int(text[r[4] : r[5]]) for r in side]
        steps = Counter(b - a for a, b in pairwise(values))
        step, often = steps.most_common(1)[0]
        rows = len({round((r[1] + r[3]) / 2 / max(1.0, r[3] - r[1])) for r in others})
        if often >= 0.8 * (len(values) - 1) and ((step == 1 and len(side) > 0.7 * rows) or (step == 5 and len(side) > 0.7 * rows / 5)):
            return side
    return []
