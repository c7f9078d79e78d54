"""``agreement-scan read``: what the tool sees in a draft before any provision is looked for."""

from __future__ import annotations

from typing import Annotated

import typer

from ..outputs import spare
from .output import write


def read(
    draft: Annotated[str, typer.Argument(help="The draft; - for standard input.")],
    clauses: Annotated[bool, typer.Option("--clauses", help="The clause tree instead of the text.")] = False,
    password: Annotated[str | None, typer.Option("--password", help="Password of an encrypted PDF.")] = None,
    changes: Annotated[str, typer.Option("--changes", help="Tracked changes: both, accept or reject.")] = "both",
    output: Annotated[str | None, typer.Option("--output", "-o", help="Where to write; - for standard output.")] = None,
) -> int:
    """Show the text that is read: pages, furniture left out, notices; with --clauses the numbered tree."""
    from ..options import Options
    from ..readers import read as read_draft
    from ..scan import identify
    from ..structure import lead_in_chains, split

    spare(output, draft)
    document = read_draft(draft, password=password, changes=changes)
    lines: list[str] = []
    if clauses:
        language = identify(document, Options())
        tree = split(document, language)
        for clause, chain in zip(tree, lead_in_chains(tree, document.text, language.grammar), strict=True):
            words = " ".join(document.text[clause.body : clause.end].split())
            mark = "" if clause.operative else "  (not operative)"
            lead = f"  <- {tree[chain[-1]].label}" if chain else ""
            heading = f" {clause.heading}" if clause.heading else ""
            lines.append(f"{'  ' * clause.depth}[{clause.kind}] {clause.label}{heading}{mark}{lead}: {words[:100]}")
    else:
        for page in document.pages:
            if len(document.pages) > 1:
                lines.append(f"--- page {page.number} ---")
            lines.append(document.text[page.start : page.end])
    write(("\n".join(lines).rstrip("\n") + "\n").encode("utf-8", "replace"), output)
    for notice in document.notices:
        where = f" (page {notice.page})" if notice.page is not None else ""
        typer.echo(f"{notice.severity}: {notice.message}{where} {notice.hint}".rstrip(), err=True)
    for item in document.furniture[:40]:
        typer.echo(f"left out on page {item.page}: {item.kind}: {item.text[:80]}", err=True)
    return 0
