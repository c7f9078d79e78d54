"""The words, signs and order that every report shares: contrary first, then gaps, weak, unclear, present."""

from __future__ import annotations

from typing import NamedTuple

from agreement_scan.model import STATUSES, Assessment, Finding, ProvisionInfo, Report, Source

WORDS = {
    "contrary": "Contrary",
    "absent": "Absent",
    "weak": "Weak",
    "unclear": "Unclear",
    "present": "Present",
    "not-applicable": "Not applicable",
    "not-assessed": "Not assessed",
}
MEANINGS = {
    "contrary": "the draft says the opposite of what is asked",
    "absent": "asked for, and not in the text that was read",
    "weak": "a clause goes some way",
    "unclear": "a person must look",
    "present": "a clause says it",
    "not-applicable": "nothing in the text calls for it, or silence is fine",
    "not-assessed": "the text for it could not be read",
}
SIGNS = {
    "contrary": "✘",
    "absent": "○",
    "weak": "◐",
    "unclear": "?",
    "present": "✔",
    "not-applicable": "–",
    "not-assessed": "∅",
}
# A family's name is its folder's; these would puzzle a reader.
_FAMILIES = {
    "actionplan": "Action plan", "ddr": "Disarmament and demobilization", "def": "Definitions", "humanitarian": "Humanitarian access",
    "monitor": "Monitoring", "recruit": "Recruitment and use", "refugee": "Refugees and return", "tj": "Transitional justice",
}  # fmt: skip
CAVEAT = (
    "A reading aid, not legal advice: a person decides. “Absent” means that no such clause was found "
    "in the text that was read."
)


class Entry(NamedTuple):
    """One line of a checklist: the answer, what was asked, and the findings behind it, the deciding ones first."""

    assessment: Assessment
    provision: ProvisionInfo
    findings: tuple[Finding, ...]


def entries(report: Report, rejected: bool = False) -> list[Entry]:
    """Every assessment with its provision and findings, in the order of the report; with ``rejected`` also what reviewers set aside."""
    verdicts = report.verdicts()
    known = {f.id: f for f in report.findings if rejected or verdicts.get(f.id) != "rejected"}
    return [
        Entry(a, report.provisions[a.provision], tuple(known[i] for i in a.findings if i in known))
        for a in report.assessments
    ]


def by_status(report: Report, rejected: bool = False) -> dict[str, list[Entry]]:
    """The entries under each status (in the order of STATUSES): headline provisions first, those outside the profile last."""
    groups: dict[str, list[Entry]] = {status: [] for status in STATUSES}
    for entry in entries(report, rejected):
        groups[entry.assessment.status].append(entry)
    for group in groups.values():
        group.sort(key=lambda e: (not e.assessment.in_profile, not e.provision.headline))
    return groups


def family_title(family: str) -> str:
    """A family of provisions as a heading."""
    return _FAMILIES.get(family) or family.replace("_", " ").replace("-", " ").capitalize()


def place(finding: Finding) -> str:
    """Where a finding stands, as people cite it: ``Article 5(2)(a), page 3``."""
    page = "" if finding.page is None else f"page {finding.page}"
    return ", ".join(part for part in (finding.clause, page) if part)


def because(entry: Entry) -> str:
    """Why a provision is answered so, without the place where that is the one of its first finding, which stands beside it."""
    said = entry.assessment.because
    return said.removeprefix(f"{place(entry.findings[0])}: ") if entry.findings else said


def citation(source: Source, short: bool = False) -> str:
    """A source and how strong it is: ``Paris Commitments, paragraph 5 (State commitment)``; ``short`` cites it as people do."""
    paragraph = f", paragraph {source.paragraph}" if source.paragraph[:1].isdigit() else f", {source.paragraph}"
    title = (short and source.short) or source.title or source.document
    return f"{title}{paragraph if source.paragraph else ''}" + (f" ({source.authority})" if source.authority else "")


def pages(report: Report) -> int | None:
    """How many pages the draft has; None for formats without pages."""
    document = report.document
    if not document.pages or (len(document.pages) == 1 and document.pages[0].width == 0):
        return None
    return len(document.pages)


def counted(number: int, noun: str) -> str:
    """``1 clause``, ``1,204 clauses``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
