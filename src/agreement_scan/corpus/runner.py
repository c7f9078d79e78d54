"""A batch: what is wanted, what is done already, the rest through an engine into the store, with a word on how it goes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from ..errors import UsageError
from ..options import Options
from . import cluster, work
from .opening import is_begun
from .pool import Limits, Pool
from .sources import Item, left_aside, require, walk
from .store import Store


@dataclass(slots=True)
class Outcome:
    """How a batch went: documents wanted, found finished, the same bytes as another one, scanned now, and the error rows of this run by code;
    ``left_aside`` names the files of the folders that are data."""

    wanted: int = 0
    finished: int = 0
    repeated: int = 0
    scanned: int = 0
    errors: dict[str, int] = field(default_factory=dict)
    left_aside: list[str] = field(default_factory=list)


def parse_shard(text: str) -> tuple[int, int]:
    """``3/16`` as (3, 16). Raises UsageError."""
    part, _, whole = text.partition("/")
    if not (part.isdecimal() and whole.isdecimal()) or not 1 <= int(part) <= int(whole):
        raise UsageError(f"“{text}” is no shard.", "Write it as 3/16: the third of sixteen.")
    return int(part), int(whole)


def run(
    inputs: list[str], store: str, options: Options | None = None, *, text_column: str | None = None, id_column: str | None = None,
    processes: int | None = None, limits: Limits | None = None, shard: str | None = None, retry_errors: bool = False,
    prune: bool = False, engine: str = "local", scheduler: str | None = None, method: str | None = None, log: TextIO | None = None,
) -> Outcome:  # fmt: skip
    """Scans the inputs into the store, leaving out what is finished there.

    ``processes`` defaults to the processors this process may use. ``shard`` takes a share of the documents that depends only
    on their bytes. Raises what :func:`walk`, :class:`Store` and the catalogue raise; a document's own errors become rows.
    What can be wrong with the request is found out before the store is made, so that a wrong one leaves no file behind.
    """
    options = Options() if options is None else options
    if engine not in ("local", "dask"):
        raise UsageError(f"There is no engine “{engine}”.", "Engines: local, dask.")
    if prune and shard:
        raise UsageError("--prune needs all inputs, and --shard takes a share of them.", "Merge the shards, and prune in a run without --shard.")
    share = parse_shard(shard) if shard else None
    wanted_settings = work.settings(options)
    key = wanted_settings["key"]
    require(inputs)
    listed = partial(walk, text_column=text_column, id_column=id_column, without=Path(store))
    names = _names(listed(inputs))
    if engine == "dask":
        cluster.reach(scheduler)
    if names and not is_begun(Path(store)):
        work.prepare(options)
    outcome = Outcome(left_aside=left_aside(inputs))
    with Store(store, create=True) as kept:
        wanted: dict[str, str] = {}  # names and keys only: texts of a big table never stand in memory together
        kept.enlist(_noted(listed(inputs), share, wanted), wanted_settings)
        if prune:
            kept.prune(wanted)
        done = kept.finished(key, errors=not retry_errors)
        outcome.wanted, outcome.finished = len(wanted), sum(document in done for document in wanted.values())
        todo: dict[str, str] = {}
        for name, document in wanted.items():
            if document not in done:
                done.add(document)  # the same bytes under two names are scanned once
                todo[name] = document
        outcome.repeated = len(wanted) - outcome.finished - len(todo)
        report = Progress(len(todo), log)
        report.line(f"{len(wanted):,} documents, {outcome.finished:,} finished before,{f' {outcome.repeated:,} the same as another,' if outcome.repeated else ''} {len(todo):,} to scan")
        feed = _chosen(listed(inputs), todo) if todo else iter(())
        for item, record in _through(engine, feed, options, key, len(todo), processes, limits or Limits(), method, scheduler):
            kept.add(item.key, key, record)
            error = record["error"]
            if error:
                outcome.errors[error["code"]] = outcome.errors.get(error["code"], 0) + 1
                report.line(f"error {error['code']}: {item.name}: {error['message']}")
            else:
                outcome.scanned += 1
            report.step()
        report.close()
        gone = len(todo) - outcome.scanned - sum(outcome.errors.values())
        if gone:
            report.line(f"{gone:,} documents were removed while the batch ran and stay pending")
    return outcome


def _names(items: Iterator[Item]) -> set[str]:
    """The names of all documents. Raises UsageError where two have the same, and what :func:`walk` raises."""
    names: set[str] = set()
    for item in items:
        if item.name in names:
            raise UsageError(f"Two documents would be called “{item.name}”.", "Give the folder that holds both, or rename one.")
        names.add(item.name)
    return names


def _noted(items: Iterator[Item], share: tuple[int, int] | None, wanted: dict[str, str]) -> Iterator[Item]:
    for item in items:
        item = item.keyed()
        if share is None or int(item.key[:15], 16) % share[1] == share[0] - 1:
            wanted[item.name] = item.key
            yield item


def _chosen(items: Iterator[Item], todo: dict[str, str]) -> Iterator[Item]:
    from dataclasses import replace

    for item in items:
        if item.name in todo:
            yield replace(item, key=todo[item.name], problem=item.problem or (_lost(item) if todo[item.name].endswith(":problem") else None))


def _lost(item: Item) -> tuple[str, str] | None:
    return item.keyed().problem


def _through(
    engine: str, items: Iterator[Item], options: Options, settings: str, count: int, processes: int | None, limits: Limits, method: str | None, scheduler: str | None
) -> Iterable[tuple[Item, dict[str, Any]]]:
    if not count:
        return ()
    if engine == "dask":
        return cluster.run_on_dask(items, options, settings, scheduler, processes)
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    pool = Pool(partial(work.scan_item, options=options), partial(work.prepare, options), processes=min(processes or processors, count), limits=limits, method=method)
    return pool.run(items)


class Progress:
    """Rate and remaining time: one line that renews itself on a terminal, now and then a plain line elsewhere."""

    def __init__(self, total: int, log: TextIO | None, every: float = 15.0) -> None:
        self.total, self.log, self.every = total, log, every
        self.live = bool(log is not None and log.isatty())
        self.done, self.began, self.said = 0, 0.0, time.monotonic()

    def step(self) -> None:
        """One document more."""
        self.done += 1
        now = time.monotonic()
        if self.done == 1:  # counted from here, so that building the workers does not spoil the rate
            self.began = now
        if self.done == 1 or self.log is None or now - self.said < (0.2 if self.live else self.every):
            return
        self.said = now
        rate = (self.done - 1) / max(1e-9, now - self.began)
        text = f"{self.done:,} of {self.total:,} documents, {rate:,.1f} a second, {_duration((self.total - self.done) / rate)} left"
        self.log.write(f"\r\x1b[2K{text}" if self.live else text + "\n")
        self.log.flush()

    def line(self, text: str) -> None:
        """A line of its own."""
        if self.log is not None:
            self.log.write(("\r\x1b[2K" if self.live else "") + text + "\n")
            self.log.flush()

    def close(self) -> None:
        """Wipes the line that renews itself."""
        if self.live and self.log is not None:
            self.log.write("\r\x1b[2K")
            self.log.flush()


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds + 0.5), 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min {rest} s" if minutes else f"{rest} s"
