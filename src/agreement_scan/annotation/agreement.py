"""How far readers of the same drafts agree, over documents and over clauses, by status and by provision.

Units. Document level: every draft and every provision of the catalogue, coded with the draft's status for it (none where
nothing was labelled). Clause level: every clause of the clause tree and every provision, coded with the strongest status
whose quotation stands mostly in that clause. A draft that a reader has not read is missing, not "none".

Nearly all units are "none" for everybody. That makes percentages high and chance-corrected figures depend on how rare a label
is, so the number of labelled units and the prevalence stand beside every figure, and ``shared`` says how many of the units that
anyone labelled got the same label from all.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import UsageError
from ..languages import load
from ..model import FOUND
from ..structure import split
from . import statistics as st
from .data import STRENGTH, LabelledDraft, document_of, folder_drafts

CODES = ("none", "weak", "present", "contrary")
SCHEMA = "agreement-scan/agreement/1"


@dataclass(frozen=True, slots=True)
class Figure:
    """Agreement on one thing. ``units`` were coded by at least two readers; ``labelled`` of them by anyone with a label.

    ``prevalence`` is the share of codes that are a label (or that status). ``cohen`` is the mean over pairs of readers.
    """

    level: str  # document | clause
    about: str  # all | status:contrary | provision id
    units: int
    labelled: int
    prevalence: float | None
    percentage: float | None
    shared: float | None
    cohen: float | None
    fleiss: float | None
    alpha: float | None
    cohen_interval: list[float] | None
    alpha_interval: list[float] | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A unit that readers coded differently; ``clause`` is "" for the whole document; ``codes`` by reader, "missing" left out."""

    level: str
    draft: str
    clause: str
    provision: str
    codes: dict[str, str]


@dataclass(slots=True)
class Tally:
    """Counts that add up over drafts, shapes (drafts, provisions, 4, 4); ``pairs`` has a first axis more, one for each pair of readers.

    ``any`` and ``same``: units that anyone labelled, and those of them with one code from all, by binary view: (drafts, provisions, 5)
    for any label and for none, weak, present, contrary.
    """

    coincidence: Any
    pairs: Any
    complete: Any  # (drafts,) 1 where every reader read the draft
    any: Any
    same: Any


def measure(root: Path, folders: list[Path], provisions: list[str], times: int = 1000) -> dict[str, Any]:
    """Agreement between the readers whose labels are in ``folders`` (one folder a reader), as plain data.

    Raises UsageError for fewer than two folders or no draft in common.
    """
    if len(folders) < 2:
        raise UsageError("Agreement needs two readers or more.", "Name one folder of labels for each reader.")
    names = _names(folders)
    readings = [{d.name: d for d in folder_drafts(root, folder)} for folder in folders]
    drafts = sorted({n for reading in readings for n in reading if sum(n in r for r in readings) >= 2})
    if not drafts:
        raise UsageError("No draft was labelled by two of the readers.", "Check the folders; files of one draft have the same name.")
    weights = st.resamples(len(drafts), times)
    figures: list[Figure] = []
    disagreements: list[Disagreement] = []
    for level in ("document", "clause"):
        tally = empty(len(drafts), len(provisions), len(folders))
        for d, draft in enumerate(drafts):
            given = [reading.get(draft) for reading in readings]
            units, coded, labels = _document_units(given) if level == "document" else _clause_units(given)
            disagreements += add(tally, d, coded, units, provisions, [g is not None for g in given], (level, draft, labels, names))
        figures += _figures(level, tally, provisions, weights)
    return {
        "schema": SCHEMA, "readers": names, "drafts": len(drafts), "resamples": times, "overlap": _span_overlap(readings, drafts, names),
        "figures": [asdict(f) for f in figures], "disagreements": [asdict(x) for x in disagreements],
    }  # fmt: skip


def _names(folders: list[Path]) -> list[str]:
    short = [f.name for f in folders]
    return short if len(set(short)) == len(short) else [f"{f.parent.name}/{f.name}" for f in folders]


Coded = dict[tuple[int, str], list[int]]  # (unit, provision) -> code by reader


def _document_units(given: list[LabelledDraft | None]) -> tuple[int, Coded, list[str]]:
    coded: Coded = {}
    for r, draft in enumerate(given):
        for provision, status in (draft.expected if draft else {}).items():
            coded.setdefault((0, provision), [0] * len(given))[r] = CODES.index(status)
    return 1, coded, [""]


def _clause_units(given: list[LabelledDraft | None]) -> tuple[int, Coded, list[str]]:
    read = next(d for d in given if d is not None)
    clauses = split(document_of(read), load(read.language))
    coded: Coded = {}
    for r, draft in enumerate(given):
        for label in draft.labels if draft else ():
            at = max(range(len(clauses)), key=lambda n: (min(label.end, clauses[n].end) - max(label.start, clauses[n].start), -n))
            codes = coded.setdefault((at, label.provision), [0] * len(given))
            known = CODES[codes[r]]
            if known == "none" or STRENGTH.index(label.status) < STRENGTH.index(known):
                codes[r] = CODES.index(label.status)
    return len(clauses), coded, [c.label or c.kind for c in clauses]


def empty(drafts: int, provisions: int, readers: int) -> Tally:
    """A tally of nothing yet."""
    square = (drafts, provisions, len(CODES), len(CODES))
    flat = (drafts, provisions, len(CODES) + 1)
    return Tally(np.zeros(square), np.zeros((readers * (readers - 1) // 2, *square)), np.zeros(drafts), np.zeros(flat), np.zeros(flat))


def add(tally: Tally, draft: int, coded: Coded, units: int, provisions: list[str], read: list[bool], where: Any = None) -> list[Disagreement]:
    """Counts one draft's units; all units that are not in ``coded`` are "none" for everybody who read. Returns the disagreements."""
    here = [r for r, yes in enumerate(read) if yes]
    tally.complete[draft] = len(here) == len(read)
    found: list[Disagreement] = []
    by_provision: dict[str, list[tuple[int, list[int]]]] = {}
    for (unit, provision), codes in sorted(coded.items()):
        by_provision.setdefault(provision, []).append((unit, codes))
    pairs = [(a, b) for a in range(len(read)) for b in range(a + 1, len(read))]
    for k, provision in enumerate(provisions):
        rows = by_provision.get(provision, [])
        ratings = np.array([[c if read[r] else st.MISSING for r, c in enumerate(codes)] for _, codes in rows], dtype=int).reshape(len(rows), len(read))
        silent = units - len(rows)
        tally.coincidence[draft, k] = st.coincidences(ratings, len(CODES))
        tally.coincidence[draft, k, 0, 0] += silent * len(here)
        for n, (a, b) in enumerate(pairs):
            if read[a] and read[b]:
                tally.pairs[n, draft, k] = st.contingency(ratings, a, b, len(CODES))
                tally.pairs[n, draft, k, 0, 0] += silent
        for unit, codes in rows:
            mine = [codes[r] for r in here]
            for view in range(len(CODES) + 1):
                inside = [c > 0 if view == 0 else c == view - 1 for c in mine]
                tally.any[draft, k, view] += any(inside)
                tally.same[draft, k, view] += len(set(mine)) == 1 if view == 0 and any(inside) else view > 0 and all(inside)
            if len(set(mine)) > 1 and where is not None:
                level, name, labels, names = where
                found.append(Disagreement(level, name, labels[unit], provision, {names[r]: CODES[codes[r]] for r in here}))
    return found


def _figures(level: str, tally: Tally, provisions: list[str], weights: Any) -> list[Figure]:
    co, pairs = tally.coincidence, tally.pairs
    figures = [_figure(level, "all", co.sum(axis=1), pairs.sum(axis=2), tally, tally.any.sum(axis=1)[:, 0], tally.same.sum(axis=1)[:, 0], weights)]
    for status in FOUND:
        code = [CODES.index(status)]
        view = code[0] + 1
        figures.append(
            _figure(
                level, f"status:{status}", st.collapse(co.sum(axis=1), code), st.collapse(pairs.sum(axis=2), code), tally,
                tally.any.sum(axis=1)[:, view], tally.same.sum(axis=1)[:, view], weights,
            )
        )  # fmt: skip
    for k, provision in enumerate(provisions):
        figures.append(_figure(level, provision, co[:, k], pairs[:, :, k], tally, tally.any[:, k, 0], tally.same[:, k, 0], weights))
    return figures


def _figure(level: str, about: str, co: Any, pairs: Any, tally: Tally, anyone: Any, same: Any, weights: Any) -> Figure:
    """``co``: (drafts, C, C), ``pairs``: (pairs, drafts, C, C)."""
    total, table = co.sum(axis=0), pairs.sum(axis=1)
    readers = (1 + int(np.sqrt(1 + 8 * len(pairs)))) // 2
    units = pairs.sum(axis=(-2, -1)).max(axis=0).sum() if readers > 1 else 0
    labelled = int(anyone.sum())
    drawn_co = np.tensordot(weights, co, axes=1)
    drawn_pairs = np.stack([np.tensordot(weights, p, axes=1) for p in pairs])
    return Figure(
        level, about, int(units), labelled, _number(total[1:].sum() / total.sum() if total.sum() else np.nan), _number(st.percentage(total)),
        _number(same.sum() / labelled if labelled else np.nan), _number(_mean(st.cohen(table))),
        _number(st.fleiss((co * tally.complete[:, None, None]).sum(axis=0))), _number(st.krippendorff(total)),
        st.interval(_mean(st.cohen(drawn_pairs))), st.interval(st.krippendorff(drawn_co)),
    )  # fmt: skip


def _mean(values: Any) -> Any:
    """Mean over pairs of readers; NaN where it is undefined for one of them."""
    return np.asarray(values).mean(axis=0)


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)


def _span_overlap(readings: list[dict[str, LabelledDraft]], drafts: list[str], names: list[str]) -> list[dict[str, Any]]:
    """For each pair of readers: share of labels that the other has too (same provision and status, overlapping or equal quotation)."""
    found = []
    for a in range(len(readings)):
        for b in range(a + 1, len(readings)):
            both = [n for n in drafts if n in readings[a] and n in readings[b]]
            size = sum(len(readings[r][n].labels) for r in (a, b) for n in both)
            overlapping = exact = 0
            for name in both:
                for one, other in ((a, b), (b, a)):
                    for x in readings[one][name].labels:
                        alike = [y for y in readings[other][name].labels if (y.provision, y.status) == (x.provision, x.status)]
                        overlapping += any(x.start < y.end and y.start < x.end for y in alike)
                        exact += any((x.start, x.end) == (y.start, y.end) for y in alike)
            found.append({
                "readers": [names[a], names[b]], "drafts": len(both), "labels": size,
                "overlapping": round(overlapping / size, 4) if size else None, "exact": round(exact / size, 4) if size else None,
            })  # fmt: skip
    return found
