"""Where every paragraph of the source documents went: to provisions, or to a stated reason why not.

The table (``coverage.toml``) and the provisions' own ``[[sources]]`` say the same thing from two sides;
``loose_ends`` finds the places where they do not.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import Catalogue


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a source document: what it is about, the provisions that check it, and why (a part of) it is not checked."""

    document: str
    paragraph: str
    subject: str
    provisions: tuple[str, ...]
    reason: str


def paragraphs(catalogue: Catalogue) -> list[Paragraph]:
    """Every paragraph of every source document, in the documents' own order."""
    return [Paragraph(p["document"], p["paragraph"], p["subject"], tuple(p["provisions"]), p["reason"]) for p in catalogue.coverage]


def loose_ends(catalogue: Catalogue) -> list[str]:
    """What the table and the provisions disagree on, as sentences; none where nothing was dropped."""
    table = paragraphs(catalogue)
    known = {(p.document, p.paragraph): set(p.provisions) for p in table}
    cited: dict[tuple[str, str], set[str]] = {}
    for provision in catalogue.provisions.values():
        for source in provision.sources:
            cited.setdefault((source.document, source.paragraph), set()).add(provision.id)
    found = [f"{document} {paragraph} stands twice in the table." for document, paragraph in _twice(table)]
    for (document, paragraph), provisions in known.items():
        where = f"{document} {paragraph}"
        cites = cited.get((document, paragraph), set())
        if document not in catalogue.documents:
            found.append(f"{where}: there is no document “{document}”.")
        if not provisions and not next(p for p in table if (p.document, p.paragraph) == (document, paragraph)).reason:
            found.append(f"{where} leads neither to a provision nor to a reason.")
        found += [f"{where} names “{p}”, which is no provision." for p in sorted(provisions - set(catalogue.provisions))]
        found += [f"{where} leads to {p}, which does not cite it." for p in sorted((provisions & set(catalogue.provisions)) - cites)]
        found += [f"{where} is cited by {p}, but the table does not lead there." for p in sorted(cites - provisions)]
    for (document, paragraph), provisions in cited.items():
        if (document, paragraph) not in known:
            found += [f"{document} {paragraph}, cited by {p}, is not in the table." for p in sorted(provisions)]
    found += [f"{p.id} has no source." for p in catalogue.provisions.values() if not p.sources]
    return found


def summary(catalogue: Catalogue) -> str:
    """The table in a sentence: how many paragraphs lead where."""
    table = paragraphs(catalogue)
    checked = sum(1 for p in table if p.provisions)
    partly = sum(1 for p in table if p.provisions and p.reason)
    reached = {i for p in table for i in p.provisions}
    return (
        f"{len(table)} paragraphs of {len({p.document for p in table})} documents: {checked} lead to provisions "
        f"({partly} of them in part, with the reason for the rest), {len(table) - checked} to a reason why not. "
        f"{len(reached)} of {len(catalogue.provisions)} provisions are reached."
    )


def as_text(catalogue: Catalogue) -> str:
    """The table for a terminal, document by document."""
    lines: list[str] = []
    for code, rows in _by_document(catalogue).items():
        about = catalogue.documents[code]
        lines += [f"{code}  {about['title']} ({about['authority']})", ""]
        for row in rows:
            lines.append(f"  {row.paragraph:<26} {row.subject}")
            lines += [f"    -> {identity}" for identity in row.provisions]
            if row.reason:
                lines.append(f"    {'not checked: ' if not row.provisions else 'in part: '}{row.reason}")
        lines.append("")
    return "\n".join([*lines, summary(catalogue)]) + "\n"


def as_markdown(catalogue: Catalogue) -> str:
    """The table as Markdown: document, paragraph, subject, provisions, reason."""
    lines = ["# Coverage of the source documents", "", summary(catalogue), ""]
    for code, rows in _by_document(catalogue).items():
        about = catalogue.documents[code]
        lines += [f"## {code}: {about['title']}", "", f"{about['authority']}, {about['year']}. {about['note']}", ""]
        lines += ["| paragraph | subject | provisions | not checked, because |", "| --- | --- | --- | --- |"]
        for row in rows:
            lines.append(f"| {row.paragraph} | {row.subject} | {' '.join(f'`{p}`' for p in row.provisions)} | {row.reason} |")
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def as_csv(catalogue: Catalogue) -> str:
    """The table as comma-separated values: a row for each paragraph, provisions separated by spaces."""
    import csv
    import io

    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(("document", "title", "authority", "paragraph", "subject", "provisions", "reason"))
    for row in paragraphs(catalogue):
        about = catalogue.documents[row.document]
        writer.writerow((row.document, about["title"], about["authority"], row.paragraph, row.subject, " ".join(row.provisions), row.reason))
    return sheet.getvalue()


FORMATS = {"text": as_text, "markdown": as_markdown, "csv": as_csv}


def _by_document(catalogue: Catalogue) -> dict[str, list[Paragraph]]:
    grouped: dict[str, list[Paragraph]] = {}
    for row in paragraphs(catalogue):
        grouped.setdefault(row.document, []).append(row)
    return grouped


def _twice(table: list[Paragraph]) -> list[tuple[str, str]]:
    keys = [(p.document, p.paragraph) for p in table]
    return sorted({k for k in keys if keys.count(k) > 1})
