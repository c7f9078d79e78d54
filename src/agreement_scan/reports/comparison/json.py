"""The comparison as JSON: ``agreement-scan/comparison/1`` and ``agreement-scan/options/1``, described under ``reports/schema/``."""

from __future__ import annotations

from collections import Counter
from typing import Any

from agreement_scan.comparison import CHANGES, RELATIONS, Choices, Comparison, Reason
from agreement_scan.model import Assessment, Finding, Notice, Report
from agreement_scan.reports._order import pages
from agreement_scan.reports.json import dumped, finding_data

SCHEMA = "agreement-scan/comparison/1"
OPTIONS_SCHEMA = "agreement-scan/options/1"


def render(compared: Comparison | Choices, options: dict[str, Any]) -> bytes:
    """One JSON object, indented, UTF-8, with a line end. Same comparison, same bytes."""
    redacted = bool(options.get("redact"))
    data = _choices(compared, redacted) if isinstance(compared, Choices) else _comparison(compared, redacted)
    return dumped(data, indent=1)


def _comparison(c: Comparison, redacted: bool) -> dict[str, Any]:
    sides = c.old, c.new
    known = [{f.id: f for f in r.findings} for r in sides]
    changes = Counter(change.change for change in c.changes)
    relations = Counter(r for pair in c.pairs for r in pair.relations)
    return {
        "schema": SCHEMA,
        "run": _run(c.new),
        "old": {**_document(c.old), "reading": c.readings[0], "notices": _notices(c.old.notices)},
        "new": {**_document(c.new), "reading": c.readings[1], "notices": _notices(c.new.notices)},
        "notices": _notices(c.notices),
        "summary": {
            "changes": {name: changes[name] for name in CHANGES},
            "clauses": {name: relations[name] for name in RELATIONS},
        },
        "provisions": [
            {
                "provision": change.provision,
                "change": change.change,
                "doubt": change.doubt,
                "in_profile": change.in_profile,
                "old": _assessment(change.old, change.old_findings, known[0]),
                "new": _assessment(change.new, change.new_findings, known[1]),
                "clauses": list(change.pairs),
                "reasons": [_reason(r, c, redacted) for r in change.reasons],
            }
            for change in c.changes
        ],
        "clauses": [
            {
                "old": [_clause(c.old, i) for i in pair.old],
                "new": [_clause(c.new, i) for i in pair.new],
                "relations": list(pair.relations),
                "likeness": pair.likeness,
                "edits": [{side: _span(r, span, redacted) for side, r, span in zip(("old", "new"), sides, (e.old, e.new), strict=True)} for e in pair.edits],
            }
            for pair in c.pairs
        ],
    }


def _choices(c: Choices, redacted: bool) -> dict[str, Any]:
    drafted = {a.provision: a.status for a in c.draft.assessments}
    return {
        "schema": OPTIONS_SCHEMA,
        "run": _run(c.draft),
        "document": {**_document(c.draft), "notices": _notices(c.draft.notices)},
        "notices": _notices(c.notices),
        "choices": [
            {
                "clause": choice.clause,
                "page": choice.page,
                **_span(c.draft, (choice.start, choice.end), redacted),
                "options": [
                    {
                        "kind": o.kind,
                        "name": o.name,
                        **_span(c.draft, (o.start, o.end), redacted),
                        "provisions": [{"provision": a.provision, "drafted": drafted.get(a.provision), "status": a.status, "because": a.because} for a in o.assessments],
                    }
                    for o in choice.options
                ],
            }
            for choice in c.choices
        ],
    }


def _run(report: Report) -> dict[str, Any]:
    run = report.run
    return {
        "tool": run.tool,
        "catalogue": run.catalogue,
        "model": run.model,
        "profile": run.profile,
        "options": dict(sorted({**run.options, "profile_proposed": run.profile_proposed}.items())),
    }


def _document(report: Report) -> dict[str, Any]:
    d = report.document
    return {"name": d.name, "sha256": d.sha256, "media_type": d.media_type, "language": report.language, "pages": pages(report), "characters": len(d.text)}


def _notices(notices: tuple[Notice, ...]) -> list[dict[str, Any]]:
    return [{"code": n.code, "severity": n.severity, "page": n.page, "message": n.message, "hint": n.hint} for n in notices]


def _assessment(a: Assessment | None, ids: tuple[str, ...], known: dict[str, Finding]) -> dict[str, Any] | None:
    if a is None:
        return None
    return {"status": a.status, "because": a.because, "findings": [finding_data(known[i]) for i in ids]}


def _reason(r: Reason, c: Comparison, redacted: bool) -> dict[str, Any]:
    edit = None
    if r.edit is not None:
        edit = {"old": _span(c.old, r.edit.old, redacted), "new": _span(c.new, r.edit.new, redacted)}
    return {
        "kind": r.kind,
        "clause": None if r.pair < 0 else r.pair,
        "lead_in": r.lead_in,
        "decisive": r.decisive,
        "edit": edit,
        "concepts": [{"name": name, "meaning": c.meanings.get(name, name)} for name in r.concepts],
    }


def _clause(report: Report, index: int) -> dict[str, Any]:
    clause = report.clauses[index]
    return {"label": clause.label, "page": report.document.page_at(clause.start), "start": clause.start, "end": clause.end}


def _span(report: Report, span: tuple[int, int], redacted: bool) -> dict[str, Any]:
    return {"start": span[0], "end": span[1], "quote": "" if redacted else report.document.text[slice(*span)]}
