"""Characters to runs: stretches of characters in file order that stand beside each other on one line.

Files may hold a two-column page column by column or row by row; runs are the same in both. What is no part of the
text (marks of notes, turned stamps, what stands behind the text) is put aside here.
"""

from __future__ import annotations

import numpy as np

from .glyphs import Glyphs

FAR = 0.9  # of the line height: a gap this wide may be a column gutter
WORD = 0.17  # of the line height: a gap this wide without a space is a lost space


def find_runs(glyphs: Glyphs, tables, aside: list[tuple[str, str]]):
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


def behind(runs: list[tuple]) -> list[tuple]:
    """Runs in letters far larger than the rest that stand behind other lines."""
    sizes = [r[3] - r[1] for r in runs if r[4] >= 0]
    if not sizes or max(sizes) < 2.5 * (usual := middle(sizes)):
        return []
    large = [r for r in runs if r[4] >= 0 and r[3] - r[1] > 2.5 * usual]
    return [
        r
        for r in large
        if sum(o not in large and o[1] < r[3] and r[1] < o[3] and o[0] < r[2] and r[0] < o[2] for o in runs) > 1
    ]


def middle(values: list[float]) -> float:
    """The one of some values that has as many below as above it."""
    return sorted(values)[len(values) // 2]
