"""What clauses are called: "Article 5(2)(a)", "Annex 1, 3.2"."""

from __future__ import annotations

import re

from ..languages.grammar import Grammar

_NUMBERED = re.compile(r"[\d)]$")
# The number or letter at the end of a label, with which the numbers below it may begin: "5" and "5.2", "IX" and "IX-2", "B" and "B1".
_LAST = re.compile(r"(?:^|[ ,])(\d+(?:\.\d+)*|[A-Z]{1,5})$")


def number_label(above: str, part: str, style: str, shown: str, path: tuple[int, ...], grammar: Grammar) -> str:
    """The label of a numbered clause from that of the clause above it, the annex it stands in, and its own number."""
    if style in ("part", "heading"):
        return f"{part}, {shown}" if part and shown != part else shown
    if style == "decimal":
        match = grammar.part_label.search(above)
        if path and match and len(path) > 1 and path[0] == int(match[1]) and shown[0].isdigit():
            return above[: match.start(1)] + shown
        last = _LAST.search(above)
        if last and shown.startswith(last[1]) and _goes_on(last[1], shown[len(last[1]) : len(last[1]) + 1]):
            return above[: last.start(1)] + shown
        if match and len(path) == 1 and shown[0].isdigit():
            return f"{above}({shown})"
        return f"{above}, {shown}" if above else shown
    if _NUMBERED.search(above) and shown.startswith("("):
        return above + shown
    return f"{above}, {shown}" if above else shown


def _goes_on(last: str, after: str) -> bool:
    return after != "" and (after in ".-–/" or (last.isalpha() and after.isdigit()))
