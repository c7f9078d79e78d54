"""What to label next: where a label would teach most.

Three kinds in one list: readings of which the scanner is unsure, readings on which rules and model part, and passages where
nothing is said, some that come near a finding and some drawn blindly. Without the last, labelling would only ever confirm or
deny what is already found. The same texts give the same list.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

REASONS = {"uncertain": 0.4, "disagreeing": 0.3, "near a finding": 0.15, "drawn blindly": 0.15}
NEAR = 0.02  # relevance from which a silent reading is looked at
PER_PROVISION = 3  # of one reason, so that one provision does not fill the list


@dataclass(frozen=True, slots=True)
class Proposal:
    """A passage to label for a provision ("" for any). ``said`` is what rules and model read; ``chance`` the probability of the likelier status."""

    reason: str
    document: str
    start: int
    end: int
    lead_in: str
    text: str
    provision: str
    rules: str
    model: str
    chance: float


def readings_of(name: str, reading: Any, proposed: list[Any], model: Any) -> list[Proposal]:
    """Every passage of a document with what rules (settled candidates) and model make of it; one proposal at least for each passage."""
    import numpy as np

    from ..classify.hybrid import STATUSES, combine, combine_features

    text = reading.document.text
    readable = [p for p in reading.passages if p.read and p.lo < p.hi]
    at, columns = model.columns(reading, readable)[:2]
    relevance = model.relevances(at, columns)
    ruled: dict[int, dict[str, str]] = {}
    for candidate in proposed:
        ruled.setdefault(candidate.passage.index, {})[candidate.provision] = candidate.status
    number = {p: k for k, p in enumerate(model.provisions)}
    made = []
    for n, passage in enumerate(readable):
        lead = passage.leads[-1] if passage.leads else None
        words = (passage.start, passage.end, text[lead.start : lead.end] if lead is not None else "", text[passage.start : passage.end])
        by_rules = ruled.get(passage.index, {})
        looked = set(np.flatnonzero(relevance[n] >= NEAR).tolist()) | {number[p] for p in by_rules if p in number}
        chosen, found = sorted(looked), columns[at[n] : at[n + 1]]
        read_as = model.statuses(found, model.values(found), chosen) if chosen else ()
        for k, statuses in zip(chosen, read_as, strict=True):
            rule = by_rules.get(model.provisions[k], "")
            chances = combine(model.combiner, model.combiner_bias, [combine_features(rule, s, float(relevance[n, k]), statuses) for s in STATUSES])
            likely = STATUSES[int(np.argmax(statuses))] if relevance[n, k] >= 0.5 else ""
            reason = "disagreeing" if (rule in STATUSES and likely != rule) or (not rule and likely) else "uncertain"
            if not rule and not likely:
                reason = "near a finding"
            made.append(Proposal(reason, name, *words, model.provisions[k], rule, likely, round(float(chances.max()), 4)))
        if not looked:
            made.append(Proposal("drawn blindly", name, *words, "", "", "", 0.0))
    return made


def choose(proposals: list[Proposal], count: int) -> list[Proposal]:
    """The ``count`` proposals to label, the most telling first within each reason; a passage is proposed once for each provision."""

    def rank(p: Proposal) -> tuple[Any, ...]:
        place = (p.document, p.start, p.provision)
        if p.reason == "drawn blindly":
            return (hashlib.sha256(f"{p.document}\x1f{p.text}".encode()).hexdigest(), *place)
        return (-p.chance if p.reason == "near a finding" else abs(p.chance - 0.5), *place)

    chosen: list[Proposal] = []
    quotas = {reason: int(count * share) for reason, share in REASONS.items()}
    quotas["uncertain"] += count - sum(quotas.values())
    for reason, quota in quotas.items():
        used: Counter[str] = Counter()
        taken = 0
        for p in sorted((p for p in proposals if p.reason == reason), key=rank):
            if taken == quota:
                break
            if not p.provision or used[p.provision] < PER_PROVISION:
                chosen.append(p)
                used[p.provision] += 1
                taken += 1
    silent = sorted((p for p in proposals if p.reason == "drawn blindly"), key=rank)
    return chosen + [p for p in silent if p not in chosen][: count - len(chosen)]  # what the other kinds left open
