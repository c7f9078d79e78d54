"""Plain text, Markdown and RTF, how the format is told, and what is said of input that cannot be read."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest

import agreement_scan.readers as readers
from agreement_scan.errors import DamagedInput, EmptyInput, MissingInput, ScannedInput, TooLarge, UnreadableInput, WrongFormat
from agreement_scan.readers import FORMATS, Limits, read


@pytest.mark.parametrize(
    "data",
    [b"All children\r\ngo\rhome.\n\n", "été – \U0001d49c naïve\n".encode(), b"\xef\xbb\xbfbom\r\n", "a\u00a0b\u00adc \ufb01".encode(), b" \n lead and trail \n "],
)
def test_the_text_of_a_text_file_is_its_own(tmp_path, data):
    path = tmp_path / "draft.txt"
    path.write_bytes(data)
    document = read(path)
    assert document.text == path.open(encoding="utf-8-sig").read()
    assert document.notices == () and document.name == "draft.txt" and document.char_boxes is None
    assert [(p.number, p.start, p.end) for p in document.pages] == [(1, 0, len(document.text))]
    assert document.page_at(0) is None and document.boxes(0, 3) == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_byte_order_marks_tell_the_encoding(encoding):
    assert read("Les enfants sont libérés.".encode(encoding)).text == "Les enfants sont libérés."


def test_other_encodings_are_guessed_and_said():
    words = "Les Parties libèrent immédiatement tous les enfants associés à leurs forces, sans aucune condition préalable."
    document = read(words.encode("cp1252"), name="draft.txt")
    assert document.text == words
    assert [n.code for n in document.notices] == ["guessed-encoding"]


def test_markdown_keeps_its_text_and_marks_its_layout():
    words = "# Article 1\n\nThe Parties:\n\n- go *home*\n2) and\n\nPart\n====\n\n| Party | Task |\n|---|---|\n| A | b |\n\n```\n# no heading\n| no | row |\n```\n"
    document = read(words.encode(), name="draft.md")
    assert document.text == words and document.media_type == "text/markdown"
    assert [(m.kind, m.detail, words[m.start : m.end]) for m in document.marks] == [
        ("heading", "1", "Article 1"),
        ("label", "", "-"),
        ("label", "", "2)"),
        ("heading", "1", "Part"),
        ("header-row", "", "Party | Task"),
        ("row", "", "A | b"),
    ]


def test_rtf_words_accents_and_rows():
    rtf = rb"{\rtf1\ansi\ansicpg1252 All \b children\b0  go to l\'e9cole.\par\par Now.\par\trowd\cellx1\cellx2 A\cell release\cell\row\trowd\cellx1\cellx2 B\cell pay\cell\row}"
    document = read(rtf, name="draft.rtf")
    assert document.text == "All children go to lécole.\n\nNow.\n\nA | release\nB | pay"
    assert [document.text[m.start : m.end] for m in document.marks] == ["A | release", "B | pay"]


def test_tracked_changes_in_rtf_are_said():
    assert [n.code for n in read(rb"{\rtf1 They shall {\deleted try to }go.}", name="x.rtf").notices] == ["tracked-changes"]


def test_standard_input(monkeypatch):
    class Pipe:
        buffer = io.BytesIO(b"All children go home.")

    monkeypatch.setattr("sys.stdin", Pipe)
    document = read("-")
    assert (document.text, document.name) == ("All children go home.", "standard input")


def test_each_format_is_a_module_of_its_name():
    folder = Path(readers.__file__).parent
    for format in FORMATS:
        assert "def read(source: Source) -> Document:" in (folder / f"{format}.py").read_text()


def test_a_suffix_that_lies_is_said_and_the_content_read():
    document = read(b"<!DOCTYPE html><p>All children go home.</p>", name="draft.pdf")
    assert document.text == "All children go home." and document.media_type == "text/html"
    assert [n.code for n in document.notices] == ["wrong-suffix"]
    assert [n.code for n in read(b"All children go home.", name="draft.docx").notices] == ["wrong-suffix"]
    assert read(b"All children go home.", name="draft.md").notices == ()


@pytest.mark.parametrize(
    "data, name, error",
    [
        (b"", "a.txt", EmptyInput),
        (b" \n\t ", "a.txt", EmptyInput),
        (b"\0" * 1000, "a.txt", WrongFormat),
        (b"\x7fELF\x02\x01\x00", "a.bin", WrongFormat),
        (bytes(range(1, 256)) * 4, "a.txt", WrongFormat),
        (b"\x89PNG\r\n\x1a\n", "a.png", ScannedInput),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "a.doc", WrongFormat),
        (b"PK\x03\x04nonsense", "a.docx", DamagedInput),
        (b"{\\rtf1 }", "a.rtf", EmptyInput),
        (b"\xff\xfeabc", "a.txt", WrongFormat),
    ],
)
def test_what_cannot_be_read_says_why(data, name, error):
    with pytest.raises(error) as caught:
        read(data, name=name)
    assert type(caught.value) is error
    assert name in caught.value.message and caught.value.hint


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(MissingInput, match="no such file") as caught:
        read(tmp_path / "none.pdf")
    assert str(tmp_path) not in caught.value.message
    with pytest.raises(MissingInput, match="folder"):
        read(tmp_path)
    with pytest.raises(MissingInput):
        read("bad\0path")


def test_a_hundred_megabytes_of_zeros_are_refused_quickly():
    data = bytes(100_000_000)
    began = time.process_time()
    with pytest.raises(WrongFormat):
        read(data, name="zeros.txt")
    assert time.process_time() - began < 2


def test_limits(tmp_path):
    path = tmp_path / "draft.txt"
    path.write_text("x" * 1000)
    with pytest.raises(TooLarge, match="500 bytes"):
        read(path, limits=Limits(bytes=500))
    with pytest.raises(TooLarge, match="characters"):
        read(path, limits=Limits(characters=500))
    assert issubclass(TooLarge, UnreadableInput)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (r"{\strike No Party shall recruit.}", True),
        (r"{\striked1 No Party shall recruit.}", True),
        (r"{\deleted No Party shall recruit.}", True),
        (r"{\strike0 No Party shall recruit.}", False),
        (r"{\b No Party shall recruit.}", False),
    ],
)
def test_struck_out_words_of_an_rtf_are_said(words, said):
    document = read((r"{\rtf1\ansi All children go home.\par " + words + "}").encode(), name="draft.rtf")
    assert "No Party shall recruit." in document.text
    assert [n.code for n in document.notices] == (["tracked-changes"] if said else [])
