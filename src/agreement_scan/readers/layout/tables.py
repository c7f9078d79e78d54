"""Ruled tables: from ruling lines to a grid, from a grid and its runs to rows of cells."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from .glyphs import Glyphs, Line

SNAP = 3.0  # points: rules closer than this are the same rule
THIN = 3.0  # points: a box thinner than this is a rule
SHORT = 8.0  # points: a rule shorter than this is a dash or an underline of a letter


@dataclass(slots=True)
class Grid:
    """A table on a page: the x of its columns, the y of its rows, and the rules (x or y, from, to) that draw it."""

    xs: list[float]
    ys: list[float]
    across: list[tuple[float, float, float]]  # horizontal rules: y, x0, x1
    down: list[tuple[float, float, float]]  # vertical rules: x, top, bottom

    x0 = property(lambda self: self.xs[0])
    x1 = property(lambda self: self.xs[-1])
    top = property(lambda self: self.ys[0])
    bottom = property(lambda self: self.ys[-1])


def find_grids(boxes: list[tuple[float, float, float, float]]) -> list[Grid]:
    """The tables drawn by rules and boxes (x0, top, x1, bottom); a grid has at least two rows and two columns."""
    if len(boxes) < 3:
        return []
    across, down = _rules(boxes)
    if len(across) < 3 or len(down) < 3 or len(across) * len(down) > 400_000:
        return []
    grids = []
    for rows, columns in _connected(across, down):
        ys, xs = _distinct([r[0] for r in rows]), _distinct([c[0] for c in columns])
        if len(ys) >= 3 and len(xs) >= 3 and len(xs) < 100 and len(ys) < 290:
            grids.append(Grid(xs, ys, rows, columns))
    grids.sort(key=lambda g: (g.top, g.x0))
    # a grid within a grid is drawn twice; the outer one is kept
    return [g for i, g in enumerate(grids) if not any(_within(g, h) and (not _within(h, g) or k < i) for k, h in enumerate(grids) if k != i)]


def _rules(boxes: list[tuple[float, float, float, float]]):
    """The rules across (y, x0, x1) and down (x, top, bottom) among boxes and at the edges of the others, each once."""
    import numpy as np

    x0, top, x1, bottom = np.array(boxes, float).T
    wide, high = x1 - x0, bottom - top
    flat, thin = high <= THIN, wide <= THIN
    lying, standing = flat & (wide > SHORT), ~flat & thin & (high > SHORT)
    open_ = ~flat & ~thin & (wide > SHORT) & (high > SHORT)
    middle, centre = (top + bottom) / 2, (x0 + x1) / 2
    across = [np.column_stack((y, x0, x1))[which] for y, which in ((middle, lying), (top, open_), (bottom, open_))]
    down = [np.column_stack((x, top, bottom))[which] for x, which in ((centre, standing), (x0, open_), (x1, open_))]
    return [sorted(set(map(tuple, np.concatenate(rules).round(1).tolist()))) for rules in (across, down)]


def _connected(across, down):
    """Groups of horizontal and vertical rules that touch each other."""
    import numpy as np

    y, x0, x1 = np.array(across).T[:, :, None]
    x, top, bottom = np.array(down).T[:, None, :]
    touch = (x0 - SNAP <= x) & (x <= x1 + SNAP) & (top - SNAP <= y) & (y <= bottom + SNAP)
    # each rule takes the least number among those it touches, until nothing changes
    rows, columns = np.arange(len(across)), np.full(len(down), len(across))
    while True:
        columns = np.minimum(columns, np.where(touch, rows[:, None], len(across)).min(0))
        now = np.minimum(rows, np.where(touch, columns[None, :], len(across)).min(1))
        if (now == rows).all():
            break
        rows = now
    of_across, of_down = rows.tolist(), columns.tolist()
    for group in sorted(set(of_across)):
        yield [a for a, g in zip(across, of_across, strict=True) if g == group], [d for d, g in zip(down, of_down, strict=True) if g == group]


def _distinct(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > SNAP:
            found.append(value)
    return found


def _within(inner: Grid, outer: Grid) -> bool:
    return (
        inner.x0 >= outer.x0 - SNAP and inner.x1 <= outer.x1 + SNAP and inner.top >= outer.top - SNAP and inner.bottom <= outer.bottom + SNAP
    )


def table_lines(grid: Grid, runs: list[tuple], place: Line, glyphs: Glyphs) -> list[Line]:
    """One Line for each row of the grid; ``cells`` holds the pieces of each cell.

    A cell merged over several columns is one cell; one merged over several rows belongs to its first row. The first row
    is a header row when all of it is bold and the next is not: a first row in plain letters may be a commitment.
    """
    from .lines import rows_in

    beside, above = _walls(grid)
    cells: dict[tuple[int, int], list[tuple]] = {}
    for run in runs:
        cells.setdefault(_home(grid, beside, above, (run[0] + run[2]) / 2, (run[1] + run[3]) / 2), []).append(run)
    lines: list[Line] = []
    for r in range(len(grid.ys) - 1):
        row: list[list[tuple[int, int]]] = []
        texts: list[str] = []
        used: list[tuple] = []
        for c in range(len(grid.xs) - 1):
            if c and not beside[r][c]:
                continue  # merged with the cell to its left
            within = sorted(cells.get((r, c), ()), key=lambda run: (run[1] + run[3], run[0]))
            printed = rows_in(within, place.column, glyphs) if within else []
            row.append([piece for line in printed for piece in line.pieces])
            texts.append(" ".join(line.text for line in printed))
            used += within
        if not used:
            continue
        size = max(u[3] - u[1] for u in used)
        line = Line(
            place.page, place.column, min(u[0] for u in used), min(u[1] for u in used), max(u[2] for u in used), max(u[3] for u in used), size, []
        )
        line.cells, line.text, line.kind = row, " | ".join(texts), "row"
        lines.append(line)
    if len(lines) > 1 and _bold(lines[0], glyphs) and not _bold(lines[1], glyphs):
        lines[0].kind = "header-row"
    return lines


def _bold(line: Line, glyphs: Glyphs) -> bool:
    if glyphs.bold is None:
        return False
    return all(glyphs.bold[i] for cell in line.cells for a, b in cell for i in range(a, b) if glyphs.text[i] != " ")


def _home(grid: Grid, beside, above, x: float, y: float) -> tuple[int, int]:
    """Row and column of the cell that holds a point; of a merged cell, its first."""
    r = min(max(bisect_right(grid.ys, y) - 1, 0), len(grid.ys) - 2)
    c = min(max(bisect_right(grid.xs, x) - 1, 0), len(grid.xs) - 2)
    while True:
        if c and not beside[r][c]:
            c -= 1
        elif r and not above[r][c]:
            r -= 1
        else:
            return r, c


def _walls(grid: Grid) -> tuple[list[list[bool]], list[list[bool]]]:
    """For each cell (row, column) of the lattice, whether a rule stands at its left side, and whether one lies along its top."""
    return _ruled(grid.down, grid.xs, grid.ys).T.tolist(), _ruled(grid.across, grid.ys, grid.xs).tolist()


def _ruled(rules: list[tuple[float, float, float]], at: list[float], others: list[float]):
    """Whether one of the rules stands at each place and passes through the middle between each two of the others."""
    import numpy as np

    place, start, end = np.array(rules).T
    middle = ((np.array(others[1:]) + others[:-1]) / 2)[:, None]
    stands = np.abs(place - np.array(at)[:, None]) <= SNAP
    passes = (start - SNAP <= middle) & (middle <= end + SNAP)
    return stands.astype(np.int32) @ passes.T.astype(np.int32) > 0
