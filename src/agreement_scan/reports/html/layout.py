"""What stands where on the page: the checklist by family, the draft in leaves, blocks and segments.

Highlights may overlap, so the text of a clause is cut at every boundary and each segment lists all that lies on it.
The segments of a block, put together, are exactly the canonical text of the clause.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple

from agreement_scan.model import STATUSES, ClauseInfo, Finding, LeadIn, Notice, Report
from agreement_scan.reports._order import (
    CAVEAT,
    MEANINGS,
    SIGNS,
    WORDS,
    Entry,
    by_status,
    citation,
    counted,
    entries,
    family_title,
    pages,
    place,
)  # fmt: skip
from agreement_scan.reports._review import by_finding, on_silence, said
from agreement_scan.reports._text import same_length, visible
from agreement_scan.reports._why import cues, why_not
from agreement_scan.reports.html.bench import PageImages, Sheet, bench, sheets

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
CHANGES = {"inserted": "Inserted", "deleted": "Deleted", "comment": "Comment", "bracketed": "In brackets"}
DETECTORS = {"rules": "rules", "model": "the model", "both": "rules and the model", "reviewer": "a reviewer"}
_BLOCKS_A_LEAF = 60  # where the format has no pages


class Layer(NamedTuple):
    """A span of the text with a meaning: a finding, its lead-in, a piece of evidence, or a reader's mark."""

    start: int
    end: int
    role: str  # finding | lead | evidence | mark | page
    key: str  # id of the finding, kind of the mark, number of the page


@dataclass(slots=True)
class Segment:
    """Words between two boundaries, and everything that lies on them."""

    start: int
    text: str
    findings: tuple[Finding, ...] = ()  # worst status first
    leads: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()  # findings whose first words these are
    page: str = ""  # a page begins here, in the middle of a clause
    label: bool = False  # number and heading of the clause


@dataclass(slots=True)
class Block:
    """One clause of the draft as it is shown."""

    index: int
    clause: ClauseInfo | None  # None for text outside every clause: shown all the same
    start: int
    end: int
    segments: list[Segment] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    gap: str = ""  # what stands between the block before and this one
    lead: LeadIn | None = None  # the words it hangs on


@dataclass(slots=True)
class Leaf:
    """A page, or a stretch of a text without pages."""

    number: int | None
    blocks: list[Block] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    sheet: Sheet | None = None  # the page as it is printed


def desk(report: Report, redacted: bool = False, images: PageImages | None = None) -> dict[str, Any]:
    """Everything the template needs, as plain values. ``images`` are pictures of pages by number: media type and bytes."""
    text = report.document.text
    everything = entries(report, rejected=True)
    leaves = _leaves(report, redacted)
    for number, sheet in sheets(report, images or {}).items():
        for leaf in leaves:
            if leaf.number == number:
                leaf.sheet = sheet
    overlaps = _overlaps(leaves)
    groups = by_status(report, rejected=True)
    return {
        "report": report,
        "entries": [e for group in groups.values() for e in group],
        "families": _families(everything),
        "groups": groups,
        "leaves": leaves,
        "overlaps": overlaps,
        "known": {f.id: f for f in report.findings},
        "bench": None if redacted else bench(report),
        "verdicts": report.verdicts(), "said_of": by_finding(report), "on_silence": on_silence(report), "said": said,
        "facts": [] if pages(report) is None else [counted(pages(report) or 0, "page")],
        "size": [counted(len(report.clauses), "clause"), counted(len(text), "character")],
        "asked": counted(sum(a.in_profile for a in report.assessments), "provision"),
        "pictured": bool(images),
        "direction": "rtl" if report.language.split("-")[0] in RIGHT_TO_LEFT else "ltr",
        "cues": cues, "why_not": why_not,
        "clean": visible,
        "place": place,
        "family": family_title,
        "citation": citation,
        "certainty": lambda c: "high" if c >= 0.85 else "medium" if c >= 0.6 else "low",
        "statuses": STATUSES, "words": WORDS, "signs": SIGNS, "meanings": MEANINGS, "caveat": CAVEAT, "detectors": DETECTORS,
    }  # fmt: skip


def segments(text: str, start: int, end: int, layers: Iterable[Layer], findings: dict[str, Finding], body: int | None = None) -> list[Segment]:
    """``text[start:end]`` cut at every boundary of ``layers``; joined again the segments give that text.

    ``body`` is where the words begin after number and heading. Layers that do not touch the span are ignored.
    """
    layers = [layer for layer in layers if layer.start < end and layer.end > start]
    cuts = {start, end} | {c for layer in layers for c in (layer.start, layer.end) if start < c < end}
    if body is not None and start < body < end:
        cuts.add(body)
    edges = sorted(cuts)
    found: list[Segment] = []
    for low, high in pairwise(edges):
        on = [layer for layer in layers if layer.start <= low and layer.end >= high]
        here = {layer.key: findings[layer.key] for layer in on if layer.role == "finding"}
        found.append(
            Segment(
                start=low,
                text=text[low:high],
                findings=tuple(sorted(here.values(), key=lambda f: (STATUSES.index(f.status), f.start, f.id))),
                leads=_keys(on, "lead"),
                evidence=_keys(on, "evidence"),
                marks=_keys(on, "mark"),
                opens=tuple(sorted(layer.key for layer in on if layer.role == "finding" and layer.start == low)),
                page=next((layer.key for layer in on if layer.role == "page" and layer.start == low != start), ""),
                label=body is not None and high <= body,
            )
        )
    return found


def _keys(layers: list[Layer], role: str) -> tuple[str, ...]:
    return tuple(sorted({layer.key for layer in layers if layer.role == role}))


def _layers(report: Report) -> list[Layer]:
    layers = [Layer(m.start, m.end, "mark", m.kind) for m in report.document.marks if m.kind in CHANGES or m.kind == "footnote"]
    if pages(report) is not None:
        layers += [Layer(p.start, p.end, "page", str(p.number)) for p in report.document.pages]
    for f in report.findings:
        layers.append(Layer(f.start, f.end, "finding", f.id))
        if f.lead_in is not None:
            layers.append(Layer(f.lead_in.start, f.lead_in.end, "lead", f.id))
        layers += [Layer(e.start, e.end, "evidence", f.id) for e in f.evidence]
    return [layer for layer in layers if layer.end > layer.start]


def _blocks(report: Report) -> list[Block]:
    """The clauses in reading order, and between them whatever text no clause covers."""
    text, blocks, cursor = report.document.text, [], 0
    clauses = sorted(report.clauses, key=lambda c: (c.start, c.end))
    for clause, following in zip_longest(clauses, clauses[1:]):
        start = max(cursor, clause.start)
        # a clause that reaches over the next one ends where that begins: no words twice, none lost
        end = clause.end if following is None else min(clause.end, max(following.start, start))
        if text[cursor:start].strip():
            blocks += _paragraphs(text, cursor, start)
        if end > start:
            blocks.append(Block(0, clause, start, end))
            cursor = end
    if text[cursor:].strip():
        blocks += _paragraphs(text, cursor, len(text))
    leads = dict(zip(report.clauses, report.lead_ins(), strict=True))
    cursor = 0
    for index, block in enumerate(blocks):
        block.index, block.gap = index, text[cursor : block.start]
        block.lead = leads.get(block.clause) if block.clause is not None else None
        cursor = block.end
    return blocks


def _paragraphs(text: str, start: int, end: int) -> list[Block]:
    blocks = []
    for line in text[start:end].splitlines(keepends=True):
        if line.strip():
            blocks.append(Block(0, None, start, start + len(line.rstrip())))
        start += len(line)
    return blocks


def _leaves(report: Report, redacted: bool) -> list[Leaf]:
    document = report.document
    blocks = _blocks(report)
    starts = [b.start for b in blocks]
    on: list[list[Layer]] = [[] for _ in blocks]
    for layer in _layers(report):
        first = max(0, bisect_right(starts, layer.start) - 1)
        for index in range(first, bisect_left(starts, layer.end)):
            on[index].append(layer)
    findings = {f.id: f for f in report.findings}
    shown = same_length(document.text)
    for block, layers in zip(blocks, on, strict=True):
        body = None if block.clause is None else block.clause.body
        block.segments = segments(shown, block.start, block.end, layers, findings, body)
        block.findings = list({f.id: f for s in block.segments for f in s.findings}.values())
        block.changes = [
            CHANGES[m.kind] + (f": {m.detail}" if m.kind == "comment" and m.detail else f" by {m.detail}" if m.detail else "")
            for m in document.marks
            if m.kind in CHANGES and m.start < block.end and m.end > block.start
        ] if any(s.marks for s in block.segments) else []  # fmt: skip
        if redacted:
            for s in block.segments:
                s.text = "[words withheld] " if s.findings else "[…] "
    if pages(report) is None:
        groups = [blocks[i : i + _BLOCKS_A_LEAF] for i in range(0, len(blocks), _BLOCKS_A_LEAF)]
        return [Leaf(None, group) for group in groups]
    leaves = {p.number: Leaf(p.number, notices=[n for n in report.notices if n.page == p.number]) for p in document.pages}
    for block in blocks:
        number = document.page_at(block.start)
        if number in leaves:
            leaves[number].blocks.append(block)
    return list(leaves.values())


def _overlaps(leaves: list[Leaf]) -> dict[str, list[Finding]]:
    """For each finding the others that share words with it."""
    others: dict[str, dict[str, Finding]] = {}
    for leaf in leaves:
        for block in leaf.blocks:
            for segment in block.segments:
                for f in segment.findings:
                    others.setdefault(f.id, {}).update({o.id: o for o in segment.findings if o.id != f.id})
    return {identity: list(found.values()) for identity, found in others.items()}


def _families(everything: list[Entry]) -> list[tuple[str, list[Entry]]]:
    """The checklist: families with the most urgent answer first, and within a family the most urgent first."""
    families: dict[str, list[Entry]] = {}
    for entry in everything:
        families.setdefault(entry.provision.family, []).append(entry)
    for group in families.values():
        group.sort(key=_urgency)
    return sorted(families.items(), key=lambda pair: _urgency(pair[1][0]))


def _urgency(entry: Entry) -> tuple[bool, int, bool]:
    a = entry.assessment
    return (not a.in_profile, STATUSES.index(a.status), not entry.provision.headline)
