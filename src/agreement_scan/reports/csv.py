"""The report as one table: a row for each assessment and finding; an assessment without findings has one row."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from agreement_scan.reports._order import entries
from agreement_scan.reports._review import by_finding, on_silence, said
from agreement_scan.reports._text import visible

if TYPE_CHECKING:
    from agreement_scan.model import Finding, Report

COLUMNS = (
    "document", "document_sha256", "profile", "provision", "family", "name", "kind", "headline", "in_profile",
    "status", "because", "finding", "finding_status", "clause", "page", "start", "end", "quote",
    "lead_in_start", "lead_in_end", "lead_in", "strength", "confidence", "detector", "finding_because", "evidence",
    "notices", "reviewed", "decisions",
)  # fmt: skip
# What spreadsheet programs take for the start of a formula, in half and full width.
_FORMULA = tuple("=+-@\t\n＝＋－＠")


def render(report: Report, options: dict[str, Any]) -> bytes:
    """Comma-separated UTF-8 without a byte-order mark, header first. Empty cells mean “does not apply”."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(COLUMNS)
    document, profile = report.document, report.run.profile
    verdicts, said_of, silence = report.verdicts(), by_finding(report), on_silence(report)
    # what was not read belongs in every report, so every row carries it
    notices = "; ".join(f"{n.severity} {n.code}" + ("" if n.page is None else f" page {n.page}") for n in report.notices)
    for a, provision, findings in entries(report, rejected=True):
        answer = [
            document.name, document.sha256, profile, a.provision, provision.family, provision.name, a.kind,
            _flag(provision.headline), _flag(a.in_profile), a.status, a.because,
        ]  # fmt: skip
        for finding in findings or (None,):
            decisions = silence.get(a.provision, []) if finding is None else said_of.get(finding.id, [])
            review = [None if finding is None else verdicts.get(finding.id), "; ".join(said(d) for d in decisions)]
            writer.writerow([_cell(v) for v in [*answer, *_columns(finding), notices, *review]])
    return sheet.getvalue().encode("utf-8")


def _columns(f: Finding | None) -> list[Any]:
    if f is None:
        return [None] * 15
    lead_in = [None] * 3 if f.lead_in is None else [f.lead_in.start, f.lead_in.end, f.lead_in.quote]
    evidence = "; ".join(f"{e.kind} {e.name} {e.start}-{e.end}" for e in f.evidence)
    return [
        f.id, f.status, f.clause, f.page, f.start, f.end, f.quote, *lead_in,
        f.strength, round(float(f.confidence), 4), f.detector, f.because, evidence,
    ]  # fmt: skip


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    # An apostrophe in front is the spreadsheet programs' own sign for "this is text".
    return "'" + visible(value) if value.lstrip(" ").startswith(_FORMULA) else visible(value)
