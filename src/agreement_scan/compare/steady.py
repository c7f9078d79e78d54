"""Where the words are the same, so is the answer: what the classifier alone read otherwise in another draft is no change.

The classifier reads a clause with the text around it, so that an edit elsewhere may tip an answer it was unsure of. Whoever compares
drafts asks what the edits did; a clause that nobody touched, and that no edit explains, keeps its answer. What the rules make of a
draft does not tip in this way, and is never set aside here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..assess import RANK
from ..comparison import ClausePair, Comparison, ProvisionChange
from ..model import Assessment, Finding, Notice, Report
from ..scan import Interpretation, report_of, settled_readings
from .pairs import SAME_WORDS

# Relations under which all words of a clause stand as they were, though perhaps not in one clause.
UNTOUCHED = SAME_WORDS | {"split", "merged"}
SIDES = ("old", "new")


def steadied(comparison: Comparison, old: Interpretation, new: Interpretation) -> Comparison:
    """The comparison with changes "kept" that only the classifier made of clauses whose words are the same.

    Asked after the trials: where they were left out for length, and where one of them found the edit that decided, a change stands.
    """
    if new.model is None or any(n.code == "not-tried" for n in comparison.notices):
        return comparison
    sides = _Side(comparison.old, comparison.pairs, 0), _Side(comparison.new, comparison.pairs, 1)
    tipped = [c for c in comparison.changes if c.change != "kept" and _only_tipped(c, comparison, sides)]
    if tipped:
        ruled = [ruled_statuses(i) for i in (old, new)]
        tipped = [c for c in tipped if ruled[0].get(c.provision) == ruled[1].get(c.provision)]
    if not tipped:
        return comparison
    kept = {c.provision: _kept(c, sides) for c in tipped}
    provisions = {**comparison.old.provisions, **comparison.new.provisions}
    names = "; ".join(provisions[p].name for p in kept)
    notice = Notice(
        "same-words", "info", f"Kept because the words are the same, though the classifier, which reads them with the text around them, was of two minds: {names}.",
        "Read these clauses by eye: the answer is a close one in either draft.",
    )  # fmt: skip
    return replace(comparison, changes=tuple(kept.get(c.provision, c) for c in comparison.changes), notices=(*comparison.notices, notice))


class _Side:
    """One draft: its findings, and the pair that each of them stands in."""

    def __init__(self, report: Report, pairs: tuple[ClausePair, ...], side: int) -> None:
        self.findings = {f.id: f for f in report.findings}
        self.clauses = report.clauses
        self.pair_of = {clause: n for n, pair in enumerate(pairs) for clause in (pair.old, pair.new)[side]}

    def of(self, assessment: Assessment | None) -> list[Finding]:
        """All findings of a provision, the deciding ones first."""
        return [self.findings[i] for i in assessment.findings if i in self.findings] if assessment is not None else []

    def pair(self, offset: int) -> int | None:
        """The pair of the clause that holds a place of the text."""
        return next((self.pair_of.get(n) for n in reversed(range(len(self.clauses))) if self.clauses[n].start <= offset < self.clauses[n].end), None)


def _only_tipped(change: ProvisionChange, comparison: Comparison, sides: tuple[_Side, _Side]) -> bool:
    """Whether no edit explains a change, by trial or by where it stands, and the rules are not all that speaks for it."""
    if any(r.decisive or r.kind != "elsewhere" for r in change.reasons):
        return False
    told = [side.of(a) for side, a in zip(sides, (change.old, change.new), strict=True)]
    read: list[dict[tuple[int | None, str, str], Finding]] = []
    for side, findings in zip(sides, told, strict=True):
        places = [(f.start, *((f.lead_in.start,) if f.lead_in is not None else ())) for f in findings]
        pairs = [[side.pair(offset) for offset in offsets] for offsets in places]
        if not all(n is not None and set(comparison.pairs[n].relations) <= UNTOUCHED for found in pairs for n in found):
            return False
        read.append({(found[0], f.status, " ".join(f.quote.split())): f for found, f in zip(pairs, findings, strict=True)})
    differing = [f for mine, other in (read, reversed(read)) for key, f in mine.items() if key not in other]
    return any(f.detector != "rules" for f in differing or [*read[0].values(), *read[1].values()])


def ruled_statuses(understood: Interpretation) -> dict[str, str]:
    """The status that rules alone give each provision of a draft."""
    settled, _ = settled_readings(understood.reading, understood.rules, understood.catalogue)
    return {a.provision: a.status for a in report_of(replace(understood, settled=settled, model=None)).assessments}


def _kept(change: ProvisionChange, sides: tuple[_Side, _Side]) -> ProvisionChange:
    """The change as one answer: that of the draft in which it is the surer, or else the stronger."""
    answers = change.old, change.new
    weights = [_weight(a, side.of(a)) for a, side in zip(answers, sides, strict=True)]
    chosen = weights.index(max(weights))
    answer = answers[chosen]
    assert answer is not None
    because = f"The words are the same as in the {SIDES[chosen]} draft, whose answer stands; read with the text around them, the classifier was less sure of it here."
    other = replace(answer, because=because, findings=getattr(answers[1 - chosen], "findings", ()))
    both = (answer, other) if chosen == 0 else (other, answer)
    return replace(
        change, change="kept", old=both[0], new=both[1], reasons=(),
        old_findings=_ids(sides[0].of(answers[0])), new_findings=_ids(sides[1].of(answers[1])),
    )  # fmt: skip


def _weight(answer: Assessment | None, findings: list[Finding]) -> tuple[bool, float, int]:
    """How far an answer goes before the other one: by having a finding at all, by its probability, by its status."""
    if answer is None:
        return False, 0.0, -len(RANK)
    return bool(findings), max((f.confidence for f in findings if f.status == answer.status), default=0.0), -RANK.get(answer.status, len(RANK))


def _ids(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(f.id for f in findings)
