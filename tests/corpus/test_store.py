"""The file of a store: what is none is left alone, what is read is not touched, what is broken is said."""

import os
import random
import shutil
import signal
import sqlite3
import tempfile
from pathlib import Path

import pytest
from small import DRAFTS, PLAIN, drafts

from agreement_scan.cli.app import run as command
from agreement_scan.corpus import opening, work
from agreement_scan.corpus.runner import run
from agreement_scan.corpus.sources import walk
from agreement_scan.corpus.store import Store
from agreement_scan.errors import WrongFormat

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def commands(store, place: Path) -> list[list[str]]:
    """Every command that takes a store, with outputs in a folder of their own."""
    out, table = str(place / "out"), place / "t.csv"
    place.mkdir(exist_ok=True)
    table.write_text("AgtId,document\n1,a\n")
    found = [["status"], ["duplicates"], ["duplicates", "--mark"], ["clauses"], ["compare-pax"], ["plots", "-o", out], ["join", str(table), "--on", "document"], ["import-pax", str(table)]]
    whole = [["corpus", one, str(store), *rest] for one, *rest in found]
    whole += [["corpus", "merge", str(store), "-s", str(place / "m.sqlite")], ["corpus", "merge", str(place / "n.sqlite"), "-s", str(store)]]
    shutil.copy(store, place / "n.sqlite")
    return [*whole, ["export", str(store), "-o", out], ["batch", str(DRAFTS[0]), "-s", str(store), "--model", "off"]]


def beside(path: Path) -> list[str]:
    return sorted(p.name for p in path.parent.iterdir() if p.name.startswith(path.name))


def others(path: Path, journal: str = "DELETE") -> Path:
    """Somebody else's database."""
    base = sqlite3.connect(path)
    base.execute(f"PRAGMA journal_mode={journal}")
    base.execute("CREATE TABLE results (talk TEXT)")
    base.execute("INSERT INTO results VALUES ('mine')")
    base.commit()
    base.close()
    return path


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_a_database_of_somebody_else_is_refused_and_left_as_it_is(journal, tmp_path, capsys):
    mine = others(tmp_path / "mine.sqlite", journal)
    before = mine.read_bytes()
    for arguments in commands(mine, tmp_path / "x"):
        assert command(arguments) == 3, arguments
        assert "is not a store" in capsys.readouterr().err
        assert mine.read_bytes() == before and beside(mine) == ["mine.sqlite"], arguments


def test_neither_a_folder_nor_a_text_nor_nothing_is_a_store(tmp_path, capsys):
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("Article 1\n")
    for name in (".", "empty", "text"):
        assert command(["corpus", "status", str(tmp_path / name)]) == 3
        assert command(["export", str(tmp_path / name), "-o", str(tmp_path / "out")]) == 3
    assert command(["batch", str(DRAFTS[0]), "-s", str(tmp_path)]) == 3
    assert command(["batch", str(DRAFTS[0]), "-s", str(tmp_path / "text")]) == 3
    assert "fault" not in capsys.readouterr().err
    assert (tmp_path / "text").read_text() == "Article 1\n" and not (tmp_path / "out").exists()


def test_a_batch_leaves_one_file_and_reading_adds_none(scanned, tmp_path, capsys):
    store = tmp_path / "one.sqlite"
    run([str(drafts(tmp_path / "d", 2))], str(store), PLAIN)
    assert beside(store) == ["one.sqlite"]
    before = store.read_bytes()
    with Store(store) as kept:
        assert kept.counts()["scanned"] == 2
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            kept.base.execute("DELETE FROM results")
    for arguments in (["corpus", "status"], ["corpus", "duplicates"], ["corpus", "clauses"], ["export", "-o", str(tmp_path / "out")]):
        assert command([*arguments[:2], str(store), *arguments[2:]] if arguments[0] == "corpus" else [arguments[0], str(store), *arguments[1:]]) == 0
    assert store.read_bytes() == before and beside(store) == ["one.sqlite"]


@forks
@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_a_store_is_read_where_nothing_can_be_written(scanned, journal):
    """As an unprivileged user, since root may write anywhere. WAL: a store whose writer could not settle it."""
    place = Path(tempfile.mkdtemp())
    try:
        shutil.copy(scanned[1], store := place / "s.sqlite")
        base = sqlite3.connect(store)
        base.execute(f"PRAGMA journal_mode={journal}")
        base.close()
        store.chmod(0o444)
        place.chmod(0o555)
        if (child := os.fork()) == 0:
            code = 9
            try:
                if os.getuid() == 0:
                    os.setuid(65534)
                with Store(store) as kept:
                    code = kept.counts()["scanned"] + sum(d["record"] is None for d in kept.documents())
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 6
        assert beside(store) == ["s.sqlite"]
    finally:
        place.chmod(0o755)
        shutil.rmtree(place)


def test_only_where_nothing_can_be_written_a_file_is_taken_to_stand_still(scanned, tmp_path, monkeypatch):
    shutil.copy(scanned[1], store := tmp_path / "a b?#%.sqlite")
    assert opening.reading(store).endswith("/a%20b%3F%23%25.sqlite?mode=ro")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert opening.reading(store).endswith("?mode=ro&immutable=1")
    Path(f"{store}-wal").touch()
    assert opening.reading(store).endswith("?mode=ro")


@forks
def test_after_a_kill_every_committed_row_is_read(scanned, tmp_path):
    store = tmp_path / "s.sqlite"
    with Store(scanned[1]) as whole:
        records = {d["document"]: d["record"] for d in whole.documents()}
    if (child := os.fork()) == 0:
        with Store(store, create=True) as kept:
            kept.enlist((item.keyed() for item in walk([str(scanned[0])])), work.settings(PLAIN))
            for document in list(records)[:4]:
                kept.add(document, work.settings(PLAIN)["key"], records[document])
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert "s.sqlite-wal" in beside(store)
    for _ in range(2):
        with Store(store) as kept:
            assert kept.counts() == {"scanned": 4, "errors": 0, "pending": 2}
    assert command(["corpus", "status", str(store)]) == 0
    assert run([str(scanned[0])], str(store), PLAIN).scanned == 2
    assert beside(store) == ["s.sqlite"]


def killed(store: Path, *statements: str) -> None:
    """A process writes to the store with hardly any memory, so that pages reach the file early, and is killed in mid-transaction."""
    if (child := os.fork()) == 0:
        base = opening.connect_to_write(store, create=True)
        base.execute("PRAGMA cache_size = 1")
        base.execute("BEGIN IMMEDIATE")
        for statement in statements:
            base.execute(statement)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert beside(store) == [store.name, f"{store.name}-journal"]


@forks
def test_a_run_that_is_killed_before_its_first_word_is_gone_on_with(tmp_path):
    store = tmp_path / "s.sqlite"
    killed(store, f"PRAGMA application_id = {opening.APPLICATION}", "CREATE TABLE about (name, value)")
    assert command(["corpus", "status", str(store)]) == 3
    assert run([str(DRAFTS[0])], str(store), PLAIN).scanned == 1
    assert beside(store) == ["s.sqlite"]


@forks
def test_what_a_kill_left_half_written_is_undone_by_whoever_reads_next(scanned, tmp_path):
    shutil.copy(scanned[1], store := tmp_path / "s.sqlite")
    killed(store, "UPDATE results SET record = zeroblob(20000)")
    assert store.read_bytes() != scanned[1].read_bytes()
    with Store(store) as kept:
        assert all(d["record"] for d in kept.documents())
    assert store.read_bytes() == scanned[1].read_bytes() and beside(store) == ["s.sqlite"]


def test_a_batch_may_begin_while_an_export_reads(scanned, tmp_path):
    shutil.copy(scanned[1], store := tmp_path / "s.sqlite")
    with Store(store) as reader:
        read = reader.documents()
        names = [next(read)["name"]]
        with Store(store, write=True) as writer:
            writer.annotate("x", {names[0]: {"y": 1}})
        names += [d["name"] for d in read]
    assert len(names) == 6
    with Store(store) as kept:
        assert kept.metadata(names[0])["y"] == 1


def unspelt(data: bytes) -> bytes:
    """Of the tables neither the names nor the statements that made them are whole; SQLite quotes the names."""
    return data.replace(b"CREATE TABLE", b"CREATE?TABLE").replace(b"aboutabout", b"\x96boutabout")


def overwritten(data: bytes) -> bytes:
    return data[:4096] + b"\xff" * (len(data) - 4096)


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: data[:5000], overwritten, unspelt])
def test_a_damaged_store_is_said_to_be_so_by_every_command(damage, scanned, tmp_path, capsys):
    store = tmp_path / "hurt.sqlite"
    store.write_bytes(damage(scanned[1].read_bytes()))
    before = store.read_bytes()
    for arguments in commands(store, tmp_path / "x"):
        store.write_bytes(before)
        assert command(arguments) == 3, arguments
        said = capsys.readouterr().err
        assert "“hurt.sqlite” is damaged" in said or ("merge" in arguments and "“n.sqlite” is damaged" in said)
        assert "new store" in said
    assert not (tmp_path / "x" / "m.sqlite").exists(), "nothing is merged when a shard is wrong"


def test_damage_anywhere_is_never_our_fault(scanned, tmp_path, capsys):
    """Some bytes overwritten at random places: an answer or a reason, never exit code 70."""
    whole, dice = scanned[1].read_bytes(), random.Random(3)
    store = tmp_path / "hurt.sqlite"
    for round_ in range(60):
        hurt = bytearray(whole)
        for _ in range(dice.choice((1, 3, 20))):
            at, size = dice.randrange(100, len(whole)), dice.choice((1, 8, 400))
            hurt[at : at + size] = dice.randbytes(size)
        store.write_bytes(hurt[: len(whole)])
        for arguments in (["corpus", "status", str(store)], ["export", str(store), "-o", str(tmp_path / "out")], ["corpus", "clauses", str(store), "-o", str(tmp_path / "c.csv")]):
            assert command(arguments) in (0, 3), (round_, arguments, capsys.readouterr().err)


def test_records_that_no_page_tells_apart_are_damaged_too(scanned, tmp_path, capsys):
    for table, column, value in (("results", "record", "x'00'"), ("settings", "data", "'[]'"), ("settings", "data", "'{\"provisions\": {\"a\": 1}}'"), ("documents", "document", "x'ff'")):
        shutil.copy(scanned[1], store := tmp_path / "s.sqlite")
        base = sqlite3.connect(store)
        base.execute(f"UPDATE {table} SET {column} = {value}")
        base.commit()
        base.close()
        assert command(["export", str(store), "-o", str(tmp_path / "out")]) == 3
        assert "“s.sqlite” is damaged" in capsys.readouterr().err


def test_a_store_of_another_version_or_without_the_mark(scanned, tmp_path):
    shutil.copy(scanned[1], store := tmp_path / "s.sqlite")
    base = sqlite3.connect(store)
    base.execute("PRAGMA application_id = 0")
    base.close()
    with Store(store, write=True) as early:  # stores were not marked at first
        assert early.counts()["scanned"] == 6
        early.base.execute("UPDATE about SET value = 'agreement-scan/store/9'")
    for way in ({}, {"write": True}, {"create": True}):
        with pytest.raises(WrongFormat, match="another version"):
            Store(store, **way)


WRONG = [
    ["no-such-folder"], ["{}", "--shard", "9/4"], ["{}", "--profile", "armistice"], ["{}", "--language", "tlh"], ["{}", "--changes", "some"], ["{}", "--engine", "hadoop"],
    ["{}", "--catalogue", "no-such-folder"], ["{}", "--catalogue", "own"], ["{}/t.csv"], ["{}/t.csv", "--text-column", "none"], ["{}", "{}"], ["{}", "--prune", "--shard", "1/2"],
    ["{}", "--engine", "dask", "--scheduler", "nonsense://nowhere"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_a_wrong_request_leaves_no_store(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    folder = drafts(tmp_path / "d", 1)
    (folder / "t.csv").write_text("a,b\n1,2\n")
    own = tmp_path / "own" / "provisions" / "release" / "unconditional.toml"
    own.parent.mkdir(parents=True)
    own.write_text("kind = 7\n")
    before = sorted(tmp_path.iterdir())
    assert command(["batch", *(a.replace("{}", str(folder)) for a in arguments), "-s", "s.sqlite", "--model", "off"]) in (2, 3, 4, 5, 6)
    assert "error:" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before
