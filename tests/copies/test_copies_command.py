"""Copies, briefs, explanations and the catalogue's tables from the command line: files, streams and exit codes."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "corpora" / "samples" / "lowan-ceasefire-draft.pdf"


def run(*arguments, stdin=None):
    return subprocess.run([sys.executable, "-m", "agreement_scan", *map(str, arguments)], input=stdin, capture_output=True, cwd=ROOT, timeout=120, check=False)


def test_a_copy_of_standard_input_is_the_copy_of_the_file(tmp_path):
    before = SAMPLE.read_bytes()
    target = tmp_path / "copy.pdf"
    assert run("scan", SAMPLE, "-q", "-f", "annotated-pdf", "-o", target).returncode == 0
    piped = run("scan", "-", "--stdin-name", SAMPLE.name, "-q", "-f", "annotated-pdf", stdin=before)
    assert piped.returncode == 0 and piped.stdout == target.read_bytes() != before
    assert SAMPLE.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["scan", SAMPLE, "-o", "out.pdf"], 2, "brief-pdf"),
        (["scan", SAMPLE, "-f", "annotated-docx", "-o", "out.docx"], 2, "writes on a DOCX"),
        (["scan", SAMPLE, "-f", "annotated-pdf", "--redact", "-o", "out.pdf"], 2, "--redact cannot apply"),
        (["scan", "missing.pdf", "-f", "annotated-pdf", "-o", "out.pdf"], 3, "no such file"),
        (["explain", "release.uncondition", SAMPLE], 2, "release.unconditional"),
        (["provisions", "codebook", "-f", "html"], 2, "markdown, csv"),
    ],
)
def test_what_cannot_be_done_says_the_way_out(arguments, code, said):
    done = run(*arguments)
    assert done.returncode == code and said in done.stderr.decode() and done.stdout == b""
    assert not (ROOT / "out.pdf").exists() and not (ROOT / "out.docx").exists()


def test_explain_and_the_tables_speak_on_standard_output():
    explained = run("explain", "release.unconditional", SAMPLE, "--model", "off")
    assert explained.returncode == 0 and explained.stdout.decode().startswith("release.unconditional: ") and explained.stderr == b""
    coverage = run("provisions", "coverage")
    assert coverage.returncode == 0 and coverage.stderr == b"" and "101 paragraphs of 5 documents" in coverage.stdout.decode()


def test_suffixes_choose_sarif_and_junit(tmp_path):
    for name, begins in (("a.sarif", b'{\n "$schema"'), ("a.xml", b"<?xml")):
        assert run("scan", SAMPLE, "-q", "-o", tmp_path / name).returncode == 0
        assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    import os
    import stat
    import threading

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert run("scan", SAMPLE, "-q", "-f", "json", "-o", pipe).returncode == 0
    reader.join(30)
    assert stat.S_ISFIFO(pipe.stat().st_mode) and got and got[0].startswith(b"{")
