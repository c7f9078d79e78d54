"""Runs of characters to lines in reading order: columns are found from where runs stand, then the lines of each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .glyphs import Glyphs, Line
from .runs import behind, find_runs, middle

FULL = 0.55  # of the text width: a run this wide is no line of a column


@dataclass(slots=True)
class Found:
    """The lines of a page in reading order, the runs of each of its tables, and what is not part of its text.

    A run is (x0, top, x1, bottom, start, end). Each table that holds text takes its place among the lines as one Line of
    kind "table", for the caller to fill. ``aside`` are pieces of text as (kind of furniture, words).
    """

    lines: list[Line]
    inside: list[list[tuple]]
    aside: list[tuple[str, str]]
    gutters: list[float]  # where the gaps between columns stand (x)


def find_lines(glyphs: Glyphs, tables, beside, known: list[float]) -> Found:
    """Lines from characters. ``tables`` are :class:`~.tables.Grid`; ``beside(runs, text)`` picks the runs that stand
    beside the text and are no part of it (line numbers); ``known`` are the gutters of the pages before."""
    aside: list[tuple[str, str]] = []
    starts, ends, bounds, owner = find_runs(glyphs, tables, aside)
    inside: list[list[tuple]] = [[] for _ in tables]
    if not len(starts):
        return Found([], inside, aside, [])
    if tables:
        for i in np.flatnonzero(owner >= 0).tolist():
            inside[owner[i]].append((*bounds[i].tolist(), int(starts[i]), int(ends[i])))
        free = owner < 0
        starts, ends, bounds = starts[free], ends[free], bounds[free]
    runs = [(x0, top, x1, bottom, a, b) for (x0, top, x1, bottom), a, b in zip(bounds.tolist(), starts.tolist(), ends.tolist(), strict=True)]
    for i, grid in enumerate(tables):
        if inside[i]:
            runs.append((grid.x0, grid.top, grid.x1, grid.bottom, -1 - i, 0))
    runs.sort(key=lambda r: (r[1] + r[3], r[0]))
    for kind, picked in (("line-number", beside(runs, glyphs.text)), ("watermark", behind(runs))):
        if picked:
            gone = set(picked)
            runs = [r for r in runs if r not in gone]
            aside.append((kind, " ".join(glyphs.text[r[4] : r[5]] for r in picked)))
    if not any(map(_beside, runs, runs[1:])):
        return Found([_line([run], (0, 0), glyphs) for run in runs], inside, aside, [])
    gutters = _gutters(runs, known)
    return Found(_arrange(runs, gutters, glyphs), inside, aside, gutters)


def _beside(a: tuple, b: tuple) -> bool:
    """Whether two runs stand on the same line."""
    return min(a[3], b[3]) - max(a[1], b[1]) > 0.5 * min(a[3] - a[1], b[3] - b[1])


def _arrange(runs: list[tuple], gutters: list[float], glyphs: Glyphs) -> list[Line]:
    """Lines in reading order from runs sorted by height."""
    if not gutters:
        return rows_in(runs, (0, 0), glyphs)
    count = len(gutters) + 1
    lines: list[Line] = []
    band: list[list[tuple]] = [[] for _ in range(count)]

    def flush():
        for c in range(count):
            if band[c]:
                lines.extend(rows_in(band[c], (c, c), glyphs))
                band[c] = []

    wide: list[tuple] = []
    for run in runs:
        first = sum(run[0] + 2 > g for g in gutters)
        last = sum(run[2] - 2 > g for g in gutters)
        if first == last:
            if wide:
                lines.extend(rows_in(wide, (0, count - 1), glyphs))
                wide = []
            band[first].append(run)
        else:
            # the other runs of a wide line are part of it, not of a column
            for column in band:
                while column and _beside(column[-1], run) and run[4] >= 0:
                    wide.append(column.pop())
            flush()
            wide.append(run)
    if wide:
        lines.extend(rows_in(wide, (0, count - 1), glyphs))
    flush()
    return lines


def _gutters(runs: list[tuple], known: list[float]) -> list[float]:
    """Where the gaps between columns of running text stand (x), left to right; none for one column.

    A gutter has at least four lines on each side at the same height, and those lines fill their column: labels before
    items, short cells and signatures leave gaps too, but are read along the line. Gutters ``known`` from the pages before
    go on where text stands on both sides and none runs across: the last column of a text may be short.
    """
    text = [r for r in runs if r[4] >= 0]
    left, right = min(r[0] for r in text), max(r[2] for r in text)
    width = right - left
    narrow = [r for r in text if r[2] - r[0] < FULL * width]
    if known and all(min(r[0] for r in narrow) < g < max(r[2] for r in narrow) and not any(r[0] < g < r[2] for r in narrow) for g in known if narrow):
        return known
    if len(narrow) < 8 or width < 100:
        return []
    count = int(width // 2) + 2
    edges = np.zeros(count + 1, np.int32)
    spans = np.array([(r[0] - left, r[2] - left) for r in narrow]) / 2
    np.add.at(edges, np.floor(spans[:, 0]).astype(int), 1)
    np.add.at(edges, np.ceil(spans[:, 1]).astype(int), -1)
    cover = np.cumsum(edges)[:count]
    empty = np.flatnonzero(cover <= 0.08 * cover.max())
    found: list[float] = []
    for stretch in np.split(empty, np.flatnonzero(np.diff(empty) > 1) + 1):
        if len(stretch) < 3 or stretch[0] == 0 or stretch[-1] >= count - 2:
            continue
        gutter = left + float(stretch[0] + stretch[-1] + 1)
        start = found[-1] if found else left
        if _is_column([r for r in narrow if start <= r[0] and r[2] <= gutter + 1], width) and _is_column(
            [r for r in narrow if r[0] >= gutter - 1], width
        ):
            found.append(gutter)
    if not found:
        return []
    # both sides must run beside each other: two halves one under the other are not columns
    sides = [[r for r in narrow if a <= (r[0] + r[2]) / 2 < b] for a, b in zip([left, *found], [*found, right + 1], strict=True)]
    spans_y = [(min(r[1] for r in s), max(r[3] for r in s)) for s in sides]
    shared = min(s[1] for s in spans_y) - max(s[0] for s in spans_y)
    size = middle([r[3] - r[1] for r in narrow])
    return found if shared > 3 * size else []


def _is_column(runs: list[tuple], width: float) -> bool:
    """Whether runs look like running text in a column: five lines or more, most of them as wide as the column.

    The cells of a table without rules and the two sides of a signature block stand in columns too, but seldom fill them.
    """
    if len(runs) < 5:
        return False
    x0, x1 = min(r[0] for r in runs), max(r[2] for r in runs)
    size = max(1.0, middle([r[3] - r[1] for r in runs]))
    rows: dict[int, float] = {}
    for r in runs:
        key = round((r[1] + r[3]) / 2 / size / 0.7)
        rows[key] = rows.get(key, 0.0) + r[2] - r[0]
    full = sum(w > 0.68 * (x1 - x0) for w in rows.values())
    return len(rows) >= 5 and x1 - x0 > max(0.18 * width, 6 * size) and full > 0.55 * len(rows)


def rows_in(runs: list[tuple], column: tuple[int, int], glyphs: Glyphs) -> list[Line]:
    """Lines of one column from its runs, sorted by height."""
    lines: list[Line] = []
    row: list[tuple] = []
    for run in runs:
        if row and (run[4] < 0 or row[0][4] < 0 or not _beside(max(row, key=lambda r: r[3] - r[1]) if len(row) > 1 else row[0], run)):
            lines.append(_line(row, column, glyphs))
            row = []
        row.append(run)
    if row:
        lines.append(_line(row, column, glyphs))
    return _aligned(lines) if any(line.stops for line in lines) else lines


def _aligned(lines: list[Line]) -> list[Line]:
    """Marks as table rows three lines or more that follow each other with words at the same stops."""
    start = 0
    for end in range(1, len(lines) + 1):
        before = lines[end - 1].stops
        stops = lines[end].stops if end < len(lines) else ()
        if before and len(before) == len(stops) and all(abs(a - b) < 4 for a, b in zip(before, stops, strict=True)):
            continue
        if before and end - start >= 3 and not all(len(line.text.split(None, 1)[0]) < 7 and line.cells[0][0][1] - line.cells[0][0][0] < 7 for line in lines[start:end]):
            for line in lines[start:end]:
                line.kind = "row"
        start = end
    for line in lines:
        if line.kind != "row" and line.stops:
            line.cells = []
    return lines


def _line(row: list[tuple], column: tuple[int, int], glyphs: Glyphs) -> Line:
    if len(row) == 1:
        x0, top, x1, bottom, a, b = row[0]
        if a < 0:
            return Line(glyphs.number, column, x0, top, x1, bottom, bottom - top, [], kind="table", cells=[[(-1 - a, 0)]])
        return Line(glyphs.number, column, x0, top, x1, bottom, bottom - top, [(a, b)], glyphs.text[a:b])
    row.sort(key=lambda r: r[0], reverse=is_rtl("".join(glyphs.text[r[4] : r[5]] for r in row)))
    tallest = max(row, key=lambda r: r[3] - r[1])
    size = tallest[3] - tallest[1]
    pieces = [(r[4], r[5]) for r in row]
    glued = _spaced_out(row)
    line = Line(
        glyphs.number,
        column,
        min(r[0] for r in row),
        min(r[1] for r in row),
        max(r[2] for r in row),
        max(r[3] for r in row),
        size,
        pieces,
        "".join(("" if i == 0 or a in glued else separator(glyphs.text, a)) + glyphs.text[a:b] for i, (a, b) in enumerate(pieces)),
        glued=glued,
    )
    if glued:
        return line
    far = [i for i in range(1, len(row)) if row[i][0] - row[i - 1][2] > 1.3 * size]
    if far:
        edges = [0, *far, len(row)]
        line.cells = [pieces[a:b] for a, b in pairwise(edges)]
        line.stops = tuple(row[i][0] for i in edges[:-1])
    return line


def _spaced_out(row: list[tuple]) -> frozenset[int]:
    """Of a line set in s p a c e d letters, the starts of the pieces that go on with a word."""
    if len(row) < 6 or sum(r[5] - r[4] == 1 for r in row) < 0.8 * len(row):
        return frozenset()
    gaps = [b[0] - a[2] for a, b in pairwise(row)]
    usual = middle(gaps)
    return frozenset(r[4] for r, gap in zip(row[1:], gaps, strict=True) if gap < 1.6 * usual)


def separator(text: str, start: int) -> str:
    """What stands between the piece that begins at ``start`` and the one before it on the same line."""
    return "" if text[start] in ",.;:!?)]”’" else " "


def is_rtl(text: str) -> bool:
    """Whether most letters of ``text`` belong to a script written from right to left."""
    if text.isascii():
        return False
    rtl = sum("\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufdff" or "\ufe70" <= c <= "\ufefc" for c in text)
    return 2 * rtl > sum(c.isalpha() for c in text)
