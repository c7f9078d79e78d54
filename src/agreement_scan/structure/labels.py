"""What clauses are called: "Article 5(2)(a)", "Annex 1, 3.2"."""

from __future__ import annotations

import re

from ..languages.grammar import Grammar

_COUNTED = re.compile(r"(?:\d|\b[A-Z])$")
_NUMBERED = re.compile(r"[\d)]$")
_LAST = re.compile(r"[ ,]")


def number_label(above: str, part: str, style: str, shown: str, path: tuple[int, ...], grammar: Grammar) -> str:
    """The label of a numbered clause from that of the clause above it, the annex it stands in, and its own number."""
    if style in ("part", "heading"):
        return f"{part}, {shown}" if part and shown != part else shown
    if style == "decimal":
        match = grammar.part_label.search(above)
        if path and match and len(path) > 1 and path[0] == int(match[1]):
            return above[: match.start(1)] + shown
        if _COUNTED.search(above) and shown.startswith(_LAST.split(above)[-1] + "."):
            return above[: len(above) - len(_LAST.split(above)[-1])] + shown
        if match and len(path) == 1:
            return f"{above}({shown})"
        return f"{above}, {shown}" if above else shown
    if _NUMBERED.search(above) and shown.startswith("("):
        return above + shown
    return f"{above}, {shown}" if above else shown
