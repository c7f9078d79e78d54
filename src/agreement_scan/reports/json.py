"""The report as JSON, ``agreement-scan/report/1``: stable, versioned, described by ``schema/report-1.json``."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from agreement_scan.reports._order import pages

if TYPE_CHECKING:
    from agreement_scan.model import Decision, Finding, Report

SCHEMA = "agreement-scan/report/1"
# Valid in JSON as they are, but they act in terminals and pages or cannot be encoded: written as \uXXXX, losing nothing.
_ACTING = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def render(report: Report, options: dict[str, Any]) -> bytes:
    """One JSON object, indented, UTF-8, with a line end. Same report, same bytes."""
    return dumped(contract(report), indent=1)


def contract(report: Report) -> dict[str, Any]:
    """The report as plain data, keys in the order of the contract.

    ``start``/``end`` are code points of the canonical text; boxes are ``[page, x0, top, x1, bottom]`` in points from
    the top left. Whether the profile was proposed by the tool stands in ``run.options.profile_proposed``.
    """
    run, document, verdicts = report.run, report.document, report.verdicts()
    return {
        "schema": SCHEMA,
        "run": {
            "tool": run.tool,
            "catalogue": run.catalogue,
            "language": run.language,
            "model": run.model,
            "profile": run.profile,
            "options": dict(sorted({**run.options, "profile_proposed": run.profile_proposed}.items())),
        },
        "document": {
            "name": document.name,
            "sha256": document.sha256,
            "media_type": document.media_type,
            "language": report.language,
            "pages": pages(report),
            "characters": len(document.text),
        },
        "notices": [
            {"code": n.code, "severity": n.severity, "page": n.page, "message": n.message, "hint": n.hint}
            for n in report.notices
        ],
        "assessments": [
            {
                "provision": a.provision,
                "kind": a.kind,
                "in_profile": a.in_profile,
                "status": a.status,
                "because": a.because,
                "findings": list(a.findings),
            }
            for a in report.assessments
        ],
        "findings": [finding_data(f) | ({"reviewed": verdicts[f.id]} if f.id in verdicts else {}) for f in report.findings],
    } | ({"decisions": [_decision(d) for d in report.decisions]} if report.decisions else {})


def _decision(d: Decision) -> dict[str, Any]:
    return {
        "id": d.id,
        "decision": d.decision,
        "provision": d.provision,
        "status": d.status,
        "found": d.found,
        "reviewer": d.reviewer,
        "time": d.time,
        "state": "fresh-look" if d.because else "standing",
        "because": d.because,
        "finding": d.finding or None,
        "start": d.start,
        "end": d.end,
        "quote": d.quote,
        "comment": d.comment,
    }


def dumped(data: Any, indent: int | None = None) -> bytes:
    """JSON in UTF-8, one line end after it; characters that act on a screen are escaped."""
    text = json.dumps(data, ensure_ascii=False, indent=indent, allow_nan=False)
    return (_ACTING.sub(lambda found: f"\\u{ord(found.group()):04x}", text) + "\n").encode("utf-8")


def finding_data(f: Finding) -> dict[str, Any]:
    """A finding as the reports of scans and comparisons write it."""
    lead_in = f.lead_in
    return {
        "id": f.id,
        "provision": f.provision,
        "status": f.status,
        "clause": f.clause,
        "page": f.page,
        "start": f.start,
        "end": f.end,
        "quote": f.quote,
        "lead_in": None if lead_in is None else {"start": lead_in.start, "end": lead_in.end, "quote": lead_in.quote},
        "boxes": [[b.page, b.x0, b.top, b.x1, b.bottom] for b in f.boxes],
        "strength": f.strength,
        "confidence": round(float(f.confidence), 4),
        "detector": f.detector,
        "because": f.because,
        "evidence": [{"kind": e.kind, "name": e.name, "start": e.start, "end": e.end} for e in f.evidence],
    }
