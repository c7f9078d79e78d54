"""From findings to one status for every provision: what only the whole document can tell.

The status of a document for a provision is contrary if any clause is, else present if any is, else weak, else unclear, else by
its kind: absent (require, and require-if whose trigger stands in the text) or not-applicable (avoid; no trigger). "Absent" is only said
of text that was read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

from .catalogue import Catalogue, Provision
from .model import Assessment, Box, Document, Evidence, Finding, LeadIn, Notice
from .rules import Candidate, Passage, Reading, RuleBook, evidence_places, triggered
from .sentences import first_sentence, lowered

ORDER = ("contrary", "present", "weak", "unclear")
RANK = {status: n for n, status in enumerate(ORDER)}
UNREAD_CODES = frozenset(("page-without-text", "page-garbled", "garbled-text", "text-cut"))
LABELS = {"present": "Meets the requirement", "weak": "Goes only part of the way", "contrary": "Runs against the requirement", "unclear": "A person should look"}


def findings_of(document: Document, reading: Reading, settled: Iterable[Candidate], book: RuleBook, catalogue: Catalogue) -> list[Finding]:
    """Findings with quotation, page, boxes and evidence, in reading order."""
    made: list[Finding] = []
    counted: dict[str, int] = {}
    text, hits, starts, ends = document.text, reading.hits, reading.starts, reading.ends

    @cache
    def evidence_at(place: int) -> Evidence:
        code = hits.codes[place]
        return Evidence("cue" if code & 1 else "concept", book.concepts[code >> 1], starts[hits.firsts[place]], ends[hits.lasts[place] - 1])

    @cache  # many findings quote the same passage
    def quoted(passage: Passage) -> tuple[str, LeadIn | None, str, int | None, tuple[Box, ...]]:
        """Its words, what it hangs on, both as they name a finding, page and boxes."""
        quote = text[passage.start : passage.end]
        header = passage.clause.header  # a row hangs on the heads of its columns
        lead = reading.clauses[header] if header is not None else passage.leads[-1] if passage.leads else None
        lead_in = LeadIn(lead.start, lead.end, text[lead.start : lead.end]) if lead is not None else None
        words = "\x1f".join(" ".join(said.split()) for said in (quote, lead_in.quote if lead_in else ""))
        return quote, lead_in, words, document.page_at(passage.start), tuple(document.boxes(passage.start, passage.end))

    for candidate in settled:
        passage = candidate.passage
        quote, lead_in, words, page, boxes = quoted(passage)
        key = f"{candidate.provision}\x1f{candidate.status}\x1f{words}"
        counted[key] = counted.get(key, 0) + 1
        standing = evidence_places(candidate)
        evidence = tuple(map(evidence_at, standing))
        if candidate.words:
            evidence += tuple(Evidence("model", text[starts[t] : ends[t]].lower(), starts[t], ends[t]) for t in candidate.words)
        made.append(
            Finding(
                fingerprint(key, counted[key]), candidate.provision, candidate.status, passage.clause.label, page,
                passage.start, passage.end, quote, lead_in, boxes, strength(candidate, any(hits.codes[k] & 1 for k in standing)),
                round(candidate.probability, 3) if candidate.probability is not None else CONFIDENCE[candidate.status],
                candidate.detector, _because(candidate, catalogue), evidence,
            )
        )  # fmt: skip
    return made


# Share of rule findings of each status that were right on development drafts; see annotations/README.md.
CONFIDENCE = {"present": 0.8, "weak": 0.7, "contrary": 0.8, "unclear": 0.5}


def fingerprint(key: str, occurrence: int) -> str:
    """Ten hexadecimal digits that name a finding by its words, not its position: it survives edits elsewhere in the draft."""
    return hashlib.sha256(f"{key}\x1f{occurrence}".encode()).hexdigest()[:10]


def strength(candidate: Candidate, negated: bool) -> str:
    """How the passage binds, for the reader of a report. ``negated``: some of its evidence stands under a negation."""
    passage = candidate.passage
    if passage.clause.kind in ("recital", "preamble"):
        return "recital"
    if negated and passage.modality in ("obligation", "statement"):
        return "prohibition"
    return passage.modality


def _because(candidate: Candidate, catalogue: Catalogue) -> str:
    why = candidate.compiled.rule.because if candidate.compiled is not None and candidate.detector != "model" else ""
    why = why or (_taken_as(candidate, catalogue) if candidate.detector == "model" else LABELS[candidate.status].lower())
    text = (why[:1].upper() + why[1:]).rstrip(".")
    if candidate.softened:
        text += f"; but it {candidate.softened}"
    if candidate.doubt:
        text += f"; {candidate.doubt}"
    return text + "."


def _taken_as(candidate: Candidate, catalogue: Catalogue) -> str:
    """What the classifier alone takes a passage to say: the provision's definition of the status, to be held against the words."""
    said = getattr(catalogue.provisions[candidate.provision], candidate.status, "")
    return f"the classifier alone takes it to say: {lowered(first_sentence(said))}" if said else "the classifier alone reads it so"


def assess(
    catalogue: Catalogue, profile: str, findings: list[Finding], reading: Reading, book: RuleBook, notices: tuple[Notice, ...]
) -> tuple[Assessment, ...]:
    """One assessment for every provision of the profile, and for those outside it that were found."""
    members = catalogue.members(profile)
    names = set(members)
    by_provision: dict[str, list[Finding]] = {}
    for finding in findings:
        by_provision.setdefault(finding.provision, []).append(finding)
    active = triggered(reading, book)
    unread = sorted({n.page for n in notices if n.code in UNREAD_CODES and n.page is not None})
    made = []
    for identity in [*members, *(p for p in catalogue.provisions if p not in names and p in by_provision)]:
        provision = catalogue.provisions[identity]
        found = by_provision.get(identity, [])
        in_profile = identity in names
        if found:
            ordered = sorted(found, key=lambda f: (RANK[f.status], f.detector == "model", f.start))  # first what a reason can be given for
            made.append(Assessment(identity, provision.kind, in_profile, ordered[0].status, _summary(ordered), tuple(f.id for f in ordered)))
        else:
            status, because = _silence(provision, active, unread, book)
            made.append(Assessment(identity, provision.kind, in_profile, status, because))
    return tuple(made)


def _summary(ordered: list[Finding]) -> str:
    first = ordered[0]
    where = first.clause + (f", page {first.page}" if first.page is not None else "")
    text = f"{where}: {first.because}"
    if first.status == "contrary" and any(f.status == "present" for f in ordered):
        text += " Another clause meets the requirement; the contrary one decides."
    return text


def _silence(provision: Provision, active: set[str], unread: list[int | None], book: RuleBook) -> tuple[str, str]:
    lacking = book.missing_by_provision.get(provision.id)
    if not provision.rules or lacking:
        return "not-assessed", "The language pack has no words for this provision."
    if unread:
        pages = ", ".join(str(p) for p in unread)
        return "not-assessed", f"Nothing was found, but page {pages} could not be read."
    if provision.kind == "avoid":
        return "not-applicable", "No clause against it was found; silence is acceptable."
    if provision.kind == "require-if" and provision.trigger not in active:
        return "not-applicable", f"Asked only where the text deals with {provision.trigger.replace('-', ' ')}; no such clause was found."
    return "absent", "No clause was found that speaks to it."


def unread_as_notice(document: Document, book: RuleBook) -> tuple[Notice, ...]:
    """A notice when the language pack lacks concepts that the catalogue uses."""
    if not book.missing:
        return ()
    wanting = "; ".join(f"{provision} ({', '.join(sorted(names))})" for provision, names in sorted(book.missing_by_provision.items()))
    return (
        Notice(
            "concepts-missing", "warning", f"Provisions use concepts that there are not, and were not assessed: {wanting}.",
            "Correct them, or add the concepts: agreement-scan provisions lint --catalogue tells where.",
        ),
    )  # fmt: skip


