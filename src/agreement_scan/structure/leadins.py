"""What an item hangs on: the ancestors whose own words are left open."""

from __future__ import annotations

import re

from ..model import Clause

_TERMINAL = re.compile(r"[.;!?,][\"”’')\]]*\s*(?:and|or)?$")
_LEADING = frozenset(("paragraph", "item", "text", "article", "definition", "preamble", "recital"))


def lead_in_chains(clauses: list[Clause], text: str) -> list[list[int]]:
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
                endings[parent] = _ending(clauses[parent], text)
            hung = above[parent]
            if _is_left_open(endings[parent], clause.kind) and clauses[parent].kind in _LEADING:
                hung = [*hung, parent]
        above.append(hung)
        chains.append([*hung, int(clause.heading[1:])] if clause.kind == "row" and clause.heading.startswith("#") else hung)
    return chains


def lead_in_chain(clauses: list[Clause], text: str, index: int) -> list[int]:
    """The chain of one clause; see ``lead_in_chains``."""
    return lead_in_chains(clauses[: index + 1], text)[index]


def _ending(clause: Clause, text: str) -> str:
    """How a clause's own words end: "open" (colon, dash), "closed" (a full stop or the like), "bare", or "" without words."""
    words = text[clause.body : clause.end].rstrip()
    if words.endswith((":", "—", "–", "-")):
        return "open"
    return "" if not words else "closed" if _TERMINAL.search(words) else "bare"


def _is_left_open(ending: str, kind: str) -> bool:
    return ending == "open" or (ending == "bare" and kind in ("item", "definition", "paragraph"))
