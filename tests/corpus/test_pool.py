"""The pool: whatever one document does to its worker, the others are done."""

import sys

import pytest
from small import nothing, refuse, stand_in

from agreement_scan.corpus.pool import Limits, Pool
from agreement_scan.corpus.sources import Item


def run(documents, method="fork", seconds=60.0, megabytes=600, processes=2):
    items = [Item(f"{n}", ".txt", data=text.encode()) for n, text in enumerate(documents)]
    pool = Pool(stand_in, nothing, processes=processes, limits=Limits(seconds, megabytes), method=method)
    results = list(pool.run(items))
    assert not pool.workers
    assert sorted(i.name for i, _ in results) == sorted(i.name for i in items), "each document has one record"
    return {i.name: r["error"]["code"] if r["error"] else r["said"] for i, r in results}


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_every_document_has_one_record(method):
    texts = [f"text {n}" for n in range(25)]
    assert run(texts, method) == {str(n): text for n, text in enumerate(texts)}


def test_a_document_that_hangs_or_kills_its_worker_is_an_error_and_the_others_are_done():
    texts = ["hang", "die always", *(f"text {n}" for n in range(10))]
    done = run(texts, seconds=1.5)
    assert done["0"] == "timeout" and done["1"] == "crashed"
    assert [done[str(n + 2)] for n in range(10)] == texts[2:]


def test_a_worker_that_is_killed_once_costs_nothing(tmp_path):
    assert run([f"die once {tmp_path / 'seen'}", "a", "b"]) == {"0": f"die once {tmp_path / 'seen'}", "1": "a", "2": "b"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_a_document_that_eats_memory_is_an_error():
    assert run(["eat", "a", "b"], processes=1) == {"0": "out-of-memory", "1": "a", "2": "b"}


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_what_stops_every_document_stops_the_pool(method):
    pool = Pool(stand_in, refuse, processes=1, limits=Limits(), method=method)
    with pytest.raises(RuntimeError, match="cannot be built"):
        list(pool.run([Item("a", ".txt", data=b"a")]))
    assert not pool.workers


def test_no_documents_start_no_worker():
    assert list(Pool(stand_in, nothing, processes=2, limits=Limits()).run([])) == []


def test_workers_are_renewed_and_nothing_is_lost(monkeypatch):
    monkeypatch.setattr("agreement_scan.corpus.pool.RENEW", 3)
    assert len(run([f"text {n}" for n in range(20)])) == 20
