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


def readings_of(name: str, reading: Any, proposed: list[Any], model: Any, concern: Any) -> list[Proposal]:
    """Every passage of a document with what rules (settled candidates) and model make of it; one proposal at least for each passage."""
    from ..classify.hybrid import judge
    from ..model import FOUND

    text = reading.document.text
    seen = model.look(reading)
    judged = judge(seen, proposed, model, concern)
    read_as = model.look_closer(seen, judged.rows, judged.columns) if len(judged.rows) else ()
    ruled = {(c.passage.index, c.provision): c.status for c in proposed}
    made: dict[int, list[Proposal]] = {n: [] for n in range(len(seen.passages))}
    for row, column, chances, statuses in zip(judged.rows.tolist(), judged.columns.tolist(), judged.chances, read_as, strict=True):
        passage, provision = seen.passages[row], model.provisions[column]
        rule = ruled.get((passage.index, provision), "")
        likely = FOUND[int(statuses.argmax())] if seen.relevance[row, column] >= 0.5 else ""
        reason = "disagreeing" if (rule in FOUND and likely != rule) or (not rule and likely) else "uncertain"
        if not rule and not likely:
            reason = "near a finding"
        made[row].append(Proposal(reason, name, *_words(text, passage), provision, rule, likely, round(float(chances.max()), 4)))
    for row, passage in enumerate(seen.passages):
        if not made[row]:
            made[row].append(Proposal("drawn blindly", name, *_words(text, passage), "", "", "", 0.0))
    return [p for row in made.values() for p in row]


def _words(text: str, passage: Any) -> tuple[int, int, str, str]:
    """Where a passage stands, its nearest lead-in and its words."""
    lead = passage.leads[-1] if passage.leads else None
    return passage.start, passage.end, text[lead.start : lead.end] if lead is not None else "", text[passage.start : passage.end]


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
