"""Invented drafts made of named clauses, reports on them without a scanner, and decisions as the page writes them.

A clause keeps its name from version to version, so that a test can tell whether a decision came back to the clause it was made on.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from agreement_scan.assess import ORDER
from agreement_scan.model import Assessment, ClauseInfo, Document, Finding, LeadIn, Page, ProvisionInfo, Report, Run
from agreement_scan.review.anchoring import Ground
from agreement_scan.review.decisions import Entry, loads


def info(identity: str) -> ProvisionInfo:
    return ProvisionInfo(identity, identity.split(".")[0], identity.split(".")[1], "?", "", "require", False, "", "", "", "", ())


PROVISIONS = {p: info(p) for p in ("release.all-children", "recruit.cease", "girls.specific-needs", "amnesty.no-blanket", "release.registration")}


@dataclass(frozen=True)
class Line:
    """One clause: its lasting name, its words, its depth, and what is found in it (provision, status)."""

    name: str
    words: str
    depth: int = 0
    found: tuple[tuple[str, str], ...] = ()


def numbered(lines: list[Line]) -> list[tuple[Line, str]]:
    """Lines with their numbers: Article 1., and (a) below it."""
    made, article, item = [], 0, 0
    for line in lines:
        if line.depth:
            number, item = f"({chr(97 + item % 26)}) ", item + 1
        else:
            article, item = article + 1, 0
            number = f"Article {article}. "
        made.append((line, number))
    return made


def report(lines: list[Line], name: str = "draft.txt") -> tuple[Report, dict[str, str]]:
    """The report on a draft, and for each finding the name of its clause."""
    text, clauses, findings, names = "", [], [], {}
    lead: LeadIn | None = None
    for line, number in numbered(lines):
        start = len(text)
        text += number + line.words
        body = start + len(number)
        clauses.append(ClauseInfo(number.strip(" ."), "item" if line.depth else "article", start, len(text), line.depth, True, body))
        if not line.depth:
            lead = LeadIn(body, len(text), line.words) if line.words.endswith(":") else None
        for provision, status in line.found:
            key = f"{provision} {status} {line.words} {lead.quote if lead and line.depth else ''}"
            identity = hashlib.sha256(f"{key} {sum(f.quote == line.words for f in findings)}".encode()).hexdigest()[:10]
            findings.append(Finding(identity, provision, status, clauses[-1].label, None, body, len(text), line.words, lead if line.depth else None, (), "obligation", 0.9, "rules", "So it says."))
            names[identity] = line.name
        text += "\n\n"
    assessments = tuple(_assessment(p, [f for f in findings if f.provision == p]) for p in PROVISIONS)
    made = Report(
        Run("0.1.0", "sha256:" + "c" * 64, "en", "", "ceasefire", False), Document(name, "text/plain", hashlib.sha256(text.encode()).hexdigest(), text, (Page(1, 0.0, 0.0, 0, len(text)),)),
        (), assessments, tuple(findings), dict(PROVISIONS), tuple(clauses),
    )  # fmt: skip
    return made, names


def _assessment(provision: str, found: list[Finding]) -> Assessment:
    found = sorted(found, key=lambda f: (ORDER.index(f.status), f.start))
    return Assessment(provision, "require", True, found[0].status if found else "absent", "So it says." if found else "No clause was found.", tuple(f.id for f in found))


def silent() -> dict[str, Assessment]:
    """What each provision comes to where nothing is found."""
    return {p: Assessment(p, "require", True, "absent", "No clause was found.") for p in PROVISIONS}


_count = iter(range(10**9))


def annotation(made: Report, decision: str, *, by: str = "Ana", status: str = "", finding: Finding | None = None, words: str = "", provision: str = "", at: int | None = None, **more) -> dict:
    """An entry as the page writes it: on a finding, on ``words`` of the draft (the first, or those at ``at``), or on a gap."""
    number = next(_count)
    body = {"type": "TextualBody", "decision": decision, "provision": provision or (finding.provision if finding else ""), "status": status or (finding.status if finding else "absent"), **more}
    target: dict = {"source": f"urn:sha256:{made.document.text_sha256}"}
    text = made.document.text
    span = None
    if finding is not None:
        span = (finding.start, finding.end)
        body |= {"found": finding.status, "finding": finding.id}
        if finding.lead_in is not None:
            body["lead_in"] = finding.lead_in.quote
    elif words:
        start = text.index(words) if at is None else at
        span = (start, start + len(words))
        lead = next(lead for clause, lead in zip(made.clauses, made.lead_ins(), strict=True) if clause.start <= start < clause.end)
        body |= {"found": ""} | ({"lead_in": lead.quote} if lead else {})
    else:
        body["found"] = body["status"]
    if span is not None:
        prefix, suffix = Ground(text).context(*span)
        target["selector"] = [
            {"type": "TextPositionSelector", "start": span[0], "end": span[1]},
            {"type": "TextQuoteSelector", "exact": text[slice(*span)], "prefix": prefix, "suffix": suffix},
        ]
    return {
        "id": f"urn:test:{number}", "type": "Annotation", "motivation": "assessing", "creator": {"type": "Person", "name": by},
        "created": f"2026-03-01T09:{number // 60 % 60:02}:{number % 60:02}Z", "body": body, "target": target,
    }  # fmt: skip


def file_of(made: Report, entries: list[dict], **changes) -> bytes:
    """A decisions file saved on a report."""
    document = {"name": made.document.name, "sha256": made.document.sha256, "text_sha256": made.document.text_sha256}
    content = {"@context": "http://www.w3.org/ns/anno.jsonld", "schema": "agreement-scan/decisions/1", "document": document, "decisions": entries}
    return json.dumps(content | changes).encode()


def entries_of(made: Report, entries: list[dict]) -> list[Entry]:
    return list(loads(file_of(made, entries), "decisions.json").entries)


def undo(entry: dict, by: str = "Ana") -> dict:
    number = next(_count)
    return entry | {
        "id": f"urn:test:{number}", "creator": {"type": "Person", "name": by}, "created": f"2026-03-01T10:{number // 60 % 60:02}:{number % 60:02}Z",
        "body": {"type": "TextualBody", "decision": "undone", "provision": entry["body"]["provision"], "undoes": entry["id"]},
    }  # fmt: skip


