"""``agreement-scan batch``: many drafts into one store."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from ..errors import UsageError
from .settings import gathered


def batch(
    inputs: Annotated[list[str], typer.Argument(help="Folders, files, globs, ZIP archives, or tables with a text column (CSV, TSV, JSONL, Parquet).")],
    store: Annotated[str, typer.Option("--store", "-s", help="The store: a SQLite file, created when it is not there.")],
    profile: Annotated[str | None, typer.Option("--profile", "-p", help="One profile for all; proposed from each text when not given.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Language of the texts; told from each text when not given.")] = None,
    catalogue: Annotated[str | None, typer.Option("--catalogue", help="A folder with provisions and profiles of your own.")] = None,
    password: Annotated[str | None, typer.Option("--password", help="Password of encrypted PDFs.")] = None,
    changes: Annotated[str | None, typer.Option("--changes", help="Tracked changes: both, accept or reject.")] = None,
    model: Annotated[str | None, typer.Option("--model", help="What reads beside the rules: on (the classifier), off, or encoder (slower, finds more; extra: encoder).")] = None,
    text_column: Annotated[str | None, typer.Option("--text-column", help="Column of a table that holds the text.")] = None,
    id_column: Annotated[str | None, typer.Option("--id-column", help="Column of a table that names the document.")] = None,
    processes: Annotated[int | None, typer.Option("--processes", "-j", min=1, help="How many processes; as many as there are processors when not given.")] = None,
    time_limit: Annotated[float, typer.Option("--time-limit", min=1, help="Seconds one document may take.")] = 300,
    memory_limit: Annotated[int, typer.Option("--memory-limit", min=64, help="Megabytes one document may need (Linux).")] = 2048,
    shard: Annotated[str | None, typer.Option("--shard", help="Only a share of the documents, such as 3/16; join with: corpus merge.")] = None,
    engine: Annotated[str, typer.Option("--engine", help="local or dask.")] = "local",
    scheduler: Annotated[str | None, typer.Option("--scheduler", help="Address of a Dask scheduler; a local cluster when not given.")] = None,
    retry_errors: Annotated[bool, typer.Option("--retry-errors", help="Try documents again that ended in an error row.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Forget documents of the store that are not among the inputs.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Nothing on standard error.")] = False,
) -> int:
    """Scan many drafts into a store. Run it again to go on where it stopped: what is finished is not done twice."""
    for library in ("OPENBLAS", "OMP", "MKL"):  # the workers are the parallelism; threads inside them only get in each other's way
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    from ..corpus.pool import Limits
    from ..corpus.runner import run

    if scheduler and engine != "dask":
        raise UsageError("--scheduler needs --engine dask.", "Add it, or leave out --scheduler.")
    options = gathered(profile=profile, language=language, catalogue=catalogue, password=password, changes=changes, model=model)
    with _stopped_in_order():
        outcome = run(
            inputs, store, options, text_column=text_column, id_column=id_column, processes=processes, limits=Limits(time_limit, memory_limit),
            shard=shard, retry_errors=retry_errors, prune=prune, engine=engine, scheduler=scheduler, log=None if quiet else sys.stderr,
        )  # fmt: skip
    if not quiet:
        errors = ", ".join(f"{n} {code}" for code, n in sorted(outcome.errors.items()))
        twins = f" {outcome.repeated:,} the same as another," if outcome.repeated else ""
        named = ", ".join(outcome.left_aside[:5]) + (", …" if len(outcome.left_aside) > 5 else "")
        aside = f"\nleft aside as data (name a table itself to have its rows read): {named}" if outcome.left_aside else ""
        typer.echo(f"{outcome.scanned:,} scanned, {outcome.finished:,} finished before,{twins} {sum(outcome.errors.values()):,} errors{f' ({errors})' if errors else ''}{aside}", err=True)
    return 0


@contextmanager
def _stopped_in_order() -> Iterator[None]:
    """Who ends the batch with SIGTERM, as schedulers of clusters do, gets what an interrupt gives: one whole file, to go on with."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
