"""Runs the rule book over the passages and softens what only aspires, permits, recites or is not agreed."""

from __future__ import annotations

from dataclasses import dataclass

from .compile import CompiledRule, RuleBook
from .passages import PROPERTY_BIT, Hit, Passage, Reading

_NORM = 1 << PROPERTY_BIT["norm"]
RANK = {"contrary": 4, "present": 3, "weak": 2, "unclear": 1}


@dataclass(slots=True)
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
    found: list[Candidate] = []
    held: dict[int, set[int]] = {}  # passage index -> orders of the rules that held there
    for passage in reading.passages:
        if not passage.read or passage.lo == passage.hi:
            continue
        codes = passage.codes
        for lead in passage.leads:
            codes |= lead.codes
        seen: set[int] = set()
        best: dict[str, Candidate] = {}
        for group in (book.always, *(book.by_concept.get(concept, ()) for concept in {code >> 1 for code in codes})):
            for compiled in group:
                if compiled.order in seen:
                    continue
                seen.add(compiled.order)
                if not compiled.test(passage):
                    continue
                rule = compiled.rule
                held.setdefault(passage.index, set()).add(compiled.order)
                if passage.leads and not _adds(passage, compiled, held):
                    continue
                candidate = _soften(passage, compiled)
                if candidate is None:
                    continue
                other = best.get(rule.provision)
                if other is None or (RANK[candidate.status], -compiled.order) > (RANK[other.status], -other.compiled.order):
                    best[rule.provision] = candidate
        found += sorted((c for p, c in best.items() if not any(g.test(passage) for g in book.guards.get(p, ()))), key=lambda c: c.compiled.order)
    return found


def _settle_facts(reading: Reading, book: RuleBook) -> None:
    """Facts of the whole text (how it defines a child) become properties of every passage."""
    bits = 0
    for name, test in book.tests.items():
        kind, _, fact = name.partition(":")
        if kind == "fact" and any(p.read and test(p) for p in reading.passages):
            bits |= 1 << PROPERTY_BIT[fact]
    for passage in reading.passages:
        passage.own |= bits
        passage.reach |= bits
        passage.near |= bits


def bears_on_children(reading: Reading, book: RuleBook) -> bool:
    """Whether a text has a word on children or armed conflict: without one, general clauses in it are of no concern here."""
    concern = book.tests.get("context:concern")
    return concern is None or any(p.read and concern(p) for p in reading.passages)


def triggered(reading: Reading, book: RuleBook) -> set[str]:
    """Names of the triggers that stand in the operative text (amnesty, DDR, detention …)."""
    names = {n.partition(":")[2]: t for n, t in book.tests.items() if n.startswith("trigger:")}
    return {name for name, test in names.items() if any(p.read and p.clause.operative and test(p) for p in reading.passages)}


def _adds(passage: Passage, compiled: CompiledRule, held: dict[int, set[int]]) -> bool:
    """Whether the item itself adds to what its lead-in says: it has evidence of its own, and the lead-in alone did not hold."""
    if not passage.own & compiled.evidence:
        return False
    if any(compiled.order in held.get(lead.index, ()) for lead in passage.leads):
        view = Passage(
            passage.index, passage.clause, passage.start, passage.end, passage.first, passage.last, passage.table, passage.lo, passage.hi
        )
        view.own = view.reach = passage.own
        view.near = view.head = view.listed = view.article = view.doc = view.resolved = passage.own
        return compiled.test(view)
    return True


def _soften(passage: Passage, compiled: CompiledRule) -> Candidate | None:
    rule = compiled.rule
    if rule.plain:
        return Candidate(rule.provision, rule.status, passage, compiled)
    status, why = soften(rule.status, passage)
    return Candidate(rule.provision, status, passage, compiled, why) if status else None


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


def is_norm(passage: Passage) -> bool:
    """Whether a recital states a norm ("Reaffirming that all children must be released") rather than a fact or a regret."""
    return bool(passage.reach & _NORM)


def evidence_hits(candidate: Candidate) -> list[tuple[Passage, Hit]]:
    """The concepts that made the rule hold, in the sentence and in its lead-ins, in reading order."""
    mask = candidate.compiled.evidence if candidate.compiled is not None else 0
    found: list[tuple[Passage, Hit]] = []
    for passage in (*candidate.passage.leads, candidate.passage):
        if not passage.own & mask:
            continue
        table = passage.table
        found += [
            (passage, Hit(table.code[k] >> 1, table.first[k], table.last[k], bool(table.code[k] & 1)))
            for k in range(passage.lo, passage.hi)
            if table.bits[table.code[k]] & mask
        ]
    return found
