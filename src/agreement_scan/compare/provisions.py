"""What became of each provision, in which clauses, and by which words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..comparison import ClausePair, Edit, ProvisionChange, Reason
from ..model import Assessment, Finding, Report
from .pairs import SAME_WORDS
from .units import parents

SAID = ("present", "weak")
CLASSIFIER = "classifier"  # stands for words that only the classifier weighed: their own name would quote the draft
_MOST_ELSEWHERE = 3  # clauses to name; more would explain nothing


def change_of(old: str | None, new: str | None) -> str:
    """What a change of status amounts to: one of CHANGES. None: not asked for and not found.

    "kept" is said of equal statuses, good or bad; whatever could not be assessed on either side is "uncertain", and so is an answer
    that is unclear on one side only, unless the other is a contrary clause that came in. "lapsed": it is no longer said, or no longer
    missing, and nothing calls for it any more.
    """
    old, new = old or "absent", new or "absent"
    if "not-assessed" in (old, new):
        return "uncertain"
    if old == new:
        return "kept"
    if new == "contrary":
        return "turned-contrary"
    if "unclear" in (old, new):
        return "uncertain"
    if old == "contrary":
        return "cured"
    if old in SAID and new in SAID:
        return "weakened" if new == "weak" else "strengthened"
    if new in SAID:
        return "new"
    if new == "not-applicable":
        return "lapsed"
    return "lost" if old in SAID else "new-gap"


def changes_of(old: Report, new: Report, pairs: Sequence[ClausePair]) -> tuple[ProvisionChange, ...]:
    """One change for every provision that either report speaks of, in the order of the new report."""
    sides = _Side(old, pairs, 0), _Side(new, pairs, 1)
    before = {a.provision: a for a in old.assessments}
    after = {a.provision: a for a in new.assessments}
    judge = _Judge(sides, pairs)
    return tuple(judge.change(p, before.get(p), after.get(p)) for p in [*after, *(p for p in before if p not in after)])


class _Side:
    """One draft: its findings, and which pair each place of its text belongs to."""

    def __init__(self, report: Report, pairs: Sequence[ClausePair], side: int) -> None:
        self.report = report
        self.findings = {f.id: f for f in report.findings}
        self.starts = [c.start for c in report.clauses]
        self.pair_of = {clause: n for n, pair in enumerate(pairs) for clause in (pair.old, pair.new)[side]}
        self.parents = parents(report)

    def clause(self, offset: int) -> int:
        """The clause that holds a place of the text."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def pair(self, offset: int) -> int:
        """The pair of that clause, -1 for text outside all clauses."""
        return self.pair_of.get(self.clause(offset), -1)

    def above(self, clause: int) -> list[int]:
        """The pairs of everything that a clause hangs on."""
        found, parent = [], self.parents[clause]
        while parent is not None:
            found.append(self.pair_of.get(parent, -1))
            parent = self.parents[parent]
        return found

    def deciding(self, assessment: Assessment | None, all_of_them: bool) -> list[Finding]:
        """The findings that made a status; or all of the provision."""
        found = [self.findings[i] for i in assessment.findings if i in self.findings] if assessment is not None else []
        return [f for f in found if all_of_them or f.status == assessment.status] if assessment is not None else []


@dataclass(slots=True)
class _Scene:
    """The findings of one provision on both sides, by the pair they stand in."""

    old: dict[int, list[Finding]]
    new: dict[int, list[Finding]]


class _Judge:
    def __init__(self, sides: tuple[_Side, _Side], pairs: Sequence[ClausePair]) -> None:
        self.sides, self.pairs = sides, pairs
        self.changed = [n for n, pair in enumerate(pairs) if not set(pair.relations) <= SAME_WORDS]

    def change(self, provision: str, old: Assessment | None, new: Assessment | None) -> ProvisionChange:
        """What became of one provision."""
        change = change_of(old.status if old else None, new.status if new else None)
        found = [side.deciding(a, change == "kept") for side, a in zip(self.sides, (old, new), strict=True)]
        scene = _Scene(*(self._by_pair(side, fs) for side, fs in zip(self.sides, found, strict=True)))
        concerned = list(dict.fromkeys([*scene.old, *scene.new]))
        reasons = [r for n in concerned if n >= 0 for r in self._reasons(n, scene)]
        reasons = list({(r.kind, r.pair, r.edit): r for r in reasons}.values())
        if change != "kept" and all(r.kind == "words" and not r.concepts for r in reasons):
            reasons += self._elsewhere({*concerned, *(r.pair for r in reasons)}, bool(reasons))  # the finding rested on none of these words
        reasons.sort(key=lambda r: not r.concepts or r.concepts == (CLASSIFIER,))
        known = new or old
        assert known is not None
        return ProvisionChange(
            provision, change, known.in_profile, old, new, tuple(f.id for f in found[0]), tuple(f.id for f in found[1]),
            tuple(n for n in concerned if n >= 0), tuple(reasons),
        )  # fmt: skip

    @staticmethod
    def _by_pair(side: _Side, findings: Iterable[Finding]) -> dict[int, list[Finding]]:
        held: dict[int, list[Finding]] = {}
        for finding in findings:
            held.setdefault(side.pair(finding.start), []).append(finding)
        return held

    def _reasons(self, n: int, scene: _Scene) -> list[Reason]:
        """What changed in the pair ``n`` and in what it hangs on."""
        pair = self.pairs[n]
        before, after = scene.old.get(n, []), scene.new.get(n, [])
        if not pair.old or not pair.new:
            return [Reason("clause-inserted" if pair.new else "clause-deleted", n)]
        reasons = self._words(n, before, after)
        if "references-changed" in pair.relations:
            reasons = [Reason("references", n, r.edit, r.concepts) for r in reasons] or [Reason("references", n)]
        for side, findings, clauses, others in ((self.sides[0], before, pair.new, self.sides[1]), (self.sides[1], after, pair.old, self.sides[0])):
            for finding in findings:
                if finding.lead_in is None:
                    continue
                lead = side.pair(finding.lead_in.start)
                if lead == n or lead < 0:
                    continue
                if not any(lead in others.above(clause) for clause in clauses):
                    reasons.append(Reason("other-lead-in", n))
                else:
                    reasons += [Reason(r.kind, r.pair, r.edit, r.concepts, True) for r in self._words(lead, before, after)]
        return reasons

    def _words(self, n: int, before: list[Finding], after: list[Finding]) -> list[Reason]:
        """The edits of a pair that touch the sentences of the findings; all of them where none does."""
        pair = self.pairs[n]
        if "repunctuated" in pair.relations or pair.relations == ("references-followed",):
            return []
        if "references-followed" in pair.relations and "references-changed" not in pair.relations:
            return []
        touching = [e for e in pair.edits if _touches(e.old, before) or _touches(e.new, after)]
        return [Reason("words", n, e, self._rested_on(e, before, after)) for e in touching or pair.edits]

    @staticmethod
    def _rested_on(edit: Edit, before: list[Finding], after: list[Finding]) -> tuple[str, ...]:
        """The pieces of evidence that the edited words carry."""
        names: dict[str, None] = {}
        weighed = False
        for (start, end), findings in ((edit.old, before), (edit.new, after)):
            for finding in findings:
                for e in finding.evidence:
                    if e.start < end and e.end > start:
                        if e.kind == "model":
                            weighed = True
                        else:
                            names[e.name] = None
        return tuple(names) or ((CLASSIFIER,) if weighed else ())

    def _elsewhere(self, concerned: set[int], own: bool) -> list[Reason]:
        """The other clauses that changed, if they are few; ``own``: words of the finding's own clause changed too."""
        others = [n for n in self.changed if n not in concerned]
        if own and not others:
            return []
        return [Reason("elsewhere", n) for n in others] if 0 < len(others) <= _MOST_ELSEWHERE else [Reason("elsewhere", -1)]


def _touches(span: tuple[int, int], findings: list[Finding]) -> bool:
    """Whether a span lies on the sentence or the lead-in of a finding; an insertion point at its edge does."""
    spans = [(f.start, f.end) for f in findings] + [(f.lead_in.start, f.lead_in.end) for f in findings if f.lead_in is not None]
    return any(span[0] <= end and span[1] >= start for start, end in spans)
