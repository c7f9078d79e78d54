"""The same batch on a Dask cluster: the unit of work is the same function, the store stays with the one who asks.

A worker that dies in mid-run is Dask's to replace: its documents are scanned again elsewhere. A document that takes worker
after worker with it becomes an error row. Limits of time and memory are those of the cluster's own workers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from ..errors import AgreementScanError, MissingExtra, UsageError
from ..options import Options
from .sources import Item
from .work import failure, scan_item

# Documents that are under way for each thread of the cluster: enough to keep it busy, few enough to keep memory flat.
AHEAD = 6


def reach(scheduler: str | None) -> None:
    """Raises MissingExtra where Dask is not installed, UsageError for a scheduler that does not answer."""
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise MissingExtra("The engine dask needs distributed.", 'pip install "agreement-scan[dask]"') from None
    if scheduler is not None:
        _client(scheduler).close()


def _client(address: Any) -> Any:
    from distributed import Client

    try:
        return Client(address, timeout="20s", set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(f"The Dask scheduler does not answer ({type(error).__name__}).", "Give its address, such as tcp://host:8786.") from None


def run_on_dask(items: Iterator[Item], options: Options, settings: str, scheduler: str | None, processes: int | None = None) -> Iterator[tuple[Item, dict[str, Any]]]:
    """Records in the order they are finished. Without ``scheduler`` a local cluster of ``processes`` workers is made.

    ``settings`` is the key of the settings: it keeps batches with other options on the same cluster apart. The bytes travel
    with the item, so that workers need not see the files. Raises UsageError for a scheduler that does not answer.
    """
    from distributed import LocalCluster, as_completed
    from distributed.scheduler import KilledWorker

    local = LocalCluster(n_workers=processes or 2, threads_per_worker=1, dashboard_address=None, processes=True) if scheduler is None else None
    client = _client(local if local is not None else scheduler)
    try:
        under_way: dict[str, Item] = {}
        futures = as_completed(loop=client.loop)
        feed = iter(items)

        def send(count: int) -> None:
            for item in islice(feed, count):
                try:
                    packed = item.carried()
                except Exception:  # what cannot be opened here is said by the unit of work itself, there
                    packed = item
                future = client.submit(scan_item, packed, options, key=f"agreement-scan-{settings[:16]}-{item.key}", pure=False, retries=0)
                under_way[future.key] = item
                futures.add(future)

        send(AHEAD * max(2, sum(client.nthreads().values())))
        for future in futures:
            item = under_way.pop(future.key)
            try:
                record = future.result()
            except AgreementScanError:
                raise
            except KilledWorker:
                record = failure("crashed", "Several workers of the cluster died on this document.", "Look at the file by itself; then run with --retry-errors.")
            except MemoryError:
                record = failure("out-of-memory", "The document needs more memory than a worker has.", "Give the workers more, or split the file; then run with --retry-errors.")
            future.release()
            send(1)
            yield item, record
    finally:
        client.close()
        if local is not None:
            local.close()
