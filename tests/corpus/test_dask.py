"""A real local cluster of two workers, one of which is killed in mid-run: the export is that of the local run."""

import os
import signal
import threading
import time

import pytest
from small import PLAIN, files

from agreement_scan.corpus.export import export
from agreement_scan.corpus.runner import run
from agreement_scan.corpus.store import Store
from agreement_scan.errors import UsageError

distributed = pytest.importorskip("distributed")


def test_a_cluster_whose_worker_is_killed_gives_the_same_bytes(scanned, tmp_path):
    folder, whole = scanned
    store = tmp_path / "dask.sqlite"
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as cluster:
        killed = []

        def kill() -> None:
            # in mid-run: once the first document is in the store, while others are under way or wait
            for _ in range(3000):
                time.sleep(0.02)
                if store.exists() and store.stat().st_size:
                    with Store(store) as kept:
                        if kept.counts()["scanned"] >= 1:
                            break
            with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
                killed.append(min(client.run(os.getpid).values()))
            os.kill(killed[0], signal.SIGKILL)

        watcher = threading.Thread(target=kill)
        watcher.start()
        outcome = run([str(folder)], str(store), PLAIN, engine="dask", scheduler=cluster.scheduler_address)
        watcher.join()
    assert killed and outcome.scanned == 6 and outcome.errors == {}
    export(store, tmp_path / "a")
    export(whole, tmp_path / "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_a_scheduler_that_does_not_answer_is_said(scanned, tmp_path, monkeypatch):
    folder, _ = scanned
    with pytest.raises(UsageError, match="scheduler"):
        run([str(folder)], str(tmp_path / "s.sqlite"), PLAIN, engine="dask", scheduler="nonsense://nowhere")
