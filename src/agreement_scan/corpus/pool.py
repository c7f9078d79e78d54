"""An own pool of processes. Each worker is built once, does one item at a time, and may crash, hang or run out of memory.

``concurrent.futures`` breaks as a whole when one worker dies and cannot stop one that hangs; ``nlp.pipe(n_process)`` sends
every Doc back. Here the parent knows which worker has which item, ends it when it is over time, and goes on.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import connection
from typing import Any

from .sources import Item
from .work import failure

# A forked worker is replaced after so many items: what libraries remember of texts is given back, and memory stays flat.
RENEW = 400
# A worker looks for reference cycles after so many items.
COLLECT = 50


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may use: ``seconds`` of wall time and ``megabytes`` of memory above what a built worker has.

    Memory is limited by the system (RLIMIT_AS), which Linux does and macOS and Windows do not.
    """

    seconds: float = 300.0
    megabytes: int = 2048


def default_method() -> str:
    """``fork`` on Linux, where a worker is ready at once and shares the built pipeline's memory; ``spawn`` elsewhere."""
    return "fork" if sys.platform == "linux" else "spawn"


class _Worker:
    def __init__(self, pool: Pool) -> None:
        self.pipe, theirs = pool.context.Pipe()
        inherited = [w.pipe for w in pool.workers] + [self.pipe] if pool.method == "fork" else []
        arguments = (theirs, inherited, pool.work, pool.prepare if pool.method != "fork" else None, pool.limits)
        self.process = pool.context.Process(target=_serve, args=arguments, daemon=True)
        self.process.start()
        theirs.close()  # so that the pipe ends when the worker does
        self.item: Item | None = None
        self.ready = pool.method == "fork"
        self.since = 0.0
        self.done = 0

    def give(self, item: Item) -> None:
        self.item, self.since = item, time.monotonic()
        self.pipe.send(item)

    def end(self) -> None:
        with contextlib.suppress(OSError):
            self.pipe.close()
        self.process.kill()
        self.process.join()


class Pool:
    """Runs ``work(item) -> record`` over items in several processes.

    ``prepare`` builds what the work needs: once in this process before it forks, or once in each spawned worker. Both must
    be picklable for ``spawn``.
    """

    def __init__(
        self, work: Callable[[Item], dict[str, Any]], prepare: Callable[[], None], *, processes: int, limits: Limits, method: str | None = None
    ) -> None:
        self.work, self.prepare, self.limits = work, prepare, limits
        self.method = method or default_method()
        self.context = multiprocessing.get_context(self.method)
        self.processes = max(1, processes)
        self.workers: list[_Worker] = []

    def run(self, items: Iterable[Item]) -> Iterator[tuple[Item, dict[str, Any]]]:
        """Records in the order they are finished. An item whose worker dies is tried once more before it counts as its fault.

        Raises whatever ``prepare`` raises, and errors of the work that concern every item (BadCatalogue …).
        """
        feed = iter(items)
        again: list[Item] = []
        tried: set[str] = set()
        if self.method == "fork":
            self.prepare()
            # What was built stays as long as the process: the collector need not look at it again, and so leaves its pages
            # shared between the workers.
            gc.collect()
            gc.freeze()
        try:
            more = True
            while True:
                finished = self._collect(again, tried)
                while more or again:
                    worker = next((w for w in self.workers if w.ready and w.item is None), None)
                    if worker is None and len(self.workers) >= self.processes:
                        break
                    item = again.pop() if again else next(feed, None)
                    if item is None:
                        more = False
                        break
                    if worker is None:
                        worker = _Worker(self)
                        self.workers.append(worker)
                        if not worker.ready:  # a spawned worker asks for work once it is built
                            again.append(item)
                            continue
                    try:
                        worker.give(item)
                    except (BrokenPipeError, ConnectionResetError):
                        self._drop(worker)
                        again.append(item)
                yield from finished  # after new work is handed out: storing then costs no worker's time
                if not more and not again and all(w.item is None for w in self.workers):
                    return
        finally:
            for worker in list(self.workers):
                self._drop(worker)

    def _collect(self, again: list[Item], tried: set[str]) -> list[tuple[Item, dict[str, Any]]]:
        waiting = [w for w in self.workers if w.item is not None or not w.ready]
        if not waiting:
            return []
        busy = [w.since for w in waiting if w.item is not None]
        patience = max(0.0, min(busy) + self.limits.seconds - time.monotonic()) if busy else None
        heard = connection.wait([w.pipe for w in waiting], patience)
        finished = []
        for worker in waiting:
            if worker.pipe in heard:
                done = self._hear(worker, again, tried)
            elif worker.item is not None and time.monotonic() - worker.since >= self.limits.seconds:
                done = (worker.item, failure("timeout", f"The document took longer than {self.limits.seconds:g} seconds.", "Raise --time-limit, or split the file; then run with --retry-errors."))
                self._drop(worker)
            else:
                continue
            if done is not None:
                finished.append(done)
        return finished

    def _hear(self, worker: _Worker, again: list[Item], tried: set[str]) -> tuple[Item, dict[str, Any]] | None:
        item = worker.item
        try:
            kind, said = worker.pipe.recv()
        except (EOFError, OSError):
            self._drop(worker)
            if item is None:
                raise RuntimeError(f"a worker ended while it was built (exit {worker.process.exitcode})") from None
            if item.name not in tried:
                tried.add(item.name)
                again.append(item)
                return None
            return item, failure("crashed", f"The worker died on this document twice ({_exit(worker.process.exitcode)}).", "Look at the file by itself; then run with --retry-errors.")
        if kind == "fatal":
            raise said
        if kind == "ready":
            worker.ready = True
            return None
        worker.item = None
        worker.done += 1
        if kind == "memory":
            said = failure("out-of-memory", f"The document needs more than {self.limits.megabytes} MB of memory.", "Raise --memory-limit, or split the file; then run with --retry-errors.")
        if kind == "memory" or (self.method == "fork" and worker.done >= RENEW):
            self._drop(worker)
        assert item is not None
        return item, said

    def _drop(self, worker: _Worker) -> None:
        worker.end()
        self.workers.remove(worker)


def _exit(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit {code}"


def _serve(pipe: Any, inherited: list[Any], work: Callable[[Item], dict[str, Any]], prepare: Callable[[], None] | None, limits: Limits) -> None:
    """A worker's life. Ends when the parent's end of the pipe closes, however the parent came to its end."""
    for other in inherited:  # else a brother would hold the pipe open after the parent was killed
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # what the parent does then is not for its workers
    try:
        if prepare is not None:
            prepare()
            gc.collect()
            gc.freeze()
            pipe.send(("ready", None))
        _limit_memory(limits.megabytes)
        # A scan leaves no cycles behind, so that looking for them in its midst is time lost; readers' libraries may leave some.
        gc.disable()
        for number in itertools.count():
            if number % COLLECT == 0:
                gc.collect()
            item = pipe.recv()
            _alarm(limits.seconds + 30)
            try:
                answer = ("done", work(item))
            except MemoryError:
                answer = ("memory", None)
            _alarm(0)
            pipe.send(answer)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except Exception as error:
        with contextlib.suppress(OSError):
            pipe.send(("fatal", error))


def _limit_memory(megabytes: int) -> None:
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (now + megabytes * 1_000_000,) * 2)
    except (ImportError, OSError, ValueError):
        return


def _alarm(seconds: float) -> None:
    """The system ends a worker that hangs even where nobody is left to end it."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
