"""HTML reading: the words a browser shows, with labels, rows and headings."""

from __future__ import annotations

import time

import pytest

from agreement_scan.errors import DamagedInput, EmptyInput
from agreement_scan.readers import read


def document(inside: str, name: str = "draft.html"):
    return read(inside.encode(), name=name)


def spans(found, kind):
    return [found.text[m.start : m.end] for m in found.marks if m.kind == kind]


def test_blocks_breaks_and_white_space():
    found = document("<html><head><title>T</title></head><body><p>All  <b>children</b>\n go.<br>At once.</p><div>Now<script>x()</script></div><p>  </p><p>End</p></body>")
    assert found.text == "All children go.\nAt once.\n\nNow\n\nEnd"
    assert found.media_type == "text/html"


def test_inline_tags_neither_glue_nor_split_words():
    assert document("<p>re<b>lea</b>se <i>all</i><span> children</span></p>").text == "release all children"


def test_lists_show_their_labels():
    found = document("<p>They shall:</p><ol type='a'><li>release;<ol type='i'><li>girls</li><li>boys</li></ol></li><li value='5'><p>report.</p></li></ol><ul><li>free</li></ul>")
    assert found.text == "They shall:\n\na. release;\ni. girls\nii. boys\ne. report.\n\n• free"
    assert spans(found, "label") == ["a.", "i.", "ii.", "e.", "•"]


def test_headings_have_their_level():
    found = document("<h2>Article 5</h2><p>Text.</p>")
    assert [(found.text[m.start : m.end], m.detail) for m in found.marks] == [("Article 5", "2")]


def test_tables_are_rows():
    found = document("<p>Tasks</p><table><tr><th>Party</th><th>Task</th></tr><tr><td><p>Government</p></td><td>release<br>children</td></tr><tr><td></td><td>pay</td></tr><tr><td>A</td><td></td></tr></table><p>End</p>")
    assert found.text == "Tasks\n\nParty | Task\nGovernment | release children\n | pay\nA | \n\nEnd"
    assert spans(found, "header-row") == ["Party | Task"]
    assert spans(found, "row") == ["Government | release children", " | pay", "A | "]


def test_tables_that_only_lay_out_are_text():
    assert document("<table><tr><td><p>One</p><p>Two</p></td></tr></table>").text == "One\n\nTwo"
    assert document("<table><tr><td>Menu</td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>").text == "Menu\n\na | b"


def test_marked_changes_and_hidden_parts():
    found = document("<p>They shall <del>try to </del><ins>at once </ins>go.</p><nav>Home</nav><p hidden>no</p><p style='display: none'>no</p>")
    assert found.text == "They shall try to at once go."
    assert spans(found, "deleted") == ["try to"] and spans(found, "inserted") == ["at once"]
    assert [n.code for n in found.notices] == ["tracked-changes"]
    assert [f.text for f in found.furniture] == ["Home"]


def test_note_marks_do_not_glue_to_words():
    assert document("<p>under 18<sup>5</sup> years, 10 m<sup>2a</sup></p>").text == "under 18 years, 10 m2a"


def test_declared_encodings_hold():
    data = "<html><head><meta charset='windows-1252'></head><p>l’accès – enfants</p>".encode("cp1252")
    assert read(data, name="x.html").text == "l’accès – enfants"
    assert read(data, name="x.html").notices == ()


def test_entities_and_soft_hyphens():
    assert document("<p>re&shy;lease&nbsp;&amp; protect &lt;all&gt;</p>").text == "release & protect <all>"


def test_deep_nesting_is_read_or_refused_quickly():
    began = time.process_time()
    assert document("<div>" * 2_000 + "deep" + "</div>" * 2_000).text == "deep"
    with pytest.raises(DamagedInput, match="nested"):
        document("<div>" * 300_000 + "deep")
    assert time.process_time() - began < 5


def test_many_unclosed_paragraphs_are_not_deep():
    assert document("<p>word" * 10_000).text.count("\n\n") == 9_999


def test_pages_without_words_are_empty():
    with pytest.raises(EmptyInput):
        document("<html><body><script>draw()</script></body></html>")


def test_words_broken_at_line_ends_of_the_source_are_joined():
    text = read(
        b"<p>The Mission saw the recruit-\nment of children, a cease-fire and a cease-\nfire line, non-\nstate forces, pre-\nand post-war laws"
        b" and one-week\r\nand two-\r\nweek stays.</p><p>See https://example.org/reports/end-\nof-war and items 3-\n4.</p>",
        name="x.html",
    ).text
    assert text == (
        "The Mission saw the recruitment of children, a cease-fire and a cease-fire line, non-state forces, pre- and post-war laws"
        " and one-week and two-week stays.\n\nSee https://example.org/reports/end- of-war and items 3- 4."
    )


def test_bullets_of_symbol_fonts_are_bullets():
    assert read("<p>\uf0b7 All children go.</p><p>\uf0a7 So do girls.</p>".encode(), name="x.html").text == "• All children go.\n\n▪ So do girls."
