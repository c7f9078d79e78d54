"""What a batch finds in folders, globs, archives and tables."""

import json
import os
from pathlib import Path

import pytest
from small import zipped

from agreement_scan.corpus.sources import left_aside, visible, walk
from agreement_scan.errors import DamagedInput, MissingInput, UsageError


def found(*inputs, **columns):
    return {i.name: i.keyed() for i in walk([str(i) for i in inputs], **columns)}


def test_folder_is_walked_in_order_without_hidden_files_and_data(tmp_path):
    root = tmp_path / "corpus"
    (root / "b").mkdir(parents=True)
    for name in ("b/2.txt", "a.pdf", ".hidden", "metadata.csv", "c.TXT"):
        (root / name).write_bytes(name.encode())
    assert list(found(root)) == ["corpus/a.pdf", "corpus/b/2.txt", "corpus/c.TXT"]
    assert left_aside([str(root)]) == ["corpus/metadata.csv"]


def test_names_hold_no_absolute_path_and_no_acting_character(tmp_path):
    name = "two\nlines \u202etxt.fdp.txt"
    (tmp_path / name).write_bytes(b"a")
    assert list(found(tmp_path / name)) == ["two\\nlines \\u202etxt.fdp.txt"]
    raw = os.path.join(os.fsencode(tmp_path), b"bad\xff.txt")
    with open(raw, "wb") as file:
        file.write(b"b")
    assert visible("bad\udcff.txt") == "bad\\udcff.txt"
    assert f"{tmp_path.name}/bad\\udcff.txt" in found(tmp_path)


def test_key_is_of_bytes_and_suffix(tmp_path):
    for name in ("a.txt", "b.txt", "c.md"):
        (tmp_path / name).write_bytes(b"same")
    keys = [i.key for i in found(tmp_path).values()]
    assert keys[0] == keys[1] != keys[2] and keys[0].endswith(".txt") and keys[2].endswith(".md")


def test_glob_reaches_into_folders_and_an_empty_one_is_an_error(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x" / "y").mkdir(parents=True)
    (tmp_path / "x" / "y" / "a.txt").write_bytes(b"a")
    assert list(found("x/**/*.txt")) == ["x/y/a.txt"]
    with pytest.raises(MissingInput):
        found("x/*.pdf")
    with pytest.raises(MissingInput):
        found("nowhere")


def test_archive_members_are_documents(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped({"in/1.txt": b"one", "__MACOSX/1.txt": b"x", ".x": b"x", "2.md": b"two"}))
    items = found(tmp_path / "a.zip")
    assert list(items) == ["a.zip/2.md", "a.zip/in/1.txt"]
    assert items["a.zip/in/1.txt"].load() == b"one"
    assert items["a.zip/in/1.txt"].carried().data == b"one"


def test_table_rows_are_documents_with_metadata(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text('AgtId,Text,Year\n5,"one, two",1999\n5,three,2000\n,four,\n', encoding="utf-8-sig")
    items = found(table)
    assert list(items) == ["t.csv/5", "t.csv/5 (row 2)", "t.csv/row 3"]
    assert items["t.csv/5"].load() == b"one, two" and items["t.csv/5"].metadata == {"AgtId": "5", "Year": "1999"}
    assert next(iter(found(table, id_column="Year"))) == "t.csv/1999"
    with pytest.raises(UsageError, match="no text column"):
        found(table, text_column="Words")


def test_jsonl_with_a_broken_line_has_an_error_row(tmp_path):
    table = tmp_path / "t.jsonl"
    table.write_text(json.dumps({"id": "a", "text": "ü"}) + "\n{broken\n" + json.dumps({"id": "b", "text": None}) + "\n", encoding="utf-8")
    items = found(table)
    assert [(n, i.problem and i.problem[0]) for n, i in items.items()] == [("t.jsonl/a", None), ("t.jsonl/row 2", "damaged"), ("t.jsonl/b", None)]
    assert items["t.jsonl/a"].load() == "ü".encode()


def test_parquet_rows_are_documents(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pyarrow.table({"id": [1, 2], "text": ["one", "two"]}), tmp_path / "t.parquet")
    assert {n: i.load() for n, i in found(tmp_path / "t.parquet").items()} == {"t.parquet/1": b"one", "t.parquet/2": b"two"}


def test_a_csv_in_an_old_encoding_is_read(tmp_path):
    (tmp_path / "t.csv").write_bytes("id,text\n1,Québec\n".encode("cp1252"))
    assert found(tmp_path / "t.csv")["t.csv/1"].load() == "Québec".encode()


def test_a_folder_that_cannot_be_opened_is_an_error_row(tmp_path, monkeypatch):
    (tmp_path / "in" / "locked").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text("a")
    (tmp_path / "in" / "z.txt").write_text("z")
    opened, looked = os.scandir, os.stat

    def scandir(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path)

    def look(path, *rest, **more):
        if str(path).endswith("z.txt"):
            raise PermissionError(13, "Permission denied", str(path))
        return looked(path, *rest, **more)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "stat", look)
    items = list(walk([str(tmp_path / "in")]))
    assert [(i.name, i.problem) for i in items] == [
        ("in/a.txt", None), ("in/locked", ("missing", "The folder cannot be opened (Permission denied).")), ("in/z.txt", None)
    ]  # fmt: skip
    assert [i.name for i in walk([str(tmp_path / "in" / "locked")])] == ["locked"]


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.parquet"])
def test_a_table_that_cannot_be_read_is_unreadable_input(name, tmp_path, monkeypatch):
    (tmp_path / name).write_bytes(b"PAR1 but no more")
    if name == "t.parquet":
        pytest.importorskip("pyarrow")
        with pytest.raises(DamagedInput):
            list(walk([str(tmp_path / name)]))

    def refuse(self, *rest, **more):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(MissingInput, match="Permission denied"):
        list(walk([str(tmp_path / name)]))


def test_text_as_bytes_and_no_text_at_all(tmp_path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet

    pyarrow.parquet.write_table(pa.table({"id": [1, 2], "text": [b"Article 1", None]}), tmp_path / "t.parquet")
    assert [i.data for i in walk([str(tmp_path / "t.parquet")])] == [b"Article 1", b""]


def test_unicode_text_of_a_spreadsheet_is_read(tmp_path):
    (tmp_path / "t.tsv").write_bytes("id\ttext\n1\tpäix\n".encode("utf-16"))
    assert [(i.name, i.data.decode()) for i in walk([str(tmp_path / "t.tsv")])] == [("t.tsv/1", "päix")]
