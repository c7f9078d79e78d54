"""What is not agreed text: brackets, options, tracked changes, and parts that say so of themselves."""

from __future__ import annotations

import re

from ..languages.grammar import Grammar
from ..model import Clause, Document
from .context import Context
from .numbering import Number

_BRACKET = re.compile(r"[\[\]]")


# Words up to which a line is the heading of an option ("Option B: delayed release") and not the option itself.
HEADING = 4
# Characters between brackets, at most.
LONG = 20_000
# Characters of a heading that may say of its part that it is not agreed.
TITLE = 120


class Options:
    """Tells which blocks stand in an option or alternative. ``open``: the last block did.

    "3. Option A: Children go home. Option B: They stay." ends with "4.", the next number of its kind. An option that is a heading
    goes on to the next heading or part, however its paragraphs are numbered.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self.open = False
        self._number: Number | None = None  # the last before the options, or their own
        self._heading = False

    def read(self, n: int) -> None:
        """Takes in block ``n``; the blocks are given in order."""
        block, number = self._context.blocks[n], self._context.blocks[n].number
        if "option" in self._context.opens[n]:
            self._number = number or self._number
            said = self._context.said(n)
            self._heading = len(said.split()) <= HEADING and not said.endswith((".", ";", ","))
            self.open = True
        elif block.heading_level or (number is not None and (number.style == "part" or (self.open and not self._heading and self._passed(number)))):
            said = self._context.said(n)
            self.open = self._heading = len(said) < TITLE and self._context.words.open_heading.search(said) is not None
        if not self.open:
            self._number = number or self._number

    def _passed(self, number: Number) -> bool:
        """Whether a number comes next after that of the options, or stands above it ("5." after "4.3")."""
        own = self._number
        if own is None or not own.path or not number.path:
            return own is not None and number.style == own.style and number.value == own.value + 1
        return number.path[: len(own.path)] > own.path


def unagreed_spans(document: Document, clauses: list[Clause], grammar: Grammar) -> list[tuple[int, int]]:
    """Spans that are not agreed text: brackets with words in them, options, tracked insertions and deletions; in order."""
    spans = [(m.start, m.end) for m in document.marks if m.kind in ("inserted", "deleted")]
    for start, end in _bracketed(document.text):
        inside = document.text[start + 1 : end - 1]
        if not grammar.placeholder.match(inside) and any(c.isalpha() for c in inside):
            spans.append((start, end))
    spans += [(c.start, c.end) for c in clauses if not c.agreed]
    return sorted(spans)


def _bracketed(text: str) -> list[tuple[int, int]]:
    """Brackets with what they hold, also brackets in brackets; one that is never closed, or only LONG characters on, holds nothing."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in _BRACKET.finditer(text):
        if match[0] == "[":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            if match.end() - start <= LONG:
                found.append((start, match.end()))
    return found


def mark_open_parts(text: str, clauses: list[Clause], says_open: re.Pattern[str], reserved: re.Pattern[str], supposed: re.Pattern[str]) -> None:
    """Sets ``agreed`` to False below a heading or annex that says of itself that it is not agreed, and in a clause to which a party reserves its position."""
    for clause in clauses:
        if clause.kind in ("row", "title", "signature", "note"):
            continue
        if reserved.search(text, clause.start, clause.end):
            clause.agreed = False
        if not says_open.search(text, clause.body, clause.end) or supposed.match(text, clause.body):
            continue
        root = clause if clause.children else (clauses[clause.parent] if clause.parent is not None else clause)
        waiting = [root.index]
        while waiting:
            one = clauses[waiting.pop()]
            one.agreed = False
            waiting += one.children
