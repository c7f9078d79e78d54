"""SARIF 2.1.0 (OASIS), for pipelines and code-review tools: a rule is a provision, a result is a finding or a gap.

Results of the statuses absent and contrary are of kind ``fail``; weak is ``review``, unclear and not assessed ``open``, present
``pass``, the rest ``notApplicable``. Offsets are Unicode code points of the canonical text; lines and columns are given where
the draft itself is plain text. In PDF and DOCX drafts a position is a page and a clause, given as properties and logical
locations. Where reviewers decided, every result says whether it is suppressed: what they rejected is, with who did and why.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as percent_encoded

from agreement_scan.reports._order import CAVEAT, WORDS, Entry, citation, entries, pages, place
from agreement_scan.reports._review import by_finding, said
from agreement_scan.reports._text import one_line, quoted
from agreement_scan.reports.json import dumped

if TYPE_CHECKING:
    from agreement_scan.model import Finding, LeadIn, Notice, ProvisionInfo, Report

KINDS = {
    "contrary": "fail", "absent": "fail", "weak": "review", "unclear": "open", "present": "pass",
    "not-applicable": "notApplicable", "not-assessed": "open",
}  # fmt: skip
_NOTICE_LEVELS = {"info": "note", "warning": "warning", "error": "error"}
# Formats whose canonical text is the file's own, so that lines and offsets point into the file.
_PLAIN = ("text/plain", "text/markdown")


def render(report: Report, options: dict[str, Any]) -> bytes:
    """One SARIF log with one run, UTF-8. Same report, same bytes."""
    listed = entries(report, rejected=True)
    numbers = {e.provision.id: n for n, e in enumerate(listed)}
    region = _Regions(report, bool(options.get("redact")))
    verdicts, said_of = report.verdicts(), by_finding(report)
    results = []
    for entry in listed:
        made = [(_result(entry, f, numbers, region), "; ".join(said(d) for d in said_of[f.id]) if verdicts.get(f.id) == "rejected" else "") for f in entry.findings]
        if all(rejected for _, rejected in made):  # nothing stands, so the answer is one of silence
            made.append((_gap(entry, numbers), ""))
        results += [_suppressed(result, rejected) if report.decisions else result for result, rejected in made]
    document, run = report.document, report.run
    described = {
        "tool": {"driver": {"name": "agreement-scan", "version": run.tool, "rules": [_rule(e.provision) for e in listed]}},
        "automationDetails": {"id": f"agreement-scan/{run.profile}"},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": [_notification(n) for n in report.notices]}],
        "artifacts": [
            {"location": {"uri": region.uri}, "mimeType": document.media_type, "hashes": {"sha-256": document.sha256}, "roles": ["analysisTarget"]}
        ],
        "results": results,
        "columnKind": "unicodeCodePoints",
        "properties": {
            "catalogue": run.catalogue, "language": run.language, "model": run.model, "profile": run.profile,
            "profile_proposed": run.profile_proposed, "options": dict(sorted(run.options.items())),
            "pages": pages(report), "characters": len(document.text), "caveat": CAVEAT,
        },
    }  # fmt: skip
    return dumped({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [described]}, indent=1)


def level(status: str, provision: ProvisionInfo) -> str:
    """How loud a failing result is: contrary an error, a headline gap a warning, any other gap a note."""
    if KINDS[status] != "fail":
        return "none"
    return "error" if status == "contrary" else "warning" if provision.headline else "note"


def _rule(p: ProvisionInfo) -> dict[str, Any]:
    told = [f"Suggested wording: {p.wording}", f"Present: {p.present}", f"Weak: {p.weak}" if p.weak else "", f"Contrary: {p.contrary}" if p.contrary else ""]
    told.append("Asked for by: " + "; ".join(citation(s) for s in p.sources))
    return {
        "id": p.id,
        "shortDescription": {"text": one_line(p.name)},
        "fullDescription": {"text": one_line(f"{p.question} {p.why}")},
        "help": {"text": "\n".join(one_line(line) for line in told if line)},
        "defaultConfiguration": {"level": level("absent", p) if p.kind != "avoid" else "error"},
        "properties": {"tags": [p.family, p.kind, *(["headline"] if p.headline else [])]},
    }


def _result(entry: Entry, f: Finding, numbers: dict[str, int], region: _Regions) -> dict[str, Any]:
    words = f" {quoted(one_line(f.quote))}" if f.quote else ""
    where = f" ({place(f)})" if place(f) else ""
    made = {
        **_head(entry, f.status, numbers),
        "message": {"text": one_line(f"{entry.provision.name}: {WORDS[f.status]}{where}. {f.because}{words}")},
        "locations": [region.location(f)],
        "partialFingerprints": {"agreementScanFinding/v1": f.id},
        "properties": {
            "status": f.status, "document_status": entry.assessment.status, "in_profile": entry.assessment.in_profile, "strength": f.strength,
            "confidence": round(float(f.confidence), 4), "detector": f.detector, "page": f.page, "start": f.start, "end": f.end,
            "boxes": [[b.page, b.x0, b.top, b.x1, b.bottom] for b in f.boxes],
            "evidence": [{"kind": e.kind, "name": e.name, "start": e.start, "end": e.end} for e in f.evidence],
        },
    }  # fmt: skip
    if f.lead_in is not None:
        made["relatedLocations"] = [region.lead_in(f.lead_in)]
    return made


def _gap(entry: Entry, numbers: dict[str, int]) -> dict[str, Any]:
    a = entry.assessment
    return {
        **_head(entry, a.status, numbers),
        "message": {"text": one_line(f"{entry.provision.name}: {WORDS[a.status]}. {a.because}")},
        "partialFingerprints": {"agreementScanGap/v1": f"{a.provision}/{a.status}"},
        "properties": {"status": a.status, "document_status": a.status, "in_profile": a.in_profile},
    }


def _suppressed(result: dict[str, Any], rejected: str) -> dict[str, Any]:
    """A result of a run on which reviewers decided. SARIF wants ``suppressions`` on all results of a run or on none."""
    return {**result, "suppressions": [{"kind": "external", "status": "accepted", "justification": rejected}] if rejected else []}


def _head(entry: Entry, status: str, numbers: dict[str, int]) -> dict[str, Any]:
    return {"ruleId": entry.provision.id, "ruleIndex": numbers[entry.provision.id], "kind": KINDS[status], "level": level(status, entry.provision)}


def _notification(n: Notice) -> dict[str, Any]:
    where = "" if n.page is None else f"Page {n.page}: "
    return {"descriptor": {"id": n.code}, "level": _NOTICE_LEVELS.get(n.severity, "note"), "message": {"text": one_line(f"{where}{n.message} {n.hint}")}}


class _Regions:
    """Turns spans of the canonical text into SARIF locations."""

    def __init__(self, report: Report, redacted: bool) -> None:
        self.uri = percent_encoded(report.document.name, safe="", errors="replace")
        self._plain = report.document.media_type in _PLAIN
        text = report.document.text
        # a redacted text has no line ends left, so only its offsets mean something
        self._lines = [0, *(n + 1 for n, c in enumerate(text) if c == "\n")] if self._plain and not redacted else None

    def location(self, f: Finding) -> dict[str, Any]:
        """Where a finding stands: file, region and clause."""
        made: dict[str, Any] = {"physicalLocation": self._physical(f.start, f.end)}
        if f.clause:
            made["logicalLocations"] = [{"fullyQualifiedName": one_line(f.clause), "kind": "clause"}]
        return made

    def lead_in(self, lead: LeadIn) -> dict[str, Any]:
        """The words that a finding hangs on."""
        message = f"It hangs on {quoted(one_line(lead.quote))}" if lead.quote else "It hangs on these words"
        return {"physicalLocation": self._physical(lead.start, lead.end), "message": {"text": message}, "properties": {"start": lead.start, "end": lead.end}}

    def _physical(self, start: int, end: int) -> dict[str, Any]:
        made: dict[str, Any] = {"artifactLocation": {"uri": self.uri, "index": 0}}
        if self._plain:
            made["region"] = {"charOffset": start, "charLength": end - start}
        if self._lines is not None:
            first, last = bisect_right(self._lines, start), bisect_right(self._lines, max(start, end - 1))
            made["region"] = {
                "startLine": first, "startColumn": start - self._lines[first - 1] + 1,
                "endLine": last, "endColumn": end - self._lines[last - 1] + 1, **made["region"],
            }  # fmt: skip
        return made
