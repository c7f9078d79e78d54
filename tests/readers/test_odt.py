"""ODT reading: numbers, tables, notes and tracked changes."""

from __future__ import annotations

import io
import zipfile

import pytest

from agreement_scan.errors import DamagedInput, EmptyInput
from agreement_scan.readers import read

NS = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"' for short, long in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"))
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'


def odt(body: str, styles: str = "") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {NS}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
    return held.getvalue()


LIST = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/></text:list-style>'
)


def spans(document, kind):
    return [document.text[m.start : m.end] for m in document.marks if m.kind == kind]


def test_headings_lists_spaces_and_breaks():
    body = (
        '<text:h text:outline-level="2">Release</text:h><text:p>All<text:s text:c="3"/>children<text:line-break/>go.</text:p>'
        '<text:list text:style-name="L"><text:list-item><text:p>girls</text:p><text:list><text:list-item><text:p>all</text:p></text:list-item></text:list></text:list-item>'
        '<text:list-item><text:p>boys</text:p></text:list-item></text:list>'
        '<text:list text:style-name="L" text:continue-numbering="true"><text:list-item><text:p>more</text:p></text:list-item></text:list>'
        '<text:list text:style-name="L"><text:list-item><text:p>again</text:p></text:list-item></text:list>'
    )
    document = read(odt(body, LIST))
    assert document.text == "Release\n\nAll children\ngo.\n\n1. girls\n\n(a) all\n\n2. boys\n\n3. more\n\n1. again"
    assert spans(document, "label") == ["1.", "(a)", "2.", "3.", "1."]
    assert [(m.kind, m.detail) for m in document.marks if m.kind == "heading"] == [("heading", "2")]


def test_tables_and_notes():
    body = (
        "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Party</text:p></table:table-cell><table:table-cell><text:p>Task</text:p></table:table-cell></table:table-row></table:table-header-rows>"
        "<table:table-row><table:table-cell><text:p>All</text:p></table:table-cell><table:table-cell><text:p>go</text:p><text:p>home</text:p></table:table-cell></table:table-row></table:table>"
        '<text:p>Under 18<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Or older.</text:p></text:note-body></text:note> only.</text:p>'
    )
    document = read(odt(body))
    assert document.text == "Party | Task\nAll | go home\n\nUnder 18 only.\n\n1 Or older."
    assert spans(document, "header-row") == ["Party | Task"] and spans(document, "row") == ["All | go home"]
    assert spans(document, "footnote") == ["1 Or older."]


CHANGED = (
    '<text:tracked-changes><text:changed-region text:id="i"><text:insertion><office:change-info><dc:creator>A</dc:creator></office:change-info></text:insertion></text:changed-region>'
    '<text:changed-region text:id="d"><text:deletion><office:change-info><dc:creator>B</dc:creator></office:change-info><text:p>try to </text:p></text:deletion></text:changed-region></text:tracked-changes>'
    '<text:p>They shall <text:change text:change-id="d"/>go <text:change-start text:change-id="i"/>at once<text:change-end text:change-id="i"/>.</text:p>'
)


@pytest.mark.parametrize(
    "changes, expected", [("both", "They shall try to go at once."), ("accept", "They shall go at once."), ("reject", "They shall try to go .")]
)
def test_tracked_changes(changes, expected):
    document = read(odt(CHANGED), changes=changes)
    assert document.text == expected
    assert [n.code for n in document.notices] == ["tracked-changes"]
    if changes == "both":
        assert [(m.kind, m.detail, document.text[m.start : m.end]) for m in document.marks] == [("deleted", "B", "try to"), ("inserted", "A", "at once")]


def test_empty_and_broken():
    with pytest.raises(EmptyInput):
        read(odt("<text:p/>"))
    with pytest.raises(DamagedInput):
        read(odt("<text:p>"))
