"""The report as JSON Lines: run, document, then each notice, assessment and finding on a line of its own.

Every line has a ``type``, and the hash of its draft under ``document_sha256``, so that lines of many drafts can be
put together. The records are those of the JSON report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agreement_scan.reports.json import SCHEMA, contract, dumped

if TYPE_CHECKING:
    from agreement_scan.model import Report


def render(report: Report, options: dict[str, Any]) -> bytes:
    """One compact JSON object a line, UTF-8."""
    data = contract(report)
    records = [("run", {"schema": SCHEMA, **data["run"]}), ("document", data["document"])]
    for kind, key in (("notice", "notices"), ("assessment", "assessments"), ("finding", "findings"), ("decision", "decisions")):
        records += [(kind, record) for record in data.get(key, ())]
    digest = report.document.sha256
    return b"".join(dumped({"type": kind, "document_sha256": digest, **record}) for kind, record in records)
