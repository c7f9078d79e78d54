"""A report without the draft's words: positions, statuses and reasons only, to share outside the room."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from agreement_scan.model import Report

WITHHELD = "[words withheld]"
WITHHELD_SIGN = "\u2588"
# Reasons and notices quote the draft between quotation marks.
_QUOTED = re.compile("“[^”]*”|\"[^\"]*\"|‘[^’]*’|«[^»]*»|`[^`]*`|(?<!\\w)'[^']*'(?!\\w)")
# What a clause may be called without saying anything: the kinds of clauses, and numbers. All else in a label is the draft's.
_KINDS = frozenset(
    ["article", "articles", "section", "chapter", "part", "annex", "annexe", "appendix", "schedule", "protocol", "preamble", "recital", "title", "signature", "signatures", "paragraph", "paragraphs", "para", "clause", "item", "row", "table", "point", "step", "rule", "note", "footnote", "endnote", "definition", "definitions", "text", "heading", "header", "bullet", "sentence", "line", "option", "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
)
_NUMBER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[ivxlc]{1,6}|[A-Za-z])(?:\s?\(\w{1,4}\))*[.):]?")


def redact(report: Report) -> Report:
    """The same report with every word of the draft left out.

    Text, quotes, page furniture, names of authors and the file's name go, and so do the words of a heading by which a clause
    is called and those that the classifier weighed; what reasons and notices quote becomes a placeholder. Reviewers
    become numbers, and what they wrote goes with the words it is about. Offsets, pages, boxes and clause numbers stay, and so does the hash by which the owner of the draft can tell it is theirs.
    """
    document = report.document
    labels = {label: _without_words(label) for label in {f.clause for f in report.findings} | {c.label for c in report.clauses}}
    spoken = [(label, plain) for label, plain in sorted(labels.items(), key=lambda pair: (-len(pair[0]), pair[0])) if label != plain]
    name = "draft" + PurePath(document.name).suffix
    reviewers = {r: f"reviewer {n}" for n, r in enumerate(sorted({d.reviewer for d in report.decisions}), 1)}

    def told(text: str) -> str:
        """A reason or notice, without labels of clauses, the file's name and quotations."""
        for words, plain in [*spoken, (document.name, name)]:
            text = text.replace(words, plain)
        return _QUOTED.sub(WITHHELD, text)

    findings = tuple(
        replace(
            f,
            quote="",
            clause=labels[f.clause],
            lead_in=f.lead_in and replace(f.lead_in, quote=""),
            because=told(f.because),
            evidence=tuple(replace(e, name="word") if e.kind == "model" else e for e in f.evidence),
        )
        for f in report.findings
    )
    notices = tuple(replace(n, message=told(n.message), hint=told(n.hint)) for n in report.notices)
    return replace(
        report,
        document=replace(
            document,
            name=name,
            text=WITHHELD_SIGN * len(document.text),  # offsets still mean something; nothing else does
            marks=tuple(replace(m, detail="") for m in document.marks),
            furniture=(),
            notices=notices,
        ),
        notices=notices,
        assessments=tuple(replace(a, because=told(a.because)) for a in report.assessments),
        findings=findings,
        clauses=tuple(replace(c, label=labels[c.label]) for c in report.clauses),
        decisions=tuple(replace(d, quote="", comment="", reviewer=reviewers[d.reviewer]) for d in report.decisions),
        history=(),
    )


def _without_words(label: str) -> str:
    """The label of a clause with its kind and number only: “On the young, paragraph 2” is “[words withheld], paragraph 2”."""
    parts = []
    for part in label.split(","):
        kept: list[str] = []
        for word in part.split():
            safe = word.strip("().:;").lower() in _KINDS or _NUMBER.fullmatch(word)
            if safe or not kept or kept[-1] != WITHHELD:
                kept.append(word if safe else WITHHELD)
        # between two withheld words a bare "of" or "a" says nothing
        if WITHHELD in kept:
            first, last = kept.index(WITHHELD), len(kept) - 1 - kept[::-1].index(WITHHELD)
            kept[first : last + 1] = [WITHHELD]
        if kept and not (parts and kept == [WITHHELD] and parts[-1] == WITHHELD):
            parts.append(" ".join(kept))
    return ", ".join(parts)
