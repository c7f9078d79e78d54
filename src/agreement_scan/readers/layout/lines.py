"""Characters to lines in reading order: runs of neighbouring characters, columns, lines.

A run is a stretch of characters in file order that stand beside each other on one line. Files may hold a two-column
page column by column or row by row; runs are the same in both, so columns are found from where runs stand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .glyphs import Glyphs, Line

FAR = 0.9  # of the line height: a gap this wide may be a column gutter
WORD = 0.17  # of the line height: a gap this wide without a space is a lost space
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


def find_lines(glyphs: Glyphs, tables, beside) -> Found:
    """Lines from characters. ``tables`` are :class:`~.tables.Grid`; ``beside(runs, text)`` picks the runs that stand
    beside the text and are no part of it (line numbers)."""
    aside: list[tuple[str, str]] = []
    starts, ends, bounds, owner = _runs(glyphs, tables, aside)
    inside: list[list[tuple]] = [[] for _ in tables]
    if not len(starts):
        return Found([], inside, aside)
    if tables:
        for i in np.flatnonzero(owner >= 0).tolist():
            inside[owner[i]].append((*bounds[i].tolist(), int(starts[i]), int(ends[i])))
        free = owner < 0
        starts, ends, bounds = starts[free], ends[free], bounds[free]
    runs = [(x0, top, x1, bottom, a, b) for (x0, top, x1, bottom), a, b in zip(bounds.tolist(), starts.tolist(), ends.tolist())]
    for i, grid in enumerate(tables):
        if inside[i]:
            runs.append((grid.x0, grid.top, grid.x1, grid.bottom, -1 - i, 0))
    runs.sort(key=lambda r: (r[1] + r[3], r[0]))
    for kind, picked in (("line-number", beside(runs, glyphs.text)), ("watermark", _behind(runs))):
        if picked:
            gone = set(picked)
            runs = [r for r in runs if r not in gone]
            aside.append((kind, " ".join(glyphs.text[r[4] : r[5]] for r in picked)))
    return Found(_arrange(runs, glyphs), inside, aside)


def _runs(glyphs: Glyphs, tables, aside: list[tuple[str, str]]):
    """Starts, ends and bounds (n x 4) of runs, and the index of the table each lies in (-1: none)."""
    printed = glyphs.printed
    if not len(printed):
        return printed, printed, np.zeros((0, 4)), printed
    x0, top, x1, bottom = sides = glyphs.upright
    height = bottom - top
    lower = np.minimum(height[1:], height[:-1])
    shared = np.minimum(bottom[1:], bottom[:-1]) - np.maximum(top[1:], top[:-1])
    gap = np.maximum(x0[1:] - x1[:-1], x0[:-1] - x1[1:])
    touching = printed[1:] - printed[:-1] == 1
    cut = (shared < 0.4 * lower) | (gap > FAR * lower) | (touching & (gap > WORD * lower))
    # a jump back over what was just written starts something new, even where boxes overlap
    cut |= x0[1:] < x0[:-1] - 2.5 * height[:-1]
    # small raised digits after a letter or digit are the mark of a note
    raised = (height[1:] < 0.8 * height[:-1]) & (bottom[1:] < bottom[:-1] - 0.12 * height[:-1]) & (gap < 0.3 * height[:-1])
    gone = _note_marks(glyphs.text, printed, height, np.flatnonzero(raised) + 1, aside) if raised.any() else []
    # characters that stand neither beside nor under each other, one after the other, are turned text: a stamp
    stepping = (printed[1:] - printed[:-1] <= 2) & (shared < 0.4 * lower) & (gap < height[:-1])
    if np.count_nonzero(stepping) > 3:
        gone += _turned(glyphs.text, printed, stepping, aside)
    if gone:
        keep = np.ones(len(printed), bool)
        keep[gone] = False
        # what follows a piece taken out begins a new run, or its slice of the text would hold that piece
        group = np.concatenate(([0], np.cumsum(cut))) + np.cumsum(~keep)
        printed, sides = printed[keep], sides[:, keep]
        if not len(printed):
            return printed, printed, np.zeros((0, 4)), printed
        cut = np.diff(group[keep]) > 0
        x0, top, x1, bottom = sides
    cell = None
    if tables:
        cell = np.full(len(printed), -1)
        cx, cy = (x0 + x1) / 2, (top + bottom) / 2
        for i, grid in enumerate(tables):
            within = np.flatnonzero((cx > grid.x0) & (cx < grid.x1) & (cy > grid.top) & (cy < grid.bottom))
            cell[within] = 100_000 * i + 300 * np.searchsorted(grid.ys, cy[within]) + np.searchsorted(grid.xs, cx[within])
        cut |= cell[1:] != cell[:-1]
    first = np.concatenate(([0], np.flatnonzero(cut) + 1))
    last = np.concatenate((first[1:], [len(printed)])) - 1
    bounds = np.empty((len(first), 4), np.float32)
    bounds[:, :2] = np.minimum.reduceat(sides[:2], first, axis=1).T
    bounds[:, 2:] = np.maximum.reduceat(sides[2:], first, axis=1).T
    owner = np.where(cell[first] < 0, -1, cell[first] // 100_000) if cell is not None else None
    return printed[first], printed[last] + 1, bounds, owner


def _note_marks(text: str, printed, height, candidates, aside: list[tuple[str, str]]) -> list[int]:
    """Indices into ``printed`` of the raised digits that refer to notes."""
    gone: list[int] = []
    for k in candidates.tolist():
        end = k
        while end < len(printed) and text[printed[end]].isdigit() and height[end] < 1.1 * height[k] and (end == k or printed[end] - printed[end - 1] == 1):
            end += 1
        before = text[printed[k - 1]]
        if 0 < end - k <= 3 and (before.isalnum() or before in ".,;:!?)]”’\"'"):
            gone += range(k, end)
            aside.append(("note-mark", "".join(text[printed[i]] for i in range(k, end))))
    return gone


def _turned(text: str, printed, stepping, aside: list[tuple[str, str]]) -> list[int]:
    """Indices into ``printed`` of stretches of four characters or more that are turned against the page."""
    gone: list[int] = []
    edges = np.flatnonzero(np.diff(np.concatenate(([False], stepping, [False])).astype(np.int8)))
    for start, end in edges.reshape(-1, 2).tolist():
        if end - start >= 3:
            gone += range(start, end + 1)
            aside.append(("watermark", text[printed[start] : printed[end] + 1]))
    return gone


def _behind(runs: list[tuple]) -> list[tuple]:
    """Runs in letters far larger than the rest that stand behind other lines."""
    sizes = sorted(r[3] - r[1] for r in runs if r[4] >= 0)
    if not sizes or sizes[-1] < 2.5 * sizes[len(sizes) // 2]:
        return []
    large = [r for r in runs if r[4] >= 0 and r[3] - r[1] > 2.5 * sizes[len(sizes) // 2]]
    return [
        r
        for r in large
        if sum(o not in large and o[1] < r[3] and r[1] < o[3] and o[0] < r[2] and r[0] < o[2] for o in runs) > 1
    ]


def _beside(a: tuple, b: tuple) -> bool:
    """Whether two runs stand on the same line."""
    return min(a[3], b[3]) - max(a[1], b[1]) > 0.5 * min(a[3] - a[1], b[3] - b[1])


def _arrange(runs: list[tuple], glyphs: Glyphs) -> list[Line]:
    """Lines in reading order from runs sorted by height."""
    if not any(map(_beside, runs, runs[1:])):
        return [_line([run], (0, 0), glyphs) for run in runs]
    gutters = _gutters(runs)
    if not gutters:
        return _rows(runs, (0, 0), glyphs)
    count = len(gutters) + 1
    lines: list[Line] = []
    band: list[list[tuple]] = [[] for _ in range(count)]

    def flush():
        for c in range(count):
            if band[c]:
                lines.extend(_rows(band[c], (c, c), glyphs))
                band[c] = []

    wide: list[tuple] = []
    for run in runs:
        first = sum(run[0] + 2 > g for g in gutters)
        last = sum(run[2] - 2 > g for g in gutters)
        if first == last:
            if wide:
                lines.extend(_rows(wide, (0, count - 1), glyphs))
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
        lines.extend(_rows(wide, (0, count - 1), glyphs))
    flush()
    return lines


def _gutters(runs: list[tuple]) -> list[float]:
    """Where the gaps between columns of running text stand (x), left to right; none for one column.

    A gutter has at least four lines on each side at the same height, and those lines fill their column: labels before
    items, short cells and signatures leave gaps too, but are read along the line.
    """
    text = [r for r in runs if r[4] >= 0]
    left, right = min(r[0] for r in text), max(r[2] for r in text)
    width = right - left
    narrow = [r for r in text if r[2] - r[0] < FULL * width]
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
        middle = left + float(stretch[0] + stretch[-1] + 1)
        start = found[-1] if found else left
        if _is_column([r for r in narrow if start <= r[0] and r[2] <= middle + 1], width) and _is_column(
            [r for r in narrow if r[0] >= middle - 1], width
        ):
            found.append(middle)
    if not found:
        return []
    # both sides must run beside each other: two halves one under the other are not columns
    sides = [[r for r in narrow if a <= (r[0] + r[2]) / 2 < b] for a, b in zip([left, *found], [*found, right + 1])]
    spans_y = [(min(r[1] for r in s), max(r[3] for r in s)) for s in sides]
    shared = min(s[1] for s in spans_y) - max(s[0] for s in spans_y)
    size = float(np.median([r[3] - r[1] for r in narrow]))
    return found if shared > 3 * size else []


def _is_column(runs: list[tuple], width: float) -> bool:
    """Whether runs look like running text in a column: five lines or more, most of them as wide as the column.

    The cells of a table without rules and the two sides of a signature block stand in columns too, but seldom fill them.
    """
    if len(runs) < 5:
        return False
    x0, x1 = min(r[0] for r in runs), max(r[2] for r in runs)
    size = max(1.0, float(np.median([r[3] - r[1] for r in runs])))
    rows: dict[int, float] = {}
    for r in runs:
        key = round((r[1] + r[3]) / 2 / size / 0.7)
        rows[key] = rows.get(key, 0.0) + r[2] - r[0]
    full = sum(w > 0.68 * (x1 - x0) for w in rows.values())
    return len(rows) >= 5 and x1 - x0 > max(0.18 * width, 6 * size) and full > 0.55 * len(rows)


def _rows(runs: list[tuple], column: tuple[int, int], glyphs: Glyphs) -> list[Line]:
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
        if before and len(before) == len(stops) and all(abs(a - b) < 4 for a, b in zip(before, stops)):
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
        line.cells = [pieces[a:b] for a, b in zip(edges, edges[1:])]
        line.stops = tuple(row[i][0] for i in edges[:-1])
    return line


def _spaced_out(row: list[tuple]) -> frozenset[int]:
    """Of a line set in s p a c e d letters, the starts of the pieces that go on with a word."""
    if len(row) < 6 or sum(r[5] - r[4] == 1 for r in row) < 0.8 * len(row):
        return frozenset()
    gaps = [b[0] - a[2] for a, b in zip(row, row[1:])]
    usual = sorted(gaps)[len(gaps) // 2]
    return frozenset(r[4] for r, gap in zip(row[1:], gaps) if gap < 1.6 * usual)


def separator(text: str, start: int) -> str:
    """What stands between the piece that begins at ``start`` and the one before it on the same line."""
    return "" if text[start] in ",.;:!?)]”’" else " "


def is_rtl(text: str) -> bool:
    """Whether most letters of ``text`` belong to a script written from right to left."""
    if text.isascii():
        return False
    rtl = sum("\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufdff" or "\ufe70" <= c <= "\ufefc" for c in text)
    return 2 * rtl > sum(c.isalpha() for c in text)
