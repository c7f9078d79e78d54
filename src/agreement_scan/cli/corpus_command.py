"""``agreement-scan corpus``: what is done with a store beside exporting it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ..outputs import same, spare
from .output import write

app = typer.Typer(help="A corpus: status, merge, join metadata, PA-X, plots, duplicates, re-used clauses.", no_args_is_help=True, rich_markup_mode=None)

StoreArgument = Annotated[str, typer.Argument(help="The store that batch wrote.")]
OutputOption = Annotated[str | None, typer.Option("--output", "-o", help="Where to write; - for standard output.")]


@app.command("status")
def status(store: StoreArgument) -> int:
    """Say how many documents are scanned, ended in an error, or are pending; and list the errors."""
    from ..corpus.store import Store

    with Store(store) as kept:
        typer.echo(", ".join(f"{n:,} {what}" for what, n in kept.counts().items()))
        for d in kept.documents():
            if d["record"] is not None and d["record"]["error"]:
                typer.echo(f"{d['record']['error']['code']}: {d['name']}: {d['record']['error']['message']}")
    return 0


@app.command("merge")
def merge(
    stores: Annotated[list[str], typer.Argument(help="The stores of the shards.")],
    store: Annotated[str, typer.Option("--store", "-s", help="The store that takes them in; made when it is not there.")],
) -> int:
    """Merge the stores of shards into one."""
    from ..corpus.store import Store

    stores = [one for one in stores if not same(one, store)]  # a repeated "*.sqlite" names the whole too
    for one in stores:  # nothing is merged when one of them is wrong
        with Store(one) as shard:
            shard.check()
    with Store(store, create=True) as whole:
        for one in stores:
            whole.absorb(one)
        typer.echo(", ".join(f"{n:,} {what}" for what, n in whole.counts().items()), err=True)
    return 0


@app.command("join")
def join(
    store: StoreArgument,
    table: Annotated[str, typer.Argument(help="The table: CSV, TSV, JSONL, Parquet or XLSX.")],
    on: Annotated[str, typer.Option("--on", help="Key column of the table.")],
    to: Annotated[str, typer.Option("--to", help="Metadata column of the documents to compare it with; their names when not given.")] = "",
) -> int:
    """Join metadata of any corpus (UCDP, PAM, your own) to the documents."""
    from ..corpus.metadata import join as joined

    spare(store, table)
    done = joined(store, table, on=on, to=to)
    typer.echo(f"{done['joined']:,} documents joined to {done['rows']:,} rows.", err=True)
    _listed("documents without a row", done["unmatched"])
    _listed("rows without a document", done["unused"])
    return 0


@app.command("import-pax")
def import_pax(
    store: StoreArgument,
    dataset: Annotated[str, typer.Argument(help="The PA-X dataset you have downloaded: CSV or XLSX, any version.")],
) -> int:
    """Join a PA-X dataset to the documents by AgtId."""
    from ..corpus.pax import import_pax as joined

    spare(store, dataset)
    done = joined(store, dataset)
    typer.echo(f"{done['joined']:,} documents joined to {done['agreements']:,} agreements; {done['without_text']:,} agreements have no document in the store.", err=True)
    _listed("documents without an agreement", done["unmatched"])
    _listed("codes this version lacks", done["codes_lacking"])
    return 0


@app.command("compare-pax")
def compare_pax(
    store: StoreArgument,
    output: OutputOption = None,
    disagreements: Annotated[str | None, typer.Option("--disagreements", "-d", help="Also write the list of disagreements to read, as CSV.")] = None,
) -> int:
    """Report agreement with PA-X codes (CSV), with the cautions, and list the disagreements to read."""
    from ..corpus.opening import parts
    from ..corpus.pax import compare_pax as compared

    spare(output, *parts(store))
    spare(disagreements, output, *parts(store))
    measures, differing = compared(store)
    write(_csv(measures), output)
    if disagreements is not None:
        write(_csv(differing), disagreements)
    typer.echo(f"{len(differing):,} disagreements" + ("" if disagreements else "; list them with --disagreements FILE.csv"), err=True)
    return 0


@app.command("duplicates")
def duplicates(
    store: StoreArgument,
    output: OutputOption = None,
    least: Annotated[float, typer.Option("--least", min=0.3, max=1, help="Least share of common five-word shingles.")] = 0.8,
    mark: Annotated[bool, typer.Option("--mark", help="Note them in the store, so that plots count each text once.")] = False,
) -> int:
    """Group near-identical texts (CSV), so that counts are not inflated."""
    from ..corpus.duplicates import duplicates as grouped
    from ..corpus.duplicates import mark as marked
    from ..corpus.opening import parts

    spare(output, *parts(store))
    write(_csv((marked if mark else grouped)(store, least), ("group", "document", "likeness", "characters", "representative")), output)
    return 0


@app.command("clauses")
def clauses(
    store: StoreArgument,
    output: OutputOption = None,
    least: Annotated[float, typer.Option("--least", min=60, max=100, help="Least likeness of two clauses, 0 to 100.")] = 90.0,
) -> int:
    """List clauses that are re-used across agreements (CSV)."""
    from ..corpus.duplicates import reused_clauses
    from ..corpus.opening import parts

    spare(output, *parts(store))
    write(_csv(reused_clauses(store, least), ("group", "provision", "agreements", "document", "finding", "clause", "status", "quote")), output)
    return 0


@app.command("plots")
def plots(
    store: StoreArgument,
    output: Annotated[str, typer.Option("--output", "-o", help="Folder for the plots and corpus.html.")],
    format: Annotated[str, typer.Option("--format", "-f", help="svg or png.")] = "svg",
    process: Annotated[str | None, typer.Option("--process", help="Process of the time line; the one with most agreements when not given.")] = None,
    provision: Annotated[list[str] | None, typer.Option("--provision", help="Provisions of the share plots; the most frequent when not given.")] = None,
) -> int:
    """Draw shares by year, stage and process, heat map, co-occurrence and time line; and one HTML page with all of them."""
    from ..corpus.plots import draw_all

    for path in draw_all(store, output, form=format, process=process, provisions=provision):
        typer.echo(path.name, err=True)
    return 0


def _listed(what: str, names: list[str], most: int = 10) -> None:
    if names:
        typer.echo(f"{len(names):,} {what}: {', '.join(names[:most])}{' …' if len(names) > most else ''}", err=True)


def _csv(rows: list[dict[str, Any]], columns: tuple[str, ...] = ()) -> bytes:
    from ..corpus.export import sheet_bytes

    return sheet_bytes(list(rows[0]) if rows else list(columns), [list(r.values()) for r in rows])
