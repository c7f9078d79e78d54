"""The codebook for people who code agreements by hand, and for the appendix of a paper.

A definition, what to include and exclude, examples and counter-examples for each provision, all from the catalogue: what the
coder reads is what the scanner is tested with.
"""

from __future__ import annotations

from collections.abc import Iterable

from . import SCOPES, Catalogue, Example, Provision

# How silence is coded, by kind of provision.
SILENCE = {
    "require": "absent: the text should say it",
    "avoid": "not applicable: silence is fine, only a contrary clause is coded",
    "require-if": "absent where the text deals with {trigger}; otherwise not applicable",
}
# The reading rules a coder needs before the first provision; annotations/ holds them in full.
GENERAL = (
    "Code clauses first, then the document. A clause is the smallest numbered unit that carries the words: an article, paragraph, list item or table row.",
    "Read a list item with everything it hangs on. Quote the item; quote its lead-in apart.",
    "One sentence may be coded for several provisions.",
    "A clause is present, weak or contrary. What says nothing to the point is not coded: silence is never weak.",
    "Weak: should, may, endeavour, encourage, as far as possible; a recital that states a norm; wording that is not agreed (brackets, options, tracked insertions).",
    "Contrary needs operative text or a party's own reservation. A recital that hints at it is unclear.",
    "Titles, signature blocks, notes of a chair or mediator and statements of third parties bind nobody and cure nothing.",
    "The document is contrary if one clause is, else present if one is, else weak if one is, else what silence means for the provision.",
)
COLUMNS = (
    "provision", "family", "name", "headline_in", "kind", "trigger", "profiles", "question", "why", "include_present", "include_weak",
    "include_contrary", "silence", "examples", "counter_examples", "exclude", "wording", "sources", "authority", "see_also",
)  # fmt: skip


def as_markdown(catalogue: Catalogue) -> str:
    """The codebook as one Markdown document, families in catalogue order."""
    lines = ["# Codebook", "", f"{len(catalogue.provisions)} provisions, catalogue {catalogue.hash}.", "", "## General rules", ""]
    lines += [f"{n}. {rule}" for n, rule in enumerate(GENERAL, 1)]
    lines += ["", "## Source documents", "", "| key | title | authority | note |", "| --- | --- | --- | --- |"]
    lines += [f"| {key} | {_cell(d['title'])} | {d['authority']} | {_cell(d['note'])} |" for key, d in catalogue.documents.items()]
    family = ""
    for provision in catalogue.provisions.values():
        if provision.family != family:
            family = provision.family
            lines += ["", f"## {family}"]
        lines += _section(provision, catalogue)
    return "\n".join(lines) + "\n"


def as_csv(catalogue: Catalogue) -> str:
    """The codebook as comma-separated values: a row for each provision; lists within a cell have a line each."""
    import csv
    import io

    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(COLUMNS)
    for p in catalogue.provisions.values():
        writer.writerow(
            (
                p.id, p.family, p.name, " ".join(_headline_in(p, catalogue)), p.kind, p.trigger, " ".join(_profiles(p, catalogue)), p.question, p.why,
                p.present, p.weak, p.contrary, _silence(p), _listed(_meeting(p)), _listed(_failing(p)), _listed(_silent(p)), p.wording,
                "\n".join(_sources(p)), p.authority_note, "\n".join(f"{reference} ({verified})" for reference, verified in p.crossrefs),
            )
        )  # fmt: skip
    return sheet.getvalue()


FORMATS = {"markdown": as_markdown, "csv": as_csv}


def _section(p: Provision, catalogue: Catalogue) -> list[str]:
    headline = _headline_in(p, catalogue)
    lines = ["", f"### `{p.id}`: {p.name}", "", p.question, "", f"*Why.* {p.why}", ""]
    lines.append(f"*Kind.* {p.kind}; silence is {_silence(p)}. *Profiles.* {', '.join(_profiles(p, catalogue)) or 'none'}." + (f" *Headline in.* {', '.join(headline)}." if headline else ""))
    lines += ["", "| code | when |", "| --- | --- |", f"| present | {_cell(p.present)} |"]
    lines += [f"| weak | {_cell(p.weak or 'no weak form')} |", f"| contrary | {_cell(p.contrary or 'cannot be contradicted')} |"]
    for title, examples in (("Include (present)", _meeting(p)), ("Include (weak, contrary, unclear)", _failing(p)), ("Exclude (do not code)", _silent(p))):
        if examples:
            lines += ["", f"{title}:", "", *(f"- {_escaped(line)}" for line in map(_example, examples))]
    lines += ["", "Sources:", "", *(f"- {_escaped(s)}" for s in _sources(p))]
    if p.authority_note:
        lines += ["", f"*Authority.* {p.authority_note}"]
    if p.crossrefs:
        lines += ["", "See also: " + "; ".join(f"{_escaped(reference)} ({verified})" for reference, verified in p.crossrefs) + "."]
    return [*lines, "", f"*Suggested wording.* {p.wording}"]


def _silence(p: Provision) -> str:
    return SILENCE[p.kind].format(trigger=p.trigger.replace("-", " "))


def _profiles(p: Provision, catalogue: Catalogue) -> list[str]:
    members = [name for name in catalogue.profiles if p.id in catalogue.members(name)]
    order = list(SCOPES.values())
    return sorted(members, key=lambda name: order.index(name) if name in order else len(order))


def _headline_in(p: Provision, catalogue: Catalogue) -> list[str]:
    return [name for name in _profiles(p, catalogue) if p.id in catalogue.profiles[name].headline]


def _meeting(p: Provision) -> list[Example]:
    return [e for e in p.examples if e.status == "present"]


def _failing(p: Provision) -> list[Example]:
    return [e for e in p.examples if e.status not in ("present", "absent")]


def _silent(p: Provision) -> list[Example]:
    return [e for e in p.examples if e.status == "absent"]


def _example(e: Example) -> str:
    code = "" if e.status in ("present", "absent") else f"[{e.status}] "
    lead = f"{e.lead_in} … " if e.lead_in else ""
    return f"{code}“{' '.join((lead + e.text).split())}”" + (f" ({e.why})" if e.why else "")


def _listed(examples: Iterable[Example]) -> str:
    return "\n".join(map(_example, examples))


def _sources(p: Provision) -> list[str]:
    return [f"{s.document} {s.paragraph} ({s.authority}): “{s.quote}”" for s in p.sources]


def _cell(text: str) -> str:
    return _escaped(text).replace("|", "\\|")


def _escaped(text: str) -> str:
    for mark in "\\*_`<[":
        text = text.replace(mark, "\\" + mark)
    return text
