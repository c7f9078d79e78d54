"""Several reviewers of one draft joined: what they agree on, in figures, and what someone has to settle.

A unit is a place on which reviewers decided: the same words for the same provision; words that reviewers added are the same
unit where they overlap. A reviewer's code is the status they hold, ``rejected``, or ``unsure``. Agreement is that of the reviewers
alone: an entry by which someone settles a disagreement does not mend the figures, it only closes the conflict.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from ..errors import UsageError
from .decisions import Entry, History, dumps, standing


@dataclass(frozen=True, slots=True)
class Pair:
    """Agreement of two reviewers on the ``units`` both decided. ``kappa`` (Cohen) is None where it is not defined: no unit, or one code only."""

    first: str
    second: str
    units: int
    agreed: int
    kappa: float | None

    @property
    def percentage(self) -> float | None:
        """Share of units with the same code, 0 to 100; None without units."""
        return round(100 * self.agreed / self.units, 1) if self.units else None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place that reviewers code differently and nobody has settled: the last entry of each."""

    provision: str
    quote: str
    entries: tuple[Entry, ...]

    @property
    def codes(self) -> tuple[tuple[str, str], ...]:
        """(reviewer, code) of each."""
        return tuple((e.reviewer, code(e)) for e in self.entries)


@dataclass(frozen=True, slots=True)
class Merged:
    """Histories as one, and what came of it. ``decided`` counts the units of each reviewer."""

    document: dict[str, str]
    entries: tuple[Entry, ...]
    decided: dict[str, int]
    pairs: tuple[Pair, ...]
    conflicts: tuple[Conflict, ...]

    def dump(self) -> bytes:
        """As a decisions file; ``agreement`` and ``conflicts`` (ids of entries) stand in it for the one who settles them."""
        agreement = [{"reviewers": [p.first, p.second], "units": p.units, "agreed": p.agreed, "percentage": p.percentage, "kappa": p.kappa} for p in self.pairs]
        conflicts = [{"provision": c.provision, "entries": [e.id for e in c.entries]} for c in self.conflicts]
        return dumps(self.document, (e.raw for e in self.entries), agreement=agreement, conflicts=conflicts)


def code(entry: Entry) -> str:
    """What a decision comes to: the status that the reviewer holds, ``rejected`` or ``unsure``."""
    return entry.decision if entry.decision in ("rejected", "unsure") else entry.status


def merge(histories: Iterable[History]) -> Merged:
    """Joins histories in order of time; an entry that stands in several counts once.

    Raises UsageError where they are of different texts, or where one id stands for two different entries.
    """
    histories = list(histories)
    document = histories[0].document
    known: dict[str, Entry] = {}
    for h in histories:
        if h.document["text_sha256"] != document["text_sha256"]:
            raise UsageError(
                f"“{h.name}” was saved on another text than “{histories[0].name}”.",
                "Carry each to the same draft first: scan DRAFT --decisions FILE -o report.html, then save from that page.",
            )
        for e in h.entries:
            if known.setdefault(e.id, e).raw != e.raw:
                raise UsageError(f"“{h.name}”: {e.id} stands in another file with other content.", "Histories only grow; find out which file was edited.")
    # sorting is stable, and within a file the order is kept: an undoing never comes before what it undoes
    entries = _in_time(known, histories)
    alone = _units(entries, settle=False)
    reviewers = sorted({r for unit in alone for r in unit})
    pairs = tuple(_pair(a, b, [(unit[a], unit[b]) for unit in alone if a in unit and b in unit]) for a, b in combinations(reviewers, 2))
    conflicts = [
        Conflict(next(iter(unit.values())).provision, next(iter(unit.values())).exact, tuple(unit[r] for r in sorted(unit)))
        for unit in _units(entries, settle=True)
        if len({code(e) for e in unit.values()}) > 1
    ]
    return Merged(document, tuple(entries), {r: sum(r in unit for unit in alone) for r in reviewers}, pairs, tuple(conflicts))


def _in_time(known: dict[str, Entry], histories: list[History]) -> list[Entry]:
    """Entries of all files by time; one whose clock went back stays behind those before it in its own file."""
    times: dict[str, str] = {}
    for h in histories:
        latest = ""
        for e in h.entries:
            latest = max(latest, e.time, times.get(e.id, ""))
            times[e.id] = latest
    order = {e.id: n for n, e in enumerate(known.values())}
    return sorted(known.values(), key=lambda e: (times[e.id], order[e.id]))


def _units(entries: list[Entry], settle: bool) -> list[dict[str, Entry]]:
    """Of each unit the decision of each reviewer, in order of the text."""
    units: list[tuple[Entry, dict[str, Entry]]] = []
    decisions = [s.entry for s in standing(entries, settle=settle) if s.entry.decision != "commented"]
    for e in sorted(decisions, key=lambda e: (e.text, -1 if e.start is None else e.start, e.provision)):
        unit = next((u for first, u in units if _same(first, e) and e.reviewer not in u), None)
        if unit is None:
            unit = {}
            units.append((e, unit))
        unit[e.reviewer] = e
    return [unit for _, unit in units]


def _same(one: Entry, other: Entry) -> bool:
    if one.place == other.place:
        return True
    if one.decision != "added" or other.decision != "added" or one.start is None or other.start is None:
        return False
    return (one.text, one.provision) == (other.text, other.provision) and one.start < (other.end or 0) and other.start < (one.end or 0)


def _pair(first: str, second: str, coded: list[tuple[Entry, Entry]]) -> Pair:
    from ..annotation.statistics import cohen, contingency

    codes = [(code(a), code(b)) for a, b in coded]
    names = sorted({c for both in codes for c in both})
    agreed = sum(a == b for a, b in codes)
    kappa: Any = cohen(contingency([[names.index(a), names.index(b)] for a, b in codes], 0, 1, len(names))) if codes else float("nan")
    return Pair(first, second, len(codes), agreed, None if kappa != kappa else round(float(kappa), 4))
