"""Runs the rule book over the passages and softens what only aspires, permits, recites or is not agreed."""

from __future__ import annotations

from dataclasses import dataclass

from .compile import CompiledRule, RuleBook
from .passages import PROPERTY_BIT, Hit, Passage, Reading, is_norm, places
from .views import Alone, Views

RANK = {"contrary": 4, "present": 3, "weak": 2, "unclear": 1}


@dataclass(slots=True, eq=False)
class Candidate:
    """A reading of a passage: the rule that held (``compiled``; None where only the classifier saw it) and its status,
    softened where ``softened`` says why. ``probability``, ``detector``, ``doubt`` and ``words`` (weightiest tokens) come with the classifier."""

    provision: str
    status: str
    passage: Passage
    compiled: CompiledRule | None
    softened: str = ""
    probability: float | None = None
    detector: str = "rules"
    doubt: str = ""
    words: tuple[int, ...] = ()


def candidates(reading: Reading, book: RuleBook) -> list[Candidate]:
    """The best rule for each provision and passage, in reading order.

    Where a guard ("absent" rule) holds, the provision is silent on that passage. A rule that already held for the lead-in alone
    is not repeated for every item.
    """
    _settle_facts(reading, book)
    views = reading.views
    alone = Alone(views)
    best: dict[tuple[str, int], Candidate] = {}
    for number, within in book.sieve.passing(views.table):
        compiled = book.rules[number]
        holds = compiled.condition.on(views, within & views.asked)
        if holds & views.hanging:
            holds = _adding(views, alone, compiled, holds)
        if not holds:
            continue
        rule, provision = compiled.rule, compiled.rule.provision
        for place in places(holds):
            passage = views.passages[place]
            status, why = (rule.status, "") if rule.plain else soften(rule.status, passage)
            if status:
                other = best.get((provision, place))
                if other is None or RANK[status] > RANK[other.status]:  # of equals the first in the catalogue
                    best[provision, place] = Candidate(provision, status, passage, compiled, why)
    barred = {p: guarded(reading, book, p) for p in {p for p, _ in best} if p in book.guards}
    found = [c for (p, place), c in best.items() if not barred.get(p, 0) >> place & 1]
    if reading.agreed is not None:
        _soften_open(found, reading, book)
    return sorted(found, key=lambda c: (c.passage.index, c.compiled.order if c.compiled is not None else 0))


def _soften_open(found: list[Candidate], reading: Reading, book: RuleBook) -> None:
    """What is present only by words that are not agreed ("release all children [unconditionally]") is weak (reading rule 2)."""
    assert reading.agreed is not None
    agreed = {(c.provision, c.passage.index) for c in candidates(reading.agreed, book) if c.status == "present"}
    for candidate in found:
        if candidate.status == "present" and candidate.passage.index in reading.partly and (candidate.provision, candidate.passage.index) not in agreed:
            candidate.status, candidate.softened = "weak", "rests on words that are not agreed (brackets, an option or a tracked change)"


def _adding(views: Views, alone: Alone, compiled: CompiledRule, holds: int) -> int:
    """Of the passages where a rule holds, those that stand for themselves, and the items that add to what their lead-in says:
    an item has evidence of its own, and where the rule held for its lead-in too it must hold for the item alone."""
    items = holds & views.hanging
    telling = items & views.union("self", compiled.evidence_bits)
    repeated = 0
    for place in places(telling):
        if any(lead.index < place and holds >> lead.index & 1 for lead in views.passages[place].leads):
            repeated |= 1 << place
    return holds & ~items | telling & ~repeated | (compiled.condition.on(alone, repeated) if repeated else 0)


def guarded(reading: Reading, book: RuleBook, provision: str) -> int:
    """The passages (a column) on which a provision is silent: a guard of it holds, or what it is not to be read under ("unless")."""
    views, found = reading.views, 0
    unless = book.tests.get(f"unless:{provision}")
    for condition in (*(guard.condition for guard in book.guards.get(provision, ())), *([unless] if unless is not None else [])):
        found |= condition.on(views, views.asked & ~found)
    return found


def _settle_facts(reading: Reading, book: RuleBook) -> None:
    """Facts of the whole text (how it defines a child) become properties of every passage."""
    views = reading.views
    facts = [(name, test) for name, test in book.tests.items() if name.startswith("fact:")]
    for fact in [name.partition(":")[2] for name, test in facts if test.on(views, views.read)]:
        views.declare(PROPERTY_BIT[fact])


def triggered(reading: Reading, book: RuleBook) -> set[str]:
    """Names of the triggers that stand in the operative text (amnesty, DDR, detention …)."""
    names = {name.partition(":")[2]: test for name, test in book.tests.items() if name.startswith("trigger:")}
    return {name for name, test in names.items() if test.on(reading.views, reading.views.operative)}


def soften(status: str, passage: Passage) -> tuple[str, str]:
    """A status as its passage allows it, and why it was softened: recitals, brackets, aspirations and permissions bind less.

    "" where a recital only reports (reading rules 2 to 4 and 34).
    """
    if passage.clause.kind in ("recital", "preamble"):
        if status == "contrary":
            return "unclear", "stands in a recital only"
        if not is_norm(passage):
            return "", ""
        return ("weak", "stands in a recital only") if status == "present" else (status, "")
    if status == "present":
        if passage.unagreed:
            return "weak", "is not agreed text (brackets, an option or a tracked change)"
        if passage.modality == "aspiration":
            return "weak", "only aspires or encourages"
        if passage.modality == "permission":
            return "weak", "only permits"
    return status, ""


def evidence_places(candidate: Candidate) -> list[int]:
    """Places in the document's ``Hits`` of the concepts that made the rule hold, those of its lead-ins first."""
    if candidate.compiled is None:
        return []
    telling = candidate.compiled.evidence
    return [k for p in (*candidate.passage.leads, candidate.passage) for k in p.places(telling)]


def evidence_hits(candidate: Candidate) -> list[tuple[Passage, Hit]]:
    """The concepts that made the rule hold with the passages they stand in, those of its lead-ins first."""
    table = candidate.passage.table
    owners = {k: p for p in (*candidate.passage.leads, candidate.passage) for k in range(p.lo, p.hi)}
    return [(owners[k], table.hit(k)) for k in evidence_places(candidate)]
