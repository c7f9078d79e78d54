"""A batch from input to export: nothing lost, nothing doubled, the same bytes however it was run."""

import json
import math
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from small import DRAFTS, PLAIN, ROOT, drafts, files, hostile, sealed_pdf, zipped

from agreement_scan.corpus import runner, work
from agreement_scan.corpus.export import export
from agreement_scan.corpus.runner import parse_shard, run
from agreement_scan.corpus.sources import walk
from agreement_scan.corpus.store import Store
from agreement_scan.errors import NotWritable, UsageError, WrongFormat

linux = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="counts processes in /proc")


def exported(store, tmp_path, form="csv"):
    folder = tmp_path / f"out-{random.randrange(10**9)}"
    export(store, folder, form=form)
    return files(folder)


def test_records_are_what_scan_says(scanned):
    from agreement_scan.scan import scan

    folder, store = scanned
    with Store(store) as kept:
        documents = list(kept.documents())
    assert [d["name"] for d in documents] == [f"drafts/{p.name}" for p in DRAFTS[:6]]
    for d in documents:
        report = scan(folder / d["name"].split("/")[1], PLAIN)
        assert [(a[0], a[4]) for a in d["record"]["assessments"]] == [(a.provision, a.status) for a in report.assessments]
        assert [(f["id"], f["start"], f["end"], f["quote"]) for f in d["record"]["findings"]] == [(f.id, f.start, f.end, f.quote) for f in report.findings]


def test_a_second_run_scans_nothing(scanned, monkeypatch):
    folder, store = scanned
    monkeypatch.setattr(work, "prepare", lambda options: pytest.fail("the pipeline was built"))
    outcome = run([str(folder)], str(store), PLAIN)
    assert (outcome.wanted, outcome.finished, outcome.scanned) == (6, 6, 0)


def test_other_options_are_other_results(scanned, tmp_path):
    folder, _ = scanned
    store = tmp_path / "s.sqlite"
    from dataclasses import replace

    run([str(folder / DRAFTS[0].name)], str(store), PLAIN)
    assert run([str(folder / DRAFTS[0].name)], str(store), replace(PLAIN, profile="mandate")).scanned == 1
    assert run([str(folder / DRAFTS[0].name)], str(store), PLAIN).scanned == 0
    with Store(store) as kept:
        assert [d["record"]["document"]["profile"] for d in kept.documents()] != ["mandate"]


def test_prose_of_the_catalogue_changes_no_key_and_a_rule_does(tmp_path):
    from dataclasses import replace

    place = tmp_path / "own" / "provisions" / "release"
    place.mkdir(parents=True)
    shipped = (ROOT / "src/agreement_scan/catalogue/provisions/release/unconditional.toml").read_text()
    keys = []
    for number, text in enumerate((shipped, shipped.replace('why = "', 'why = "Said anew. ', 1), shipped.replace('kind = "require"', 'kind = "avoid"', 1))):
        own = tmp_path / f"own{number}" / "provisions" / "release"
        own.mkdir(parents=True)
        (own / "unconditional.toml").write_text(text)
        found = work.settings(replace(PLAIN, catalogue=str(tmp_path / f"own{number}")))
        found["options"]["catalogue"] = ""
        keys.append((text != shipped, found))
    from agreement_scan.catalogue import load_catalogue

    plain = [work._plain(load_catalogue(tmp_path / f"own{n}").provisions) for n in range(3)]
    assert keys[1][0] and keys[2][0], "both edits took hold"
    assert plain[0] == plain[1] != plain[2]


def test_the_key_is_the_same_in_every_process():
    code = "from agreement_scan.corpus.work import settings; from agreement_scan.options import Options; print(settings(Options(model='off'))['key'])"
    keys = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout for seed in "123"}
    assert len(keys) == 1 and keys != {""}


def test_same_bytes_under_two_names_are_scanned_once_and_listed_twice(tmp_path):
    folder = drafts(tmp_path / "twice", 1)
    (folder / "copy.txt").write_bytes(DRAFTS[0].read_bytes())
    outcome = run([str(folder)], str(tmp_path / "s.sqlite"), PLAIN)
    assert (outcome.wanted, outcome.scanned) == (2, 1)
    assert exported(tmp_path / "s.sqlite", tmp_path)["documents.csv"].count(b"scanned") == 2


def test_hostile_folder_beside_good_files(tmp_path):
    pytest.importorskip("fpdf")
    folder = drafts(tmp_path / "mixed", 2)
    expected = hostile(folder)
    (folder / "sealed.pdf").write_bytes(sealed_pdf())
    (folder / "deep.html").write_bytes(b"<html><body>" + b"<div>" * 60_000 + DRAFTS[0].read_bytes())
    (folder / "name\nwith\u202elines.txt").write_bytes(DRAFTS[2].read_bytes())
    (folder / "wrong.pdf").write_bytes(DRAFTS[3].read_bytes())
    (folder / "nested.zip").write_bytes(zipped({"inner.zip": zipped({"a.txt": b"a"})}))
    expected |= {"sealed.pdf": "encrypted", "nested.zip/inner.zip": "wrong-format"}
    run([str(folder)], str(tmp_path / "s.sqlite"), PLAIN, processes=2)
    with Store(tmp_path / "s.sqlite") as kept:
        records = {d["name"].removeprefix("mixed/"): d["record"] for d in kept.documents()}
        assert kept.counts()["pending"] == 0
    errors = {name: r["error"]["code"] for name, r in records.items() if r["error"]}
    deep = errors.pop("deep.html", None)  # read, or refused with a reason: both are an answer
    assert deep in (None, "damaged", "too-large")
    assert errors == expected
    assert all(r["error"]["message"] for r in records.values() if r["error"])
    good = {DRAFTS[0].name, DRAFTS[1].name, "name\\nwith\\u202elines.txt", "wrong.pdf"}
    assert {name for name, r in records.items() if not r["error"]} - {"deep.html"} == good
    table = exported(tmp_path / "s.sqlite", tmp_path)["documents.csv"].decode()
    assert "\u202e" not in table and str(tmp_path) not in table


@linux
def test_kills_lose_nothing_and_double_nothing(scanned, tmp_path):
    """The run is killed at random moments and started again: the export is that of a run which was left alone."""
    folder, whole = scanned
    work.prepare(PLAIN)
    store, dice = tmp_path / "s.sqlite", random.Random(7)
    kills = 0
    for _ in range(60):
        child = os.fork()
        if child == 0:
            try:
                os.setpgid(0, 0)
                run([str(folder)], str(store), PLAIN, processes=2)
                os._exit(0)
            except BaseException:
                os._exit(1)
        deadline = time.monotonic() + (dice.random() * 0.6 if kills < 6 else 120)
        while (ended := os.waitpid(child, os.WNOHANG))[0] == 0 and time.monotonic() < deadline:
            time.sleep(0.005)
        if ended[0] == 0:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            kills += 1
            _gone(child)
        else:
            assert ended[1] == 0
            if kills >= 6:
                break
            store.unlink()  # it was finished before it could be killed: once more from the start
    assert kills == 6
    assert exported(store, tmp_path) == exported(whole, tmp_path)
    with Store(store) as kept:
        assert kept.base.execute("SELECT count(*), count(DISTINCT document) FROM results").fetchone() == (6, 6)


def _gone(group, patience=20.0):
    """Workers notice that their parent is dead and end."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    pytest.fail("workers outlive their parent")


def test_shards_merge_into_the_same_bytes(scanned, tmp_path):
    folder, whole = scanned
    sizes = []
    for n in (1, 2, 3):
        sizes.append(run([str(folder)], str(tmp_path / f"{n}.sqlite"), PLAIN, shard=f"{n}/3").scanned)
    assert sum(sizes) == 6
    with Store(tmp_path / "all.sqlite", create=True) as kept:
        for n in (3, 1, 2, 1):
            kept.absorb(tmp_path / f"{n}.sqlite")
    assert exported(tmp_path / "all.sqlite", tmp_path) == exported(whole, tmp_path)
    assert run([str(folder)], str(tmp_path / "all.sqlite"), PLAIN).scanned == 0


@pytest.mark.parametrize("wrong", ["0/3", "4/3", "1", "a/b", "-1/3", "1/0"])
def test_wrong_shards_are_refused(wrong):
    with pytest.raises(UsageError):
        parse_shard(wrong)


def test_a_full_disk_keeps_what_is_finished(scanned, tmp_path, monkeypatch):
    folder, whole = scanned
    store = tmp_path / "s.sqlite"
    opened = Store.__init__

    def small(self, *a, **k):
        opened(self, *a, **k)
        pages = self.base.execute("PRAGMA page_count").fetchone()[0]
        self.base.execute(f"PRAGMA max_page_count = {max(pages, 24)}")

    monkeypatch.setattr(Store, "__init__", small)
    with pytest.raises(NotWritable, match="full"):
        run([str(folder)], str(store), PLAIN, processes=1)
    monkeypatch.undo()
    with Store(store) as kept:
        assert kept.base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept_before = kept.counts()["scanned"]
    assert run([str(folder)], str(store), PLAIN).scanned == 6 - kept_before
    assert exported(store, tmp_path) == exported(whole, tmp_path)


def test_errors_are_tried_again_only_when_asked(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    store = str(tmp_path / "s.sqlite")
    assert run([str(tmp_path / "in")], store, PLAIN).errors == {"empty": 1}
    assert run([str(tmp_path / "in")], store, PLAIN).errors == {}
    assert run([str(tmp_path / "in")], store, PLAIN, retry_errors=True).errors == {"empty": 1}


def test_prune_forgets_what_is_gone(scanned, tmp_path):
    folder = drafts(tmp_path / "d", 2)
    store = str(tmp_path / "s.sqlite")
    run([str(folder)], store, PLAIN)
    (folder / DRAFTS[0].name).unlink()
    run([str(folder)], store, PLAIN)
    with Store(store) as kept:
        assert kept.counts()["scanned"] == 2
    run([str(folder)], store, PLAIN, prune=True)
    with Store(store) as kept:
        assert kept.counts()["scanned"] == 1


def test_two_inputs_of_one_name_are_refused(tmp_path):
    a, b = drafts(tmp_path / "1" / "d", 1), drafts(tmp_path / "2" / "d", 1)
    with pytest.raises(UsageError, match="Two documents"):
        run([str(a), str(b)], str(tmp_path / "s.sqlite"), PLAIN)


def test_a_file_that_is_no_store_is_refused(tmp_path):
    (tmp_path / "s.sqlite").write_text("this is no store " * 100)
    with pytest.raises(WrongFormat, match="not a store"):
        Store(tmp_path / "s.sqlite")
    other = sqlite3.connect(tmp_path / "o.sqlite")
    other.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    other.execute("INSERT INTO about VALUES ('format', 'another')")
    other.commit()
    other.close()
    with pytest.raises(WrongFormat, match="another version"):
        Store(tmp_path / "o.sqlite")


def test_log_is_plain_lines_off_a_terminal(scanned):
    import io

    folder, store = scanned
    log = io.StringIO()
    run([str(folder)], str(store), PLAIN, log=log)
    assert log.getvalue() == "6 documents, 6 finished before, 0 to scan\n"
    assert runner._duration(59.6) == "1 min 0 s" and runner._duration(7300) == "2 h 1 min"


def test_scan_records_is_the_same_work(scanned):
    _, store = scanned
    [record] = work.scan_records([{"name": DRAFTS[0].name, "data": DRAFTS[0].read_bytes()}], {"model": "off"})
    with Store(store) as kept:
        first = next(iter(kept.documents()))
    assert record.pop("name") == DRAFTS[0].name and record.pop("key") == first["document"]
    assert record == first["record"]


def test_a_file_that_changes_while_the_batch_runs_is_an_error(tmp_path):
    from agreement_scan.corpus.sources import walk

    path = tmp_path / "a.txt"
    path.write_bytes(DRAFTS[0].read_bytes())
    [item] = [i.keyed() for i in walk([str(path)])]
    path.write_bytes(DRAFTS[1].read_bytes())
    assert work.scan_item(item, PLAIN)["error"]["code"] == "changed"
    path.unlink()
    assert work.scan_item(item, PLAIN)["error"]["code"] == "missing"


def test_progress_renews_one_line_on_a_terminal_only(monkeypatch):
    import io

    clock = iter(range(100))
    monkeypatch.setattr(runner.time, "monotonic", lambda: next(clock))

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    for log, expected in ((Terminal(), "\r\x1b[2K2 of 4 documents, 1.0 a second, 2 s left"), (io.StringIO(), "")):
        progress = runner.Progress(4, log)
        progress.step()
        progress.step()
        assert log.getvalue() == expected


def test_a_table_is_scanned_row_by_row_with_its_metadata(tmp_path):
    table = tmp_path / "corpus.csv"
    with table.open("w", newline="") as file:
        import csv

        csv.writer(file).writerows([["AgtId", "text", "year"], [7, DRAFTS[0].read_text(), 1999], [8, DRAFTS[1].read_text(), 2001], [9, "", 2002]])
    outcome = run([str(table)], str(tmp_path / "s.sqlite"), PLAIN, processes=2)
    assert outcome.scanned == 2 and outcome.errors == {"empty": 1}
    with Store(tmp_path / "s.sqlite") as kept:
        assert [(d["name"], d["metadata"]["year"], d["record"]["error"] is None) for d in kept.documents()] == [("corpus.csv/7", "1999", True), ("corpus.csv/8", "2001", True), ("corpus.csv/9", "2002", False)]


def test_a_store_without_a_result_takes_none_away(scanned, tmp_path):
    folder, _ = scanned
    run([str(folder)], str(tmp_path / "whole.sqlite"), PLAIN)
    with Store(tmp_path / "whole.sqlite", write=True) as kept:
        before = kept.counts()
        with Store(tmp_path / "begun.sqlite", create=True) as begun:
            begun.enlist((item.keyed() for item in walk([str(folder)])), {**work.settings(PLAIN), "key": "other settings"})
        kept.absorb(tmp_path / "begun.sqlite")
        assert kept.counts() == before and before["scanned"] == 6


def test_a_store_among_the_drafts_is_no_draft(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Article 1\n\nThe Parties shall release all children.\n")
    for _ in range(2):
        outcome = run([str(tmp_path / "in")], str(tmp_path / "in" / "results"), PLAIN)
        assert (outcome.wanted, outcome.errors) == (1, {})


def test_pruning_by_a_share_is_refused(tmp_path):
    with pytest.raises(UsageError):
        run([str(tmp_path)], str(tmp_path / "s.sqlite"), PLAIN, prune=True, shard="1/2")


def test_metadata_that_json_can_spell_and_tables_cannot_hold(tmp_path):
    """Halves of characters, numbers beyond all bounds and none at all: stored, exported in every format, drawn."""
    rows = [{"id": "\ud800", "text": DRAFTS[0].read_text(), "half\udfff": "\ud800", "big": 10**400, "long": 2**70, "nan": math.nan, "far": math.inf}, {"id": "b", "text": "", "big": 1.5, "long": 1}]
    (tmp_path / "t.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    store = tmp_path / "s.sqlite"
    assert run([str(tmp_path / "t.jsonl")], str(store), PLAIN).scanned == 1
    with Store(store) as kept:
        known = next(d["metadata"] for d in kept.documents() if d["name"] != "t.jsonl/b")
    assert known == {"id": "?", "half?": "?", "big": str(10**400), "long": str(2**70)}
    for form, package in (("csv", "csv"), ("jsonl", "json"), ("parquet", "pyarrow"), ("xlsx", "xlsxwriter")):
        pytest.importorskip(package)
        assert exported(store, tmp_path, form)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_batch_that_is_stopped_leaves_one_whole_file(stop, tmp_path):
    folder, store = drafts(tmp_path / "d", 40), tmp_path / "s.sqlite"
    command = [sys.executable, "-m", "agreement_scan", "batch", str(folder), "-s", str(store), "--model", "off", "-j", "1"]
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    began = time.monotonic()
    while time.monotonic() - began < 120:
        time.sleep(0.02)
        if store.exists() and store.stat().st_size:
            with Store(store) as kept:
                if kept.counts()["scanned"]:
                    break
    child.send_signal(stop)
    said = child.communicate(timeout=60)[1]
    assert child.returncode == 130 and said.rstrip().endswith("Stopped.")
    assert [p.name for p in tmp_path.glob("s.sqlite*")] == ["s.sqlite"]
    with Store(store) as kept:
        assert 0 < kept.counts()["scanned"] < 40


def test_batches_into_one_store_at_once(tmp_path):
    folder, store = drafts(tmp_path / "d", 4), tmp_path / "s.sqlite"
    command = [sys.executable, "-m", "agreement_scan", "batch", str(folder), "-s", str(store), "--model", "off", "-q"]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    assert [(child.communicate(timeout=120)[1], child.returncode) for child in both] == [(b"", 0)] * 2
    with Store(store) as kept:
        assert kept.counts() == {"scanned": 4, "errors": 0, "pending": 0}


def test_no_room_for_a_store_or_its_tables(scanned, tmp_path):
    """A limit on the size of files stands for a full disk."""
    resource = pytest.importorskip("resource")
    command = [sys.executable, "-m", "agreement_scan"]
    folder, whole = scanned

    def asked(*arguments, room=60_000):
        return subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)))

    for arguments in (["batch", folder, "-s", tmp_path / "s.sqlite", "--model", "off", "-q"], ["corpus", "merge", whole, "-s", tmp_path / "m.sqlite"]):
        done = asked(*arguments)
        assert done.returncode == 7 and "cannot be written" in done.stderr
    for form in ("csv", "jsonl", "parquet", "xlsx"):
        done = asked("export", whole, "-o", tmp_path / form, "-f", form, room=3000)
        assert done.returncode == 7 and "The tables cannot be written" in done.stderr, (form, done.stderr)
    assert run([str(folder)], str(tmp_path / "s.sqlite"), PLAIN).wanted == 6


def test_a_name_too_long_for_the_system(scanned, tmp_path):
    from agreement_scan.cli.app import run as command

    long, store = str(tmp_path / ("x" * 300)), str(scanned[1])
    asked = (["batch", str(DRAFTS[0]), "-s", long], 7), (["corpus", "status", long], 3), (["export", store, "-o", long], 7), (["corpus", "duplicates", store, "-o", long], 7), (["corpus", "join", store, long, "--on", "a"], 3)
    assert [command(arguments) for arguments, _ in asked] == [code for _, code in asked]
