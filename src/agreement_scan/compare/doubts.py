"""What is only perhaps a change, and why: nothing is counted as lost, weakened or new on the classifier's word alone.

Three things make a change uncertain: an answer that is unclear or was not given in one of the drafts; an answer that only the
classifier reads, and not almost surely; and rules that see a change where their answer and the classifier's together stayed the same.
"""

from __future__ import annotations

from dataclasses import replace

from ..comparison import Comparison, ProvisionChange
from ..model import Assessment, Finding
from ..scan import Interpretation
from .provisions import change_of
from .steady import SIDES, ruled_statuses

SURE = 0.85  # from here on the classifier's word is called one of high confidence in every report


def doubted(comparison: Comparison, old: Interpretation, new: Interpretation) -> Comparison:
    """The comparison with every change that is not for certain as "uncertain", each with its ``doubt``."""
    ruled = [ruled_statuses(i) for i in (old, new)] if new.model is not None else None
    known = [{f.id: f for f in report.findings} for report in (comparison.old, comparison.new)]
    return replace(comparison, changes=tuple(_doubted(c, known, ruled) for c in comparison.changes))


def _doubted(change: ProvisionChange, known: list[dict[str, Finding]], ruled: list[dict[str, str]] | None) -> ProvisionChange:
    by_rules_alone = change_of(*(statuses.get(change.provision) for statuses in ruled)) if ruled is not None else change.change
    if change.change == "uncertain":
        doubt = _unanswered(change)
    elif ruled is None or by_rules_alone == change.change:
        doubt = ""
    elif change.change == "kept":
        doubt = "" if by_rules_alone in ("uncertain", "lapsed") else _overruled(change, ruled)
    else:
        doubt = _unsupported(change, known)
    return replace(change, change="uncertain", doubt=doubt) if doubt else change


def _unanswered(change: ProvisionChange) -> str:
    """In which draft there is no clear answer."""
    told = [f"{a.status.replace('-', ' ')} in the {side} draft" for side, a in zip(SIDES, (change.old, change.new), strict=True) if _is_open(a)]
    return f"It is {' and '.join(told)}."


def _is_open(answer: Assessment | None) -> bool:
    return answer is not None and answer.status in ("unclear", "not-assessed")


def _unsupported(change: ProvisionChange, known: list[dict[str, Finding]]) -> str:
    """On which side the answer is the classifier's alone, and how sure it was. Whether a contrary clause came or went hangs on that clause only."""
    hangs_on = {"turned-contrary": ("new",), "cured": ("old",)}.get(change.change, SIDES)
    told = []
    for side, findings, answer, ids in zip(SIDES, known, (change.old, change.new), (change.old_findings, change.new_findings), strict=True):
        deciding = [findings[i] for i in ids if i in findings and answer is not None and findings[i].status == answer.status]
        surest = max((f.confidence for f in deciding), default=1.0)
        if side in hangs_on and deciding and all(f.detector == "model" for f in deciding) and surest < SURE:
            told.append(f"in the {side} draft the classifier alone reads it as {deciding[0].status}, with a confidence of {surest:.2f}")
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _overruled(change: ProvisionChange, ruled: list[dict[str, str]]) -> str:
    """What the rules by themselves see change."""
    before, after = (_named(statuses.get(change.provision)) for statuses in ruled)
    return f"By the rules alone it went from {before} to {after}; with the classifier it is {_named(change.new.status if change.new else None)} in both."


def _named(status: str | None) -> str:
    return (status or "not found").replace("-", " ")
