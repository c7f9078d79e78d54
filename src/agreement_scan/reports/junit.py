"""JUnit XML, for pipelines that show test results: a suite is the draft, a case is a provision.

A contrary or absent provision of the profile fails its case, and a contrary one outside it too. What was not assessed or does not
apply is skipped, what is unclear an error ("a person must look"). A weak provision passes and says so in its output, unless
``fail_on`` asks for more ("weak" or "any"; "contrary" and "absent" narrow it). A finding that reviewers rejected is a skipped
case of its own behind that of its provision, which is answered without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from agreement_scan.reports._order import CAVEAT, WORDS, Entry, citation, entries, place
from agreement_scan.reports._review import by_finding, said
from agreement_scan.reports._text import one_line, quoted, visible

if TYPE_CHECKING:
    from agreement_scan.model import Decision, Finding, Report

FAILING = {"": ("contrary", "absent"), "contrary": ("contrary",), "absent": ("absent",), "weak": ("weak",), "any": ("contrary", "absent", "weak")}
SKIPPED = ("not-applicable", "not-assessed")


def render(report: Report, options: dict[str, Any]) -> bytes:
    """One ``testsuites`` element, UTF-8. ``fail_on`` of the options is contrary, absent, weak or any."""
    failing = FAILING[options.get("fail_on") or ""]
    listed = entries(report)
    verdicts, said_of = report.verdicts(), by_finding(report)
    rejected = {e.assessment.provision: [f for f in e.findings if verdicts.get(f.id) == "rejected"] for e in entries(report, rejected=True)}
    cases = []
    for entry in listed:
        cases.append(_case(entry, _fails(entry, failing)))
        cases += [_rejected(entry, f, said_of[f.id]) for f in rejected[entry.assessment.provision]]
    counts = {
        "tests": len(cases),
        "failures": sum(_fails(e, failing) for e in listed),
        "errors": sum(e.assessment.status == "unclear" for e in listed),
        "skipped": sum(e.assessment.status in SKIPPED for e in listed) + sum(map(len, rejected.values())),
    }
    numbers = " ".join(f'{name}="{count}"' for name, count in counts.items())
    document, run = report.document, report.run
    properties = {
        "tool": run.tool, "catalogue": run.catalogue, "language": run.language, "model": run.model, "profile": run.profile,
        "profile-proposed": str(run.profile_proposed).lower(), "document-sha256": document.sha256,
    }  # fmt: skip
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="agreement-scan" {numbers}>', f"  <testsuite name={_attribute(document.name)} {numbers}>", "    <properties>"]
    lines += [f"      <property name={_attribute(name)} value={_attribute(value)}/>" for name, value in properties.items()]
    lines += ["    </properties>", *cases]
    notices = [f"{n.severity}: {n.code}{'' if n.page is None else f' (page {n.page})'}: {n.message} {n.hint}".rstrip() for n in report.notices]
    lines += [f"    <system-out>{_text([CAVEAT, *notices])}</system-out>", "  </testsuite>", "</testsuites>"]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _fails(entry: Entry, failing: tuple[str, ...]) -> bool:
    """Outside the profile only a contrary clause fails: nobody asked for more."""
    a = entry.assessment
    return a.status in failing and (a.in_profile or a.status == "contrary")


def _case(entry: Entry, fails: bool) -> str:
    a, p = entry.assessment, entry.provision
    said = f"{WORDS[a.status]}: {a.because}"
    details = [f"{p.name}. {p.question}", said, *(_told(f) for f in entry.findings)]
    if not a.in_profile:
        details.append("The profile does not ask for it.")
    if fails:
        details += [f"Suggested wording: {p.wording}", *(f"Asked for by: {citation(s)}" for s in p.sources)]
        inner = f"<failure type={_attribute(a.status)} message={_attribute(said)}>{_text(details)}</failure>"
    elif a.status == "unclear":
        inner = f'<error type="unclear" message={_attribute(said)}>{_text(details)}</error>'
    elif a.status in SKIPPED:
        inner = f"<skipped message={_attribute(said)}/>"
    else:
        inner = f"<system-out>{_text(details)}</system-out>"
    return f"    <testcase classname={_attribute(p.family)} name={_attribute(p.id)}>{inner}</testcase>"


def _rejected(entry: Entry, f: Finding, decisions: list[Decision]) -> str:
    message = f"{WORDS[f.status]}: {'; '.join(said(d) for d in decisions)}"
    name = f"{entry.provision.id}, finding {f.id}"
    return f"    <testcase classname={_attribute(entry.provision.family)} name={_attribute(name)}><skipped message={_attribute(message)}/><system-out>{_text([_told(f)])}</system-out></testcase>"


def _told(f: Finding) -> str:
    lead = f"{quoted(one_line(f.lead_in.quote))} … " if f.lead_in is not None and f.lead_in.quote else ""
    words = f": {lead}{quoted(one_line(f.quote))}" if f.quote else ""
    return f"{place(f) or 'The text'} [{f.status}, finding {f.id}, characters {f.start}-{f.end}] {f.because}{words}"


def _attribute(value: str) -> str:
    return quoteattr(one_line(value))


def _text(lines: list[str]) -> str:
    return escape("\n".join(visible(one_line(line)) for line in lines))
