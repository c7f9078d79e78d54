"""Which concepts stand under a negation or a ban, and how strongly a sentence binds.

Follows the idea of scope cues (NegEx, ConText: a cue opens a scope that runs forward or backward until a word that ends it),
written for the deontic language of agreements: "shall refrain from", "are prohibited", "no child shall".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..languages import Concept
from .passages import Hit, Hits, Passage

# cue concepts that every pack must define (contract test over the packs)
OBLIGATION = "must"
PERMISSION = "may"
ASPIRATION = "hope"
DOUBLE = "denial"  # to deny, refuse, prevent: negating them affirms
CUT = "but"
OPENER = "opener"  # who, when, if: a negation or ban inside such a clause ends at the next word that binds
WISH = "wish"  # a verb that hopes, asks or encourages and governs what follows, whatever binds there ("express the hope that they will")
MAIN = "main-clause"  # a comma and the subject after it: where the clause that such a word opens may end
CONDITION = 8  # tokens from such a word to the cue
REQUIRED_CUES = (OBLIGATION, PERMISSION, ASPIRATION, DOUBLE, CUT, "not", "ban", "banned")


class Polarity:
    """Finds what stands under a negation, passage by passage."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self.role = {n: c.negates for n, c in enumerate(concepts) if c.negates}
        self.cuts = {n for n, c in enumerate(concepts) if c.cuts}
        ids = [c.id for c in concepts]
        self.double = ids.index(DOUBLE) if DOUBLE in ids else -1
        number = {name: n for n, name in enumerate(ids)}
        self.must, self.may = number.get(OBLIGATION, -1), number.get(PERMISSION, -1)
        self.hope, self.negation = number.get(ASPIRATION, -1), number.get("not", -1)
        self.opener, self.wish = number.get(OPENER, -1), number.get(WISH, -1)
        self.main = frozenset((self.must, self.may, number.get(MAIN, -1)))
        self.binding = frozenset((self.must, self.may, self.hope))
        cues = {self.opener, self.wish, *self.main, *self.role, *self.cuts, *self.binding, self.negation, self.double}
        self.is_cue = np.array([n in cues for n in range(len(concepts))], dtype=bool)
        self.is_cut = np.array([n in self.cuts for n in range(len(concepts))], dtype=bool)

    def mark(self, passage: Passage, hits: list[Hit], inherited: bool) -> list[tuple[int, int]]:
        """Sets ``negated`` on the cues of a passage (``hits``) and ``open_negation`` on the passage; gives the token spans under a negation.

        ``inherited``: the lead-in leaves a negation open, so that the whole item stands under it unless it says otherwise.
        """
        cues = [h for h in hits if h.concept in self.role]
        if not cues and not inherited:
            return []
        stops = sorted(h.first for h in hits if h.concept in self.cuts)
        spans: list[tuple[int, int, Hit]] = []
        for cue in cues:
            role = self.role[cue.concept]
            if self._undone(cue, hits):
                continue
            if role in ("before", "both"):  # the cue stands before what it negates
                end = next((s for s in stops if s >= cue.last), passage.last)
                if self._in_condition(cue, hits):
                    end = min(end, next((h.first for h in hits if h.concept in self.main and h.first > cue.last), end))
                spans.append((cue.last, end, cue))
            if role in ("after", "both"):  # the cue stands after what it negates
                begin = max((s for s in stops if s < cue.first), default=passage.first)
                if passage.clause.kind == "row" and begin == cue.first - 1:
                    begin = passage.first  # "Attacks on schools | Prohibited": the cell speaks of the row
                spans.append((begin, cue.first, cue))
        if inherited:
            end = stops[0] if stops else passage.last
            spans.append((passage.first, end, Hit(-1, passage.first, passage.first)))
        for hit in hits:
            hit.negated = hit.concept not in self.cuts and any(begin <= hit.first < end for begin, end, _ in spans)
        if spans:
            passage.open_negation = any(end >= passage.last - 1 and self.role.get(cue.concept) != "after" for _, end, cue in spans) or any(
                self.role.get(cue.concept) == "after" and not any(s >= cue.last for s in stops) for _, _, cue in spans
            )
        return [(begin, end) for begin, end, _ in spans if begin < end]

    def negate(self, hits: Hits, spans: list[tuple[int, int]]) -> None:
        """Marks what begins inside one of the token spans as negated; what ends a scope never is."""
        if not spans:
            return
        begin, end = np.searchsorted(hits.first, np.array(spans, dtype=np.int64).T)
        depth = np.zeros(len(hits.first) + 1, dtype=np.int64)
        np.add.at(depth, begin, 1)
        np.add.at(depth, end, -1)
        hits.code |= (np.cumsum(depth[:-1]) > 0) & ~self.is_cut[hits.code >> 1]

    def _in_condition(self, cue: Hit, hits: list[Hit]) -> bool:
        """Whether a cue stands in a clause that says who or when ("whoever renounces violence ...", "if it is not kept, the ..."), before the words that end it."""
        opened = max((h.last for h in hits if h.concept == self.opener and 0 <= cue.first - h.last <= CONDITION), default=None)
        return opened is not None and not any(h.concept in (self.must, self.may) and opened <= h.first < cue.first for h in hits)

    def _undone(self, cue: Hit, hits: list[Hit]) -> bool:
        """A negation of a denial ("shall not be refused", "nothing shall prevent") affirms; so does the denial under it."""
        if cue.concept == self.double:
            return any(self.role.get(h.concept) and h.concept != self.double and 0 <= cue.first - h.last <= 4 for h in hits)
        if any(h.concept == self.double and h.first == cue.first for h in hits):  # "prevent" is a ban too: "nothing shall prevent"
            return any(h.concept == self.negation and 0 <= cue.first - h.last <= 4 for h in hits)
        return any(h.concept == self.double and 0 <= h.first - cue.last <= 4 for h in hits)


def modality(hits: list[Hit], must: int, may: int, hope: int, negation: int, wish: int = -1) -> str:
    """How strongly a passage binds by its own cues (``hits``, polarity marked): obligation, permission, aspiration, or "" when it has no cue.

    A ``wish`` before any word that binds governs the sentence. An aspiration that leans on an obligation ("shall endeavour", "undertake to strive") or opens it ("every effort shall be
    made") wins over it; a permission under a
    negation ("may not", "no child may") is an obligation.
    """
    duties = [h for h in hits if h.concept == must]
    hopes = [h for h in hits if h.concept == hope]
    permits = [h for h in hits if h.concept == may]
    wished = next((h.first for h in hits if h.concept == wish), None)
    if wished is not None and all(wished < d.first for d in duties):
        return "aspiration"
    if hopes and (not duties or any(d.first <= h.first <= d.last + 6 or (0 <= d.first - h.last <= 1 < h.last - h.first) for h in hopes for d in duties)):
        return "aspiration"
    if duties and not (permits and permits[0].first < duties[0].first and not permits[0].negated):
        return "obligation"
    if permits:
        denied = [p for p in permits if p.negated or any(n.concept == negation and 0 <= n.first - p.last <= 1 for n in hits)]
        return "obligation" if len(denied) == len(permits) else "permission"
    return ""
