"""One page from characters to lines in reading order, its tables in their places, its margin cleared."""

from __future__ import annotations

from ...model import Furniture
from .furniture import margin_numbers
from .glyphs import Glyphs, Sheet
from .lines import find_lines
from .tables import find_grids, table_lines


def lay_out(glyphs: Glyphs, rules: list[tuple] = (), gutters: list[float] = ()) -> Sheet:
    """The sheet of one page; ``rules`` are the boxes of the lines and rectangles drawn on it, ``gutters`` where the
    columns of the pages before were parted."""
    if not glyphs.text:
        return Sheet(glyphs, [], [], list(gutters))
    grids = find_grids(glyphs.turned(rules)) if len(rules) > 2 else []
    found = find_lines(glyphs, grids, margin_numbers, gutters)
    lines = found.lines
    if grids:
        lines = []
        for line in found.lines:
            if line.kind == "table":
                index = line.cells[0][0][0]
                lines += table_lines(grids[index], found.inside[index], line, glyphs)
            else:
                lines.append(line)
    return Sheet(glyphs, lines, [Furniture(glyphs.number, kind, words) for kind, words in found.aside], found.gutters or list(gutters))
