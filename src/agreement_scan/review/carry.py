"""Decisions carried to a draft: attached where the words and all around them still stand, listed for a fresh look where not.

A finding that was rejected is marked, never deleted, and the provision's status is worked out again from the findings that
stand. Reviewers who disagree change nothing until someone settles it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..assess import ORDER, assess, fingerprint
from ..model import Assessment, Decision, Finding, Notice, ProvisionInfo, Report
from ..scan import interpret, report_of
from .anchoring import Ground, words_only
from .decisions import Entry, History, Standing, standing

if TYPE_CHECKING:
    from ..options import Options


def scan(source: Path | bytes | str, options: Options, histories: Iterable[History], *, name: str | None = None) -> Report:
    """Scans a draft as ``agreement_scan.scan.scan`` does, and applies decisions to it. Raises what that raises."""
    from ..readers import read

    understood = interpret(read(source, name=name, password=options.password or None, changes=options.changes), options)
    report, catalogue = report_of(understood), understood.catalogue
    silent = assess(catalogue, understood.profile, [], understood.reading, understood.rules, report.notices)
    described = {p: catalogue.describe(p, understood.profile) for p in catalogue.provisions}
    return apply(report, [e for h in histories for e in h.entries], {a.provision: a for a in silent}, described)


def apply(report: Report, entries: Iterable[Entry], silent: Mapping[str, Assessment], described: Mapping[str, ProvisionInfo]) -> Report:
    """The report with decisions applied.

    ``silent`` says what each provision of the profile comes to where nothing is found, ``described`` names every provision there is.
    """
    entries = list({e.id: e for e in entries}.values())  # the same history may come in several files
    decisions, findings = [], {f.id: f for f in report.findings}
    attach = _Attach(report, described)
    for one in standing(entries):
        target, because = attach(one.entry)
        if isinstance(target, Finding):
            findings.setdefault(target.id, target)
        decisions.append(_decision(one, target.id if isinstance(target, Finding) else "", target, because))
    report = replace(report, decisions=tuple(decisions), history=tuple(e.raw for e in entries))
    verdicts = report.verdicts()
    findings = {i: _as_held(f, verdicts.get(i, ""), decisions) for i, f in findings.items()}
    ordered = tuple(sorted(findings.values(), key=lambda f: (f.start, f.end, f.provision, f.id)) if len(findings) > len(report.findings) else findings.values())
    assessments = _reassessed(report, ordered, verdicts, silent, described)
    provisions = {**report.provisions, **{a.provision: described[a.provision] for a in assessments if a.provision not in report.provisions}}
    notices = (*report.notices, *_notices(report.decisions, verdicts))
    return replace(report, findings=ordered, assessments=assessments, provisions=provisions, notices=notices)


class _Attach:
    """Finds what an entry is about in a report, or says why that needs a fresh look."""

    def __init__(self, report: Report, described: Mapping[str, ProvisionInfo]) -> None:
        self.report, self.described = report, described
        self.text_sha256 = report.document.text_sha256
        self.ground = Ground(report.document.text)
        self.leads = report.lead_ins()
        self.made: list[str] = []  # the words of findings that reviewers added
        self.found: dict[tuple[str, int, int], list[Finding]] = {}
        for f in report.findings:
            self.found.setdefault((f.provision, f.start, f.end), []).append(f)

    def __call__(self, e: Entry) -> tuple[Finding | None, str]:
        if e.provision not in self.described:
            return None, "The catalogue has no such provision."
        if e.start is None or e.end is None:
            return None, self._silence(e)
        place, because = self._place(e, e.start, e.end)
        if place is None:
            return None, because
        start, end = place
        here = self.found.get((e.provision, start, end), [])
        if e.decision == "added" and words_only(e.lead_in) != words_only(self._lead(start, here)):
            return None, "The words it hangs on (its lead-in) changed."
        if e.decision == "added":
            return (here[0] if here else self._added(e, start, end)), ""
        if not here:
            return None, "The words stand, but the scan no longer finds anything in them."
        same = [f for f in here if f.status == e.found]
        if not same:
            return None, f"The words stand, but the scan now reads them as {here[0].status}, not {e.found}."
        lead = [f for f in same if words_only(f.lead_in.quote if f.lead_in is not None else "") == words_only(e.lead_in)]
        return (lead[0], "") if lead else (None, "The words it hangs on (its lead-in) changed.")

    def _place(self, e: Entry, start: int, end: int) -> tuple[tuple[int, int] | None, str]:
        text = self.report.document.text
        if e.text == self.text_sha256:
            same = words_only(text[start:end]) == words_only(e.exact)
            return ((start, end), "") if same else (None, "The quotation is not what stands at its position.")
        places = self.ground.places(e.exact, e.prefix, e.suffix)
        if len(places) == 1:
            return tuple(places[0]), ""
        if places:
            return None, f"The same words stand in {len(places)} places; which of them was meant cannot be told."
        count = self.ground.count(e.exact)
        return None, "The words stand, but not the words around them." if count else "The words no longer stand in the text."

    def _silence(self, e: Entry) -> str:
        """Nothing is quoted where nothing was found: that stands only for the same text."""
        if e.text != self.text_sha256:
            return "It was made on another text, and quotes nothing that could be looked for."
        status = next((a.status for a in self.report.assessments if a.provision == e.provision), "")
        return "" if e.decision == "commented" or status == e.status else f"The provision is now {status or 'not asked for'}, not {e.status}."

    def _lead(self, start: int, here: list[Finding]) -> str:
        """What words hang on: as the scan says where it found something in them, else by the clauses."""
        if here:
            return here[0].lead_in.quote if here[0].lead_in is not None else ""
        at = self._clause(start)
        lead = None if at is None else self.leads[at]
        return "" if lead is None else lead.quote

    def _clause(self, start: int) -> int | None:
        return next((n for n, c in enumerate(self.report.clauses) if c.start <= start < c.end), None)

    def _added(self, e: Entry, start: int, end: int) -> Finding:
        document, at = self.report.document, self._clause(start)
        clause = None if at is None else self.report.clauses[at]
        lead = None if at is None else self.leads[at]
        quote = document.text[start:end]
        key = "\x1f".join(("reviewer", e.provision, e.status, words_only(quote), words_only(lead.quote) if lead else ""))
        strength = "recital" if clause is not None and clause.kind in ("recital", "preamble") else "statement"
        made = Finding(
            fingerprint(key, self.made.count(key)), e.provision, e.status, clause.label if clause is not None else "", document.page_at(start), start, end, quote,
            lead, tuple(document.boxes(start, end)), strength, 1.0, "reviewer", "A reviewer found it; the scan had passed it over.",
        )  # fmt: skip
        self.found.setdefault((e.provision, start, end), []).append(made)
        self.made.append(key)
        return made


def _decision(one: Standing, finding: str, target: Finding | None, because: str) -> Decision:
    e = one.entry
    start, end, quote = (target.start, target.end, target.quote) if target is not None else (e.start, e.end, e.exact)
    return Decision(e.id, e.decision, e.provision, e.status, e.found, e.reviewer, e.time, start, end, quote, one.comment, finding, because)


def _as_held(finding: Finding, verdict: str, decisions: Iterable[Decision]) -> Finding:
    """A finding with the status that reviewers gave it."""
    if verdict not in ("corrected", "added"):
        return finding
    status = next(d.status for d in decisions if d.finding == finding.id and not d.because and d.decision in ("corrected", "added"))
    if status == finding.status:
        return finding
    return replace(finding, status=status, because=f"A reviewer holds it to be {status}; the scan read it as {finding.status}: {finding.because}")


def _reassessed(
    report: Report, findings: tuple[Finding, ...], verdicts: Mapping[str, str], silent: Mapping[str, Assessment], described: Mapping[str, ProvisionInfo]
) -> tuple[Assessment, ...]:
    by_provision: dict[str, list[Finding]] = {}
    for f in findings:
        by_provision.setdefault(f.provision, []).append(f)
    made = [_assessment(a, by_provision.get(a.provision, []), verdicts, silent.get(a.provision)) for a in report.assessments]
    known = {a.provision for a in report.assessments}
    for provision in sorted(by_provision.keys() - known):  # added by a reviewer, and not asked for by the profile
        made.append(_assessment(Assessment(provision, described[provision].kind, False, "", ""), by_provision[provision], verdicts, None))
    return tuple(made)


def _assessment(a: Assessment, found: list[Finding], verdicts: Mapping[str, str], silent: Assessment | None) -> Assessment:
    if not any(verdicts.get(f.id) in ("rejected", "corrected", "added") for f in found):
        return a
    rejected = [f for f in found if verdicts.get(f.id) == "rejected"]
    stand = sorted((f for f in found if f not in rejected), key=lambda f: (ORDER.index(f.status), f.start))
    ids = tuple(f.id for f in (*stand, *rejected))
    aside = f" {_counted(len(rejected), 'finding')} rejected by reviewers." if rejected else ""
    if stand:
        first = stand[0]
        where = first.clause + (f", page {first.page}" if first.page is not None else "")
        return replace(a, status=first.status, because=f"{where}: {first.because}{aside}", findings=ids)
    if silent is None:
        return replace(a, status="not-applicable", because=f"The profile does not ask for it.{aside}", findings=ids)
    return replace(a, status=silent.status, because=f"{silent.because}{aside}", findings=ids)


def _notices(decisions: tuple[Decision, ...], verdicts: Mapping[str, str]) -> tuple[Notice, ...]:
    fresh, disputed = [d for d in decisions if d.because], sum(v == "disputed" for v in verdicts.values())
    made = [Notice("decisions-applied", "info", f"{_counted(len(decisions) - len(fresh), 'decision')} of reviewers applied.")]
    if fresh:
        made.append(Notice("decisions-fresh-look", "warning", f"{_counted(len(fresh), 'decision')} of reviewers could not be carried over: a fresh look is needed.",
                           "They are listed with the reason, and none was moved to other words."))  # fmt: skip
    if disputed:
        made.append(Notice("decisions-disputed", "warning", f"Reviewers disagree on {_counted(disputed, 'finding')}, which count as they were found.",
                           "List them with: agreement-scan review merge"))  # fmt: skip
    return tuple(made)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
