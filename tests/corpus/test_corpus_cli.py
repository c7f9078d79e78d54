"""The commands as a user meets them."""

import os
import shutil
import subprocess
import sys

import pytest
from small import drafts

from agreement_scan.cli.app import run


def test_batch_export_and_corpus_in_one_go(scanned, tmp_path, capsys):
    _, store = scanned
    assert run(["export", str(store), "-o", str(tmp_path / "out"), "-t", "wide"]) == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["data_dictionary.csv", "datapackage.json", "wide.csv"]
    assert run(["corpus", "status", str(store)]) == 0
    assert "6 scanned, 0 errors, 0 pending" in capsys.readouterr().out
    assert run(["corpus", "merge", str(store), "-s", str(tmp_path / "m.sqlite")]) == 0
    assert run(["corpus", "duplicates", str(store)]) == 0
    assert capsys.readouterr().out == "group,document,likeness,characters,representative\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["batch", "no-such-folder", "-s", "{}/s.sqlite"], 3),
        (["batch", "{}", "-s", "{}/none/s.sqlite"], 7),
        (["batch", "{}", "-s", "{}/s.sqlite", "--shard", "5/4"], 2),
        (["batch", "{}", "-s", "{}/s.sqlite", "--engine", "hadoop"], 2),
        (["batch", "{}", "-s", "{}/s.sqlite", "--scheduler", "tcp://x"], 2),
        (["export", "{}/none.sqlite", "-o", "{}/out"], 3),
        (["corpus", "merge", "{}/none.sqlite", "-s", "{}/m.sqlite"], 3),
        (["corpus", "plots", "{}/none.sqlite", "-o", "{}/out"], 3),
    ],
)
def test_exit_codes(arguments, code, tmp_path, capsys):
    assert run([a.replace("{}", str(tmp_path)) for a in arguments]) == code
    assert "error:" in capsys.readouterr().err


def test_what_is_not_there_makes_no_store(tmp_path):
    assert run(["batch", str(tmp_path / "none"), "-s", str(tmp_path / "s.sqlite")]) == 3
    assert run(["batch", str(tmp_path / "*.pdf"), "-s", str(tmp_path / "s.sqlite")]) == 3
    assert not list(tmp_path.iterdir())


def test_twins_and_data_are_named(tmp_path, capsys):
    folder = drafts(tmp_path / "d", 1)
    (only,) = folder.iterdir()
    (folder / "twin.txt").write_bytes(only.read_bytes())
    (folder / "table.csv").write_text("id,text\n1,Peace.\n")
    assert run(["batch", str(folder), "-s", str(tmp_path / "s.sqlite"), "--model", "off"]) == 0
    said = capsys.readouterr().err
    assert "2 documents, 0 finished before, 1 the same as another, 1 to scan\n" in said
    assert said.endswith("1 scanned, 0 finished before, 1 the same as another, 0 errors\nleft aside as data (name a table itself to have its rows read): d/table.csv\n")


def test_without_codes_there_is_nothing_to_compare(tmp_path, capsys):
    store = str(tmp_path / "s.sqlite")
    assert run(["batch", str(drafts(tmp_path / "d", 1)), "-s", store, "--model", "off"]) == 0
    assert run(["corpus", "compare-pax", store]) == 2
    assert "no PA-X codes to compare with" in capsys.readouterr().err
    assert run(["corpus", "import-pax", store, str(tmp_path / "none.csv")]) == run(["corpus", "import-pax", store, str(tmp_path / "none.xlsx")]) == 3


def test_batch_in_a_process_of_its_own_writes_plain_lines(tmp_path):
    folder = drafts(tmp_path / "d", 2)
    (folder / "empty.pdf").write_bytes(b"")
    command = [sys.executable, "-m", "agreement_scan", "batch", str(folder), "-s", str(tmp_path / "s.sqlite"), "--model", "off"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True, env=dict(os.environ))
    assert done.stdout == "" and "\r" not in done.stderr and "\x1b" not in done.stderr
    assert "3 documents, 0 finished before, 3 to scan" in done.stderr and "error empty: d/empty.pdf" in done.stderr
    assert done.stderr.endswith("2 scanned, 0 finished before, 1 errors (1 empty)\n")
    quiet = subprocess.run([*command, "--quiet"], capture_output=True, text=True, timeout=300, check=True, env=dict(os.environ))
    assert quiet.stdout == quiet.stderr == ""


@pytest.mark.parametrize("written", ["s.sqlite", "./s.sqlite", "link", "hard", "s.sqlite-wal"])
@pytest.mark.parametrize("arguments", [["duplicates", "s.sqlite", "-o"], ["clauses", "s.sqlite", "-o"], ["compare-pax", "s.sqlite", "-o"], ["compare-pax", "s.sqlite", "-d"]], ids=" ".join)
def test_no_output_overwrites_the_store(arguments, written, scanned, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    shutil.copy(scanned[1], "s.sqlite")
    os.symlink("s.sqlite", "link")
    os.link("s.sqlite", "hard")
    before = (tmp_path / "s.sqlite").read_bytes()
    assert run(["corpus", *arguments, written]) == 2
    assert "would overwrite" in capsys.readouterr().err
    assert (tmp_path / "s.sqlite").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("long.csv", ["export", "{}", "-o", "."]),
        ("corpus.xlsx", ["export", "{}", "-o", ".", "-f", "xlsx"]),
        ("datapackage.json", ["export", "{}", "-o", "."]),
        ("data_dictionary.csv", ["export", "{}", "-o", "."]),
        ("heat-map.svg", ["corpus", "plots", "{}", "-o", "."]),
        ("corpus.html", ["corpus", "plots", "{}", "-o", "."]),
        ("t.csv", ["corpus", "join", "{}", "./t.csv", "--on", "a"]),
        ("t.csv", ["corpus", "import-pax", "{}", "./t.csv"]),
    ],
)
def test_a_store_with_the_name_of_an_output_is_left_alone(name, arguments, scanned, tmp_path, monkeypatch, capsys):
    pytest.importorskip("matplotlib")
    monkeypatch.chdir(tmp_path)
    shutil.copy(scanned[1], name)
    before = (tmp_path / name).read_bytes()
    assert run([a.replace("{}", name) for a in arguments]) == 2
    assert "would overwrite" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == [name] and (tmp_path / name).read_bytes() == before


def test_the_two_outputs_of_one_command_are_two_files(scanned, tmp_path, capsys):
    assert run(["corpus", "compare-pax", str(scanned[1]), "-o", str(tmp_path / "a.csv"), "-d", str(tmp_path / "x/../a.csv")]) == 2
    assert "would overwrite" in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_plots_that_cannot_be_written_are_said(scanned, tmp_path, capsys):
    pytest.importorskip("matplotlib")
    (tmp_path / "file").touch()
    assert run(["corpus", "plots", str(scanned[1]), "-o", str(tmp_path / "file")]) == 7
