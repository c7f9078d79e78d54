"""Tables of figures for the terminal and for Markdown."""

from __future__ import annotations

from typing import Any


def shown(value: Any) -> str:
    """A cell: a figure with two decimals, an interval, a dash for what is not defined."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, (list, tuple)):
        return f"{value[0]:.2f}–{value[1]:.2f}"
    return str(value)


def table(heads: list[str], rows: list[list[Any]], markdown: bool = False) -> list[str]:
    """Lines of a table; the first column is text, the others are figures and stand to the right."""
    cells = [[shown(c) for c in row] for row in rows]
    if markdown:
        lines = ["| " + " | ".join(heads) + " |", "| --- |" + " ---: |" * (len(heads) - 1)]
        return lines + ["| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in cells]
    widths = [max(len(row[n]) for row in [heads, *cells]) for n in range(len(heads))]
    return [
        "  ".join(c.ljust(w) if n == 0 else c.rjust(w) for n, (c, w) in enumerate(zip(row, widths, strict=True))).rstrip() for row in [heads, *cells]
    ]
