"""What is not agreed text: brackets, options, tracked changes, and parts that say so of themselves."""

from __future__ import annotations

import re

from ..languages.grammar import Grammar
from ..model import Clause, Document

_BRACKET = re.compile(r"\[([^\[\]]{0,1500})\]", re.S)


def unagreed_spans(document: Document, clauses: list[Clause], grammar: Grammar) -> list[tuple[int, int]]:
    """Spans that are not agreed text: brackets with words in them, options, tracked insertions and deletions; in order."""
    spans = [(m.start, m.end) for m in document.marks if m.kind in ("inserted", "deleted")]
    for match in _BRACKET.finditer(document.text):
        if not grammar.placeholder.match(match[1]) and len(match[1].split()) >= 1 and any(c.isalpha() for c in match[1]):
            spans.append(match.span())
    spans += [(c.start, c.end) for c in clauses if not c.agreed]
    return sorted(spans)


def mark_open_parts(text: str, clauses: list[Clause], says_open: re.Pattern[str]) -> None:
    """Sets ``agreed`` to False below a heading or annex that says of itself that it is not agreed."""
    for clause in clauses:
        if clause.kind in ("row", "title", "signature", "note") or not says_open.search(text, clause.start, clause.end):
            continue
        root = clause if clause.children else (clauses[clause.parent] if clause.parent is not None else clause)
        waiting = [root.index]
        while waiting:
            one = clauses[waiting.pop()]
            one.agreed = False
            waiting += one.children
