"""``agreement-scan export``: the tables of a store as files."""

from __future__ import annotations

from typing import Annotated

import typer


def export(
    store: Annotated[str, typer.Argument(help="The store that batch wrote.")],
    output: Annotated[str, typer.Option("--output", "-o", help="Folder for the tables; made when it is not there.")],
    format: Annotated[str, typer.Option("--format", "-f", help="csv, jsonl, parquet or xlsx.")] = "csv",
    table: Annotated[list[str] | None, typer.Option("--table", "-t", help="documents, long, wide, findings or notices; all when not given.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Nothing on standard error.")] = False,
) -> int:
    """Write the tables of a store, with a data dictionary and a Frictionless datapackage.json."""
    from ..corpus.export import export as write
    from ..corpus.store import Store

    written = write(store, output, form=format, names=table)
    if not quiet:
        with Store(store) as kept:
            counts, runs = kept.counts(), len(kept.settings())
        typer.echo(f"{', '.join(p.name for p in written)}: {counts['scanned']:,} scanned, {counts['errors']:,} errors, {counts['pending']:,} pending", err=True)
        if runs > 1:
            typer.echo(f"The documents were scanned with {runs} different settings; see “runs” in datapackage.json.", err=True)
    return 0
