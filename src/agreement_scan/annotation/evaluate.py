"""How right findings are, measured against labelled drafts.

Two levels. Document: the status of each provision (present, weak, contrary; everything else counts as not found). Evidence: a finding is right when provision and
status are those of a label and its span overlaps the label's quotation or lead-in, wherever these words stand; one finding may
serve several labels, so recall counts labels and precision findings. Intervals come from resampling whole drafts, since clauses of
one draft are not independent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..model import FOUND, Report
from .data import LabelledDraft
from .statistics import interval, resamples

SCHEMA = "agreement-scan/evaluation/1"
TP, FP, FN, SERVED = range(4)


@dataclass(frozen=True, slots=True)
class Said:
    """One finding of whatever is measured."""

    provision: str
    status: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said of one draft: the status of each provision that was found, and the findings."""

    statuses: dict[str, str]
    findings: tuple[Said, ...]


def outcome_of(report: Report) -> Outcome:
    """The part of a report that is measured."""
    return Outcome(
        {a.provision: a.status for a in report.assessments if a.status in FOUND},
        tuple(Said(f.provision, f.status, f.start, f.end) for f in report.findings if f.status in FOUND),
    )


@dataclass(slots=True)
class Counts:
    """Counts of one system, (drafts, provisions, 3 statuses, 4: right, wrong, missed, labels served); ``loose`` without the status axis.

    ``lists`` holds for each draft what was found, missed and wrongly said, as sorted text keys: what an earlier run is compared by.
    """

    document: Any
    evidence: Any
    loose: Any
    lists: list[dict[str, list[str]]]


def count(drafts: list[LabelledDraft], outcomes: list[Outcome], provisions: list[str]) -> Counts:
    """Counts findings against labels."""
    number = {p: k for k, p in enumerate(provisions)}
    shape = (len(drafts), len(provisions), len(FOUND), 4)
    document, evidence, loose, lists = np.zeros(shape), np.zeros(shape), np.zeros((shape[0], shape[1], 4)), []
    for d, (draft, outcome) in enumerate(zip(drafts, outcomes, strict=True)):
        for provision in sorted(set(draft.expected) | set(outcome.statuses)):
            wanted, got, k = draft.expected.get(provision), outcome.statuses.get(provision), number[provision]
            loose[d, k, TP if wanted and got else FN if wanted else FP] += 1
            if wanted is not None and wanted == got:
                document[d, k, FOUND.index(wanted), TP] += 1
                continue
            if got is not None:
                document[d, k, FOUND.index(got), FP] += 1
            if wanted is not None:
                document[d, k, FOUND.index(wanted), FN] += 1
        served, wrong = _evidence(draft, outcome, evidence[d], number)
        keys = [f"{x.provision} {x.status} {x.start}" for x in draft.labels]
        lists.append({
            "found": sorted(key for n, key in enumerate(keys) if n in served), "missed": sorted(key for n, key in enumerate(keys) if n not in served),
            "wrong": sorted(f"{f.provision} {f.status} {f.start}" for f in wrong),
        })  # fmt: skip
    document[..., SERVED] = document[..., TP]
    loose[..., SERVED] = loose[..., TP]
    return Counts(document, evidence, loose, lists)


def _evidence(draft: LabelledDraft, outcome: Outcome, counts: Any, number: dict[str, int]) -> tuple[set[int], list[Said]]:
    spans = [_places(draft.text, x.quote) + _places(draft.text, x.lead) for x in draft.labels]
    served: set[int] = set()
    wrong = []
    for finding in outcome.findings:
        hits = [
            n for n, x in enumerate(draft.labels)
            if (x.provision, x.status) == (finding.provision, finding.status) and any(finding.start < e and s < finding.end for s, e in spans[n])
        ]  # fmt: skip
        served |= set(hits)
        counts[number[finding.provision], FOUND.index(finding.status), TP if hits else FP] += 1
        if not hits:
            wrong.append(finding)
    for n, label in enumerate(draft.labels):
        counts[number[label.provision], FOUND.index(label.status), SERVED if n in served else FN] += 1
    return served, wrong


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Every place of some words in a text."""
    found = []
    at = text.find(words) if words else -1
    while at >= 0:
        found.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return found


def rates(counts: Any) -> Any:
    """Precision, recall and F1 on a new last axis; NaN where nothing was said, or nothing is there, or neither."""
    tp, fp, fn, served = (np.asarray(counts, dtype=float)[..., n] for n in range(4))
    with np.errstate(invalid="ignore", divide="ignore"):
        precision, recall = tp / (tp + fp), served / (served + fn)
        f = 2 * precision * recall / (precision + recall)
    f = np.where((precision == 0) | (recall == 0), 0.0, f)
    f = np.where(np.isnan(precision) & ~np.isnan(recall) | np.isnan(recall) & ~np.isnan(precision), 0.0, f)
    return np.stack([precision, recall, f], axis=-1)


def figures(counts: Counts, drafts: list[LabelledDraft], provisions: list[str], times: int = 1000) -> list[dict[str, Any]]:
    """All figures of one system: over all, by status, provision, family, and by profile, split and language of the drafts."""
    weights = resamples(len(drafts), times)
    found = []
    for level, table in (("document", counts.document), ("evidence", counts.evidence)):

        def add(by: str, about: str, part: Any, drawn: Any = weights, level: str = level) -> None:
            if part.sum():
                found.append(_figure(level, by, about, part, drawn))

        add("all", "all", table.sum(axis=(1, 2)))
        if level == "document":
            add("all", "any status", counts.loose.sum(axis=1))
        for s, status in enumerate(FOUND):
            add("status", status, table[:, :, s].sum(axis=1))
        for by, of in _GROUPS.items():
            for about in sorted({of(d) for d in drafts}):
                rows = [n for n, d in enumerate(drafts) if of(d) == about]
                add(by, about, table[rows].sum(axis=(1, 2)), resamples(len(rows), times))
        families = sorted({p.split(".")[0] for p in provisions})
        for family in families:
            add("family", family, table[:, [k for k, p in enumerate(provisions) if p.split(".")[0] == family]].sum(axis=(1, 2)))
        for k, provision in enumerate(provisions):
            add("provision", provision, table[:, k].sum(axis=1))
    return found


_GROUPS: dict[str, Callable[[LabelledDraft], str]] = {"profile": lambda d: d.profile, "split": lambda d: d.split or "none", "language": lambda d: d.language}


def _figure(level: str, by: str, about: str, part: Any, weights: Any) -> dict[str, Any]:
    total = part.sum(axis=0)
    values, drawn = rates(total), rates(weights @ part)
    figure: dict[str, Any] = {"level": level, "by": by, "about": about, "labels": int(total[SERVED] + total[FN]), "right": int(total[TP]), "wrong": int(total[FP]), "missed": int(total[FN])}
    for n, name in enumerate(("precision", "recall", "f1")):
        figure[name] = None if np.isnan(values[n]) else round(float(values[n]), 4)
        figure[f"{name}_interval"] = interval(drawn[:, n])
    return figure


def macro(counts: Counts) -> float | None:
    """Mean document-level F1 over the provisions that were labelled or said."""
    table = counts.document.sum(axis=(0, 2))
    here = table.sum(axis=-1) > 0
    return round(float(rates(table[here])[:, 2].mean()), 4) if here.any() else None


def result(systems: dict[str, list[Outcome]], drafts: list[LabelledDraft], provisions: list[str], times: int, run: dict[str, Any]) -> dict[str, Any]:
    """The whole evaluation as plain data. ``systems``: the outcomes of each detector or baseline, draft by draft."""
    made: dict[str, Any] = {"schema": SCHEMA, "run": run, "drafts": [d.name for d in drafts], "resamples": times, "systems": {}}
    for name, outcomes in systems.items():
        counts = count(drafts, outcomes, provisions)
        made["systems"][name] = {
            "macro_f1": macro(counts), "figures": figures(counts, drafts, provisions, times),
            "clauses": {d.name: lists for d, lists in zip(drafts, counts.lists, strict=True)},
        }  # fmt: skip
    return made


def changes(now: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Gains and losses of each system of both runs, clause by clause, over the drafts that both hold.

    ``gained``/``lost``: labels found now and not before, and the reverse; ``new_wrong``/``gone_wrong``: findings without a label.
    """
    compared: dict[str, Any] = {}
    for system in now["systems"]:
        if system not in before["systems"]:
            continue
        lists: dict[str, list[str]] = {"gained": [], "lost": [], "new_wrong": [], "gone_wrong": []}
        for draft, mine in now["systems"][system]["clauses"].items():
            theirs = before["systems"][system]["clauses"].get(draft)
            if theirs is None:
                continue
            for name, these, those in (("gained", "found", "missed"), ("lost", "missed", "found")):
                lists[name] += [f"{draft}: {key}" for key in mine[these] if key in set(theirs[those])]
            lists["new_wrong"] += [f"{draft}: {key}" for key in sorted(set(mine["wrong"]) - set(theirs["wrong"]))]
            lists["gone_wrong"] += [f"{draft}: {key}" for key in sorted(set(theirs["wrong"]) - set(mine["wrong"]))]
        compared[system] = lists
    return compared
