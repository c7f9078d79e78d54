"""What holds for every reader and any input: offsets, pages, boxes, and no error but the documented ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import papers
import pytest
import words
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agreement_scan.errors import UnreadableInput
from agreement_scan.readers import FORMATS, read

SHARED = Path(__file__).parents[3] / "shared" / "corpora"
KINDS = {"heading", "label", "row", "header-row", "inserted", "deleted", "footnote", "page-header", "comment"}

GOOD = {
    "pdf": papers.long_draft(2),
    "docx": words.docx(words.p(words.r("All ") + words.ins("the ") + words.r("children go.")) + words.table(["a", "b"], ["c", "d"])),
    "html": b"<h1>One</h1><p>All <b>children</b> go.<table><tr><td>a<td>b</table><ol><li>x</ol>",
    "rtf": rb"{\rtf1\ansi All \b children\b0  go.\par\trowd A\cell b\cell\row}",
    "markdown": b"# One\n\n- two\n\n| a | b |\n|---|---|\n| c | d |\n",
    "text": "All children go – at once.\r\n".encode(),
}


def check(document) -> None:
    """The contract of a Document."""
    length = len(document.text)
    assert document.text.strip()
    assert len(document.sha256) == 64 and "/" not in document.name
    assert document.pages and document.pages[0].start == 0 and document.pages[-1].end == length
    assert [p.number for p in document.pages] == list(range(1, len(document.pages) + 1))
    for before, after in zip(document.pages, document.pages[1:], strict=False):
        assert before.start <= before.end == after.start
    for mark in document.marks:
        assert 0 <= mark.start < mark.end <= length and mark.kind in KINDS
        assert document.text[mark.start : mark.end].strip()
    assert [m.start for m in document.marks] == sorted(m.start for m in document.marks)
    for notice in document.notices:
        assert notice.severity in ("info", "warning", "error") and notice.message
    if document.char_boxes is None:
        return
    assert document.char_boxes.shape == (length, 4) and document.char_boxes.dtype == np.float32
    for page in document.pages:
        boxes = document.char_boxes[page.start : page.end]
        boxes = boxes[~np.isnan(boxes[:, 0])]
        assert not np.isnan(boxes).any()
        assert (boxes[:, 0] < boxes[:, 2]).all() and (boxes[:, 1] < boxes[:, 3]).all()
        assert (boxes[:, 0] <= page.width + 1).all() and (boxes[:, 2] >= -1).all()
        assert (boxes[:, 1] <= page.height + 1).all() and (boxes[:, 3] >= -1).all()
    for offset in range(0, length, max(1, length // 200)):
        if not document.text[offset].isspace() and not np.isnan(document.char_boxes[offset, 0]):
            (box,) = document.boxes(offset, offset + 1)
            assert box.page == document.page_at(offset)


def attempt(data: bytes, name: str) -> None:
    try:
        document = read(data, name=name)
    except UnreadableInput as error:
        assert error.message and error.exit_code == 3
        return
    check(document)


SUFFIXES = st.sampled_from([*FORMATS, "doc", ""])
HEADS = st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"{\\rtf1 ", b"<html>", b"\xef\xbb\xbf", b"\xff\xfe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
RELAXED = settings(deadline=None, max_examples=80, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@RELAXED
@given(HEADS, st.binary(max_size=400), SUFFIXES)
def test_any_bytes_give_a_document_or_a_documented_error(head, rest, suffix):
    attempt(head + rest, f"draft.{suffix}")


@RELAXED
@given(st.text(min_size=1, max_size=300), st.sampled_from(["text", "markdown", "html"]))
@example("<table><tr><td>a</td></table></table></td></ol></li>", "html")
@example("<li>x<ol><li><table><tr><li>", "html")
@example("a\x1cb\x85c\u2028d", "text")
def test_any_text_gives_a_document_or_a_documented_error(text, format):
    attempt(text.encode("utf-8", "replace"), f"draft.{format}")


HTML_BITS = st.lists(
    st.sampled_from(["<p>", "</p>", "<table>", "</table>", "<tr>", "<td>", "<th>", "</tr>", "<ol>", "</ol>", "<li>", "<ul>", "<h2>", "</h2>", "<ins>", "</ins>", "<del>", "</del>", "<pre>", "<br>", "<div>", "</div>", "<sup>1</sup>", "word", "\xa0", "\n", "<nav>", "</nav>", "<thead>", "&shy;"]),
    max_size=40,
)


@RELAXED
@given(HTML_BITS)
def test_any_tags_in_any_order(bits):
    attempt("".join(bits).encode(), "draft.html")


@RELAXED
@given(st.sampled_from(sorted(GOOD)), st.integers(0, 10**6), st.integers(0, 10**6), st.binary(max_size=8), st.booleans())
def test_damaged_files_give_a_document_or_a_documented_error(format, at, length, put, cut):
    data = GOOD[format]
    at %= len(data)
    data = data[:at] + put + (b"" if cut and length % 3 == 0 else data[at + length % 40 :])
    attempt(data, f"draft.{format}")


LINES = st.lists(
    st.tuples(st.integers(0, 560), st.integers(20, 830), st.sampled_from([6, 9, 11, 11, 11, 16, 60]), st.text("abc AB1(.)-|", min_size=1, max_size=40)), min_size=1, max_size=25
)


@RELAXED
@given(LINES, st.lists(st.tuples(st.integers(0, 500), st.integers(0, 800), st.integers(0, 300), st.integers(0, 300)), max_size=8))
def test_any_page_keeps_every_printed_letter_once(lines, boxes):
    pdf = papers.paper()
    pdf.add_page()
    for x, y, size, text in lines:
        papers.page(pdf, [text], x=x, y=y, size=size)
    for x, y, w, h in boxes:
        pdf.rect(x, y, w, h)
    try:
        document = read(papers.out(pdf), name="draft.pdf")
    except UnreadableInput:
        return
    check(document)
    kept = [c for c in document.text if c.isalnum()]
    aside = [c for f in document.furniture for c in f.text if c.isalnum()]
    import pypdfium2

    # what pdfium sees twice at one place it gives once, so it is the measure
    with pypdfium2.PdfDocument(papers.out(pdf)) as other:
        seen = [c for c in other[0].get_textpage().get_text_range() if c.isalnum()]
    shown = sorted(kept + aside)
    assert shown == sorted(seen) or len(shown) >= len(sorted(seen)) - _off_page(lines)


def _off_page(lines) -> int:
    return sum(sum(c.isalnum() for c in text) for x, y, size, text in lines if x + 0.8 * size * len(text) > 595)


@pytest.mark.parametrize("format", sorted(GOOD))
def test_good_files_of_each_format(format):
    document = read(GOOD[format], name=f"draft.{format}")
    check(document)
    again = read(GOOD[format], name=f"draft.{format}")
    assert (document.text, document.marks, document.notices) == (again.text, again.marks, again.notices)


def corpus(folder: str, pattern: str) -> list[Path]:
    return sorted((SHARED / folder).glob(pattern)) if (SHARED / folder).is_dir() else []


@pytest.mark.parametrize("path", corpus("pdf", "*.pdf") or [None], ids=lambda p: p.name if p else "none")
def test_real_pdfs(path):
    if path is None:
        pytest.skip("the measuring corpora are not beside this checkout")
    document = read(path)
    check(document)
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        bare = "".join(page.get_textpage().get_text_range() for page in pdf)
    letters = sum(c.isalpha() for c in document.text) + sum(c.isalpha() for f in document.furniture for c in f.text)
    assert abs(letters - sum(c.isalpha() for c in bare)) <= 0.002 * letters
    assert "\ufffe" not in document.text and "\x02" not in document.text


@pytest.mark.parametrize("path", corpus("pdf", "*.pdf") or [None], ids=lambda p: p.name if p else "none")
def test_boxes_cover_the_words_pdfplumber_finds(path):
    if path is None:
        pytest.skip("the measuring corpora are not beside this checkout")
    import pdfplumber

    document = read(path)
    # the second page that holds text: those of a table of contents hold none
    span = [page for page in document.pages if page.end - page.start > 500][1]
    with pdfplumber.open(path, pages=[span.number]) as other:
        page = other.pages[0]
        found = [(w["text"], w["x0"], w["x1"], (w["top"] + w["bottom"]) / 2) for w in page.extract_words()]
        page.close()
    missed = []
    for text, x0, x1, y in [w for w in found if len(w[0]) > 5 and w[0].isalpha()][:60]:
        at = span.start
        while (at := document.text.find(text, at, span.end)) >= 0:
            if any(b.x0 - 2 <= x0 and x1 <= b.x1 + 2 and b.top <= y <= b.bottom for b in document.boxes(at, at + len(text))):
                break
            at += 1
        else:
            missed.append(text)
    # a word broken over two lines stands in the text as one
    assert len(missed) <= 0.1 * min(60, len(found)), missed


@pytest.mark.parametrize("path", corpus("reports", "*.html") or [None], ids=lambda p: p.name if p else "none")
def test_real_reports(path):
    if path is None:
        pytest.skip("the measuring corpora are not beside this checkout")
    document = read(path)
    check(document)
    assert "<p>" not in document.text and "&amp;" not in document.text
