"""What an item hangs on: the ancestors whose own words are left open."""

from __future__ import annotations

from ..languages.grammar import Grammar
from ..model import Clause

_LEADING = frozenset(("paragraph", "item", "text", "article", "definition", "preamble", "recital"))


def lead_in_chains(clauses: list[Clause], text: str, grammar: Grammar) -> list[list[int]]:
    """For each clause the indexes of the clauses it hangs on, outermost first: ancestors whose own words are left open.

    A clause is left open when it ends with a colon or dash, or without any closing punctuation ("The Parties shall"), and is
    not a heading. A table row hangs on its header row.
    """
    above: list[list[int]] = []  # parents come before their children
    endings: dict[int, str] = {}
    chains = []
    for clause in clauses:
        parent = clause.parent
        hung: list[int] = []
        if parent is not None:
            if parent not in endings:
                endings[parent] = _ending(clauses[parent], text, grammar)
            hung = above[parent]
            if _is_left_open(endings[parent], clause.kind) and clauses[parent].kind in _LEADING:
                hung = [*hung, parent]
        above.append(hung)
        chains.append(hung if clause.header is None else [*hung, clause.header])
    return chains


def _ending(clause: Clause, text: str, grammar: Grammar) -> str:
    """How a clause's own words end: "open" (colon, dash), "closed" (a full stop or the like), "bare", or "" without words."""
    words = text[clause.body : clause.end].rstrip()
    if words.endswith((":", "—", "–", "-")):
        return "open"
    return "" if not words else "closed" if grammar.closed.search(words) else "bare"


def _is_left_open(ending: str, kind: str) -> bool:
    return ending == "open" or (ending == "bare" and kind in ("item", "definition", "paragraph"))
