"""A report without the draft's words: positions, statuses and reasons only, to share outside the room."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from agreement_scan.model import Report

WITHHELD = "[words withheld]"
# Reasons and notices quote the draft between quotation marks.
_QUOTED = re.compile("“[^”]*”|\"[^\"]*\"|‘[^’]*’|«[^»]*»|`[^`]*`|(?<!\\w)'[^']*'(?!\\w)")


def redact(report: Report) -> Report:
    """The same report with every word of the draft left out.

    Text, quotes, page furniture, names of authors and the file's name go; what reasons and notices quote becomes
    a placeholder. Offsets, pages, boxes and clause numbers stay, and so does the hash by which the owner of the
    draft can tell it is theirs.
    """
    document = report.document
    findings = tuple(
        replace(
            f,
            quote="",
            lead_in=f.lead_in and replace(f.lead_in, quote=""),
            because=_without_quotes(f.because),
        )
        for f in report.findings
    )
    notices = tuple(replace(n, message=_without_quotes(n.message), hint=_without_quotes(n.hint)) for n in report.notices)
    return replace(
        report,
        document=replace(
            document,
            name="draft" + PurePath(document.name).suffix,
            text="\u2588" * len(document.text),  # offsets still mean something; nothing else does
            marks=tuple(replace(m, detail="") for m in document.marks),
            furniture=(),
            notices=notices,
        ),
        notices=notices,
        assessments=tuple(replace(a, because=_without_quotes(a.because)) for a in report.assessments),
        findings=findings,
    )


def _without_quotes(text: str) -> str:
    return _QUOTED.sub(WITHHELD, text)
