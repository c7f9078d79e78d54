"""DOCX reading: labels, tables, notes and tracked changes, exactly as Word shows them."""

from __future__ import annotations

import io
import zipfile

import pytest
from words import definition, deleted, docx, ins, level, num, p, r, style, table, tr

from agreement_scan.errors import DamagedInput, EmptyInput, EncryptedInput, ScannedInput, TooLarge, UsageError
from agreement_scan.readers import Limits, read

LEGAL = definition(
    0,
    level(0, "decimal", "Article %1"),
    level(1, "decimal", "%1.%2"),
    level(2, "lowerLetter", "(%3)"),
    level(3, "lowerRoman", "(%4)"),
)


def text(body: str, **parts: str) -> str:
    return read(docx(body, **parts)).text


def spans(document, kind):
    return [document.text[m.start : m.end] for m in document.marks if m.kind == kind]


def test_labels_of_a_multilevel_list_are_part_of_the_text():
    items = [("Release", 0), ("The Parties shall:", 1), ("release all children;", 2), ("name a person.", 2), ("Lists follow.", 1), ("Access", 0), ("Free:", 1), ("to camps,", 2), ("to all,", 3)]
    document = read(docx("".join(p(t, list=(1, k)) for t, k in items), numbering=LEGAL + num(1, 0)))
    assert document.text == (
        "Article 1 Release\n1.1 The Parties shall:\n(a) release all children;\n(b) name a person.\n1.2 Lists follow.\n"
        "Article 2 Access\n2.1 Free:\n(a) to camps,\n(i) to all,"
    )
    assert spans(document, "label") == ["Article 1", "1.1", "(a)", "(b)", "1.2", "Article 2", "2.1", "(a)", "(i)"]


def test_numbers_that_come_from_a_style_and_the_style_it_is_based_on():
    styles = (
        style("Base", "Clause Base", inside='<w:numPr><w:numId w:val="1"/></w:numPr>')
        + style("Clause", "Clause", based_on="Base")
        + style("H1", "heading 1", inside='<w:numPr><w:numId w:val="1"/></w:numPr>')
        + style("Sub", "Sub", inside='<w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr>')
        + style("Loop", "Loop", based_on="Loop")
    )
    numbering = definition(
        0,
        level(0, "decimal", "Article %1", more='<w:pStyle w:val="H1"/>'),
        level(1, "decimal", "%2.", more='<w:pStyle w:val="Clause"/>'),
        level(2, "lowerLetter", "(%3)"),
    ) + num(1, 0)
    document = read(docx(p("Release", "H1") + p("All shall go.", "Clause") + p("girls,", "Sub") + p("boys.", "Sub") + p("And now.", "Clause") + p("Round.", "Loop"), styles=styles, numbering=numbering))
    assert document.text == "Article 1 Release\n1. All shall go.\n(a) girls,\n(b) boys.\n2. And now.\n\nRound."
    assert [(document.text[m.start : m.end], m.detail) for m in document.marks if m.kind == "heading"] == [("Article 1 Release", "1")]


def test_a_number_taken_away_from_a_styled_paragraph():
    styles = style("C", "Clause", inside='<w:numPr><w:numId w:val="1"/></w:numPr>')
    assert text(p("One", "C") + p("None", "C", list=(0, 0)) + p("Two", "C"), styles=styles, numbering=LEGAL + num(1, 0)) == "Article 1 One\n\nNone\nArticle 2 Two"


def test_lists_restart_and_continue_as_in_word():
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = definition(0, level(0, "decimal", "%1.")) + num(1, 0) + num(2, 0, override) + num(3, 0)
    body = p("a", list=(1, 0)) + p("b", list=(1, 0)) + p("c", list=(2, 0)) + p("d", list=(2, 0)) + p("e", list=(3, 0))
    assert text(body, numbering=numbering) == "1. a\n2. b\n1. c\n2. d\n3. e"


@pytest.mark.parametrize(
    "format, shown",
    [("upperRoman", "IV."), ("lowerRoman", "iv."), ("upperLetter", "D."), ("lowerLetter", "d."), ("decimalZero", "04."), ("ordinal", "4th."), ("cardinalText", "Four."), ("ordinalText", "Fourth."), ("chicago", "§."), ("somethingNew", "4.")],
)
def test_number_formats(format, shown):
    numbering = definition(0, level(0, format, "%1.", start=4)) + num(1, 0)
    assert text(p("x", list=(1, 0)), numbering=numbering) == f"{shown} x"


def test_letters_after_z_are_doubled():
    numbering = definition(0, level(0, "lowerLetter", "(%1)", start=27)) + num(1, 0)
    assert text(p("x", list=(1, 0)) + p("y", list=(1, 0)), numbering=numbering) == "(aa) x\n(bb) y"


def test_bullets_legal_numbers_and_a_level_that_never_restarts():
    numbering = (
        definition(0, level(0, "bullet", "\uf0b7"))
        + definition(1, level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2", more="<w:isLgl/>"))
        + definition(2, level(0, "decimal", "%1."), level(1, "decimal", "§%2", more='<w:lvlRestart w:val="0"/>'))
        + num(1, 0) + num(2, 1) + num(3, 2)
    )
    body = p("a", list=(1, 0)) + p("b", list=(2, 0)) + p("c", list=(2, 1)) + p("d", list=(3, 0)) + p("e", list=(3, 1)) + p("f", list=(3, 0)) + p("g", list=(3, 1))
    assert text(body, numbering=numbering) == "• a\nI. b\n1.1 c\n1. d\n§1 e\n2. f\n§2 g"


def test_tracked_changes_stay_in_the_text_and_are_marked():
    body = p(r("The Parties shall ") + deleted("endeavour to ") + ins("immediately ") + ins("and fully ") + r("release all children."))
    document = read(docx(body))
    assert document.text == "The Parties shall endeavour to immediately and fully release all children."
    assert spans(document, "inserted") == ["immediately and fully "]
    assert spans(document, "deleted") == ["endeavour to "]
    assert [m.detail for m in document.marks] == ["B. Mo", "A. Lo"]
    (notice,) = document.notices
    assert notice.code == "tracked-changes" and "2 insertions, 1 deletion;" in notice.message


@pytest.mark.parametrize("changes, expected", [("accept", "The Parties shall fully release all."), ("reject", "The Parties shall try to release all.")])
def test_either_reading_of_tracked_changes(changes, expected):
    document = read(docx(p(r("The Parties shall ") + deleted("try to ") + ins("fully ") + r("release all."))), changes=changes)
    assert document.text == expected
    assert document.marks == ()
    assert [n.code for n in document.notices] == ["tracked-changes"]


def test_changes_of_paragraph_ends_join_paragraphs():
    body = p("The Parties shall release", mark='<w:del w:id="1" w:author="x"/>') + p(" all children.")
    assert read(docx(body), changes="accept").text == "The Parties shall release all children."
    assert read(docx(body), changes="reject").text == "The Parties shall release\n\nall children."


def test_deleted_items_keep_their_label_but_do_not_count():
    numbering = definition(0, level(0, "decimal", "%1.")) + num(1, 0)
    body = p("a", list=(1, 0)) + p(deleted("b"), list=(1, 0), mark='<w:del w:id="9" w:author="x"/>') + p("c", list=(1, 0))
    assert text(body, numbering=numbering) == "1. a\n2. b\n2. c"
    assert read(docx(body, numbering=numbering), changes="accept").text == "1. a\n2. c"


def test_moved_text_and_rows_put_in_or_struck_out():
    moved = '<w:moveFrom w:id="1" w:author="x"><w:r><w:t>old place</w:t></w:r></w:moveFrom>'
    to = '<w:moveTo w:id="2" w:author="x"><w:r><w:t>new place</w:t></w:r></w:moveTo>'
    body = p(moved) + p(to) + table(["a", "b"], tr(["c", "d"], '<w:del w:author="y"/>'), tr(["e", "f"], '<w:ins w:author="z"/>'))
    document = read(docx(body))
    assert spans(document, "deleted") == ["old place", "c | d"]
    assert spans(document, "inserted") == ["new place", "e | f"]
    assert read(docx(body), changes="accept").text == "new place\n\na | b\ne | f"
    assert read(docx(body), changes="reject").text == "old place\n\na | b\nc | d"


def test_words_struck_through_by_hand_are_not_agreed():
    document = read(docx(p(r("All ") + r("armed ", "<w:strike/>") + r("children", '<w:strike w:val="0"/>'))))
    assert document.text == "All armed children"
    assert [(document.text[m.start : m.end], m.kind, m.detail) for m in document.marks] == [("armed ", "deleted", "struck through")]
    assert [n.code for n in document.notices] == ["struck-text"]


def test_tables_are_rows_and_merged_cells_stay_in_place():
    numbering = definition(0, level(0, "lowerLetter", "(%1)")) + num(1, 0)
    merged = "<w:tcPr><w:vMerge{}/></w:tcPr>"
    body = (
        p("Tasks:")
        + table(
            tr([p(r("Party", "<w:b/>")), p(r("Task", "<w:b/>"))]),
            tr([merged.format(' w:val="restart"') + p("Government"), p("release", list=(1, 0)) + p("report", list=(1, 0))]),
            tr([merged.format("") + p(""), "pay"]),
        )
        + p("End.")
    )
    document = read(docx(body, numbering=numbering))
    assert document.text == "Tasks:\n\nParty | Task\nGovernment | (a) release (b) report\n | pay\n\nEnd."
    assert spans(document, "header-row") == ["Party | Task"]
    assert spans(document, "row") == ["Government | (a) release (b) report", " | pay"]
    assert spans(document, "label") == ["(a)", "(b)"]


def test_a_first_row_that_is_not_bold_is_a_row_like_any_other():
    assert spans(read(docx(table(["Government", "Release children"], ["Movement", "Lists"]))), "header-row") == []
    assert spans(read(docx(table(tr(["Party", "Task"], "<w:tblHeader/>"), ["Movement", "Lists"]))), "header-row") == ["Party | Task"]


def test_a_table_used_for_layout_is_read_as_paragraphs():
    cell = "".join(p(f"Article {i}") for i in range(1, 5))
    assert text(table([cell, p("Annexe")])) == "Article 1\n\nArticle 2\n\nArticle 3\n\nArticle 4\n\nAnnexe"
    assert text(table([p("One") + p("Two")])) == "One\n\nTwo"


def test_notes_follow_the_text_in_the_order_of_their_numbers():
    body = p(r("All children") + '<w:r><w:footnoteReference w:id="7"/></w:r>' + r(" and girls") + '<w:r><w:footnoteReference w:id="3"/></w:r>' + r(" go."))
    notes = '<w:footnote w:id="-1" w:type="separator"><w:p/></w:footnote>' + "".join(f'<w:footnote w:id="{i}">{p(t)}</w:footnote>' for i, t in ((3, "Of any age."), (7, "Under 18.")))
    document = read(docx(body, footnotes=notes))
    assert document.text == "All children and girls go.\n\n1 Under 18.\n2 Of any age."
    assert spans(document, "footnote") == ["1 Under 18.", "2 Of any age."]


def test_heads_and_feet_are_furniture_and_comments_a_notice():
    document = read(docx(p("Text."), header1=p("DRAFT 3 - secret"), header2=p("DRAFT 3 - secret"), footer1=p("Page 1"), comments='<w:comment w:id="1"/><w:comment w:id="2"/>'))
    assert document.text == "Text."
    assert [(f.kind, f.text) for f in document.furniture] == [("header", "DRAFT 3 - secret"), ("footer", "Page 1")]
    assert [(n.code, n.message[:10]) for n in document.notices] == [("comments", "2 comments")]


def test_fields_controls_links_boxes_and_signs():
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r><w:r><w:t>HIDDEN</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("Article 5") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    body = (
        p(r("See ") + field + r("."))
        + "<w:sdt><w:sdtContent>" + p("Controlled.") + "</w:sdtContent></w:sdt>"
        + p("<w:hyperlink>" + r("Linked") + "</w:hyperlink><w:r><w:noBreakHyphen/></w:r>" + r("up") + '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>')
        + p(r("Anchor") + "<w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>" + p("Boxed.") + "</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><v:textbox><w:txbxContent>" + p("Boxed.") + "</w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent></w:r>")
        + p(r("One") + "<w:r><w:br/></w:r>" + r("two") + "<w:r><w:tab/></w:r>" + r("three"))
    )
    assert text(body) == "See Article 5.\n\nControlled.\n\nLinked-up✓\n\nAnchor\n\nBoxed.\n\nOne\ntwo three"


def test_hidden_text_is_left_out_and_said():
    document = read(docx(p(r("Seen.") + r(" Unseen.", "<w:vanish/>"))))
    assert document.text == "Seen."
    assert [n.code for n in document.notices] == ["hidden-text"]


def test_a_table_of_contents_is_furniture():
    styles = style("TOC1", "toc 1")
    document = read(docx(p("Article 1 Release 3", "TOC1") + p("Article 1 Release"), styles=styles))
    assert document.text == "Article 1 Release"
    assert [(f.kind, f.text) for f in document.furniture] == [("contents", "Article 1 Release 3")]


def test_strict_documents_and_python_docx_files_are_read(tmp_path):
    from docx import Document

    made = Document()
    made.add_heading("Release of children", 1)
    made.add_paragraph("All children go home.", style="List Number")
    made.add_paragraph("All girls too.", style="List Number")
    made.save(tmp_path / "draft.docx")
    assert read(tmp_path / "draft.docx").text == "Release of children\n1. All children go home.\n2. All girls too."
    strict = docx(p("Strict text."))
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(strict)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main"))
    assert read(held.getvalue()).text == "Strict text."


def repacked(data: bytes, name: str, content: bytes | None) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        if content is not None:
            new.writestr(name, content)
    return held.getvalue()


def test_hostile_and_broken_files():
    good = docx(p("All children go home."))
    with pytest.raises(DamagedInput):
        read(good[: len(good) // 2], name="cut.docx")
    with pytest.raises(DamagedInput, match="well-formed"):
        read(repacked(good, "word/document.xml", b"<w:document"))
    with pytest.raises(EmptyInput):
        read(docx(p("")))
    with pytest.raises(ScannedInput):
        read(repacked(docx(p("")), "word/media/image1.png", b"x"))
    with pytest.raises(TooLarge, match="unpacks"):
        read(repacked(good, "word/document.xml", b"<a>" + b" " * 3_000_000 + b"</a>"), limits=Limits(unpacked=1_000_000))
    with pytest.raises(EncryptedInput):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le"), name="locked.docx")
    with pytest.raises(UsageError):
        read(good, changes="both ways")


def test_entities_are_neither_expanded_nor_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    good = docx(p("x"))
    for entity in (f'<!ENTITY e SYSTEM "{secret.as_uri()}">', '<!ENTITY a "aaaaaaaaaa"><!ENTITY e "&a;&a;&a;&a;&a;&a;&a;&a;">'):
        bad = f'<!DOCTYPE x [{entity}]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>'
        with pytest.raises(DamagedInput, match="document type"):
            read(repacked(good, "word/document.xml", bad.encode()))
