"""What the notes on a copy say: one note for each passage, and one for the whole draft."""

from __future__ import annotations

from typing import NamedTuple

from ..model import STATUSES, Finding, Report
from ..reports._order import CAVEAT, WORDS, by_status, citation, place
from ..reports._text import one_line, quoted, shortened
from ..sentences import first_sentence

AUTHOR = "agreement-scan"


class Note(NamedTuple):
    """The findings on one passage, the gravest first; ``status`` is theirs."""

    start: int
    end: int
    status: str
    findings: tuple[Finding, ...]


def standing(report: Report) -> list[Finding]:
    """The findings that no reviewer rejected: a copy that is handed back shows these only."""
    verdicts = report.verdicts()
    return [f for f in report.findings if verdicts.get(f.id) != "rejected"]


def notes(report: Report) -> list[Note]:
    """One note for each passage that has findings, in reading order."""
    groups: dict[tuple[int, int], list[Finding]] = {}
    for f in standing(report):
        groups.setdefault((f.start, f.end), []).append(f)
    made = []
    for (start, end), found in groups.items():
        found.sort(key=lambda f: STATUSES.index(f.status))
        made.append(Note(start, end, found[0].status, tuple(found)))
    return sorted(made, key=lambda n: (n.start, -n.end))


def paragraphs(report: Report, note: Note) -> list[str]:
    """The lines of a note: for each finding its provision, status, reason, authority and, where it falls short, other words."""
    lines: list[str] = []
    for f in note.findings:
        p = report.provisions[f.provision]
        lines.append(f"{WORDS[f.status].upper()}: {one_line(p.name)} [{p.id}]")
        lines.append(one_line(f.because))
        if f.lead_in is not None:
            lines.append(f"It hangs on {quoted(shortened(one_line(f.lead_in.quote), 160))}")
        if f.status in ("contrary", "weak") and p.wording:
            lines.append(f"Suggested wording: {one_line(p.wording)}")
        if p.sources and f.status != "present":
            lines.append(f"Asked for by: {one_line(citation(p.sources[0]))}")
        lines.append(f"(finding {f.id}, confidence {f.confidence:.2f})")
    return lines


def summary(report: Report) -> list[str]:
    """The lines of the note on the whole draft: counts, gaps with words to propose, what was not read."""
    groups = by_status(report)
    counts = ", ".join(f"{len(g)} {WORDS[s].lower()}" for s, g in groups.items() if g)
    lines = [f"Read for children's provisions, profile {report.run.profile}: {counts}."]
    gaps = groups["absent"]
    if gaps:
        lines.append(f"{len(gaps)} GAPS, asked for and not in the text that was read:")
        lines += [f"{one_line(e.provision.name)} [{e.provision.id}]: {first_sentence(e.provision.wording)}" for e in gaps]
    for notice in report.notices:
        where = "" if notice.page is None else f" (page {notice.page})"
        lines.append(f"{notice.severity.upper()}{where}: {one_line(notice.message)} {one_line(notice.hint)}".rstrip())
    return [*lines, CAVEAT]


def title(report: Report, f: Finding) -> str:
    """A finding as a line of a bookmark tree."""
    where = place(f)
    return one_line(f"{report.provisions[f.provision].name}" + (f" ({where})" if where else ""))
