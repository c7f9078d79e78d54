"""PDF reading on drawn pages: exact text, exact furniture, boxes where the words stand."""

from __future__ import annotations

import io

import numpy as np
import papers
import pytest

from agreement_scan.errors import DamagedInput, EmptyInput, EncryptedInput, ScannedInput, TooLarge
from agreement_scan.readers import Limits, read


def codes(document):
    return [(n.code, n.page) for n in document.notices]


def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart():
    pdf = papers.paper()
    papers.new_page(pdf, ["The Parties shall release all children who are with", "them, at once and without any condition.", "", "The commission meets each week in the capital town", "and reports."])
    document = read(papers.out(pdf), name="draft.pdf")
    assert document.text == (
        "The Parties shall release all children who are with them, at once and without any condition.\n\n"
        "The commission meets each week in the capital town and reports."
    )
    assert document.media_type == "application/pdf"
    assert document.notices == () and document.furniture == ()


@pytest.mark.parametrize("row_by_row", [True, False])
def test_two_columns_come_out_in_reading_order(row_by_row):
    text = read(papers.two_columns(row_by_row)).text
    left, right = papers.LEFT.replace("|", " "), papers.RIGHT.replace("|", " ")
    assert text == "\n\n".join(
        [
            "PROTOCOL ON THE RELEASE OF CHILDREN FROM ALL FORCES AND GROUPS",
            left,
            right,
            "SECOND PART OF THE PROTOCOL ABOUT VERIFICATION BY THE COMMISSION",
            left,
            right,
        ]
    )


def test_running_heads_and_page_numbers_are_furniture_and_do_not_split_sentences():
    document = read(papers.long_draft(4))
    assert "Draft of" not in document.text and "Page" not in document.text
    assert "for all of the children in this area and shall show every camp and hand over list 2" in document.text
    assert [(f.page, f.kind, f.text) for f in document.furniture if f.page == 3] == [
        (3, "header", "Draft of 3 March 2031 - Talks on Ostrava"),
        (3, "page-number", "Page 3 of 4"),
    ]
    assert len(document.furniture) == 8
    for page in document.pages:
        assert f"list {page.number} to the joint" in document.text[page.start : page.end]


def test_numbered_headings_at_the_top_of_each_page_are_text():
    pdf = papers.paper()
    for n in range(5, 8):
        papers.new_page(pdf, [f"Article {n}", f"The Parties shall keep promise {n} to the children."], y=60)
    document = read(papers.out(pdf))
    assert document.furniture == ()
    assert all(f"Article {n}\nThe Parties shall keep promise {n}" in document.text for n in range(5, 8))


def test_line_numbers_in_the_margin_are_furniture():
    document = read(papers.line_numbered())
    assert not any(c.isdigit() for c in document.text)
    assert [f.kind for f in document.furniture] == ["line-number"]
    assert "hospital against attack and shall keep their fighters out of them, at all times" in document.text


def test_numbered_paragraphs_are_no_line_numbers():
    pdf = papers.paper()
    pdf.add_page()
    for i in range(8):
        papers.page(pdf, [str(i + 1)], x=40, y=80 + 60 * i)
        papers.page(pdf, ["The Parties shall protect every school and every hospital", "against attack and keep out of them.", "All of them."], x=72, y=80 + 60 * i)
    text = read(papers.out(pdf)).text
    assert "1 The Parties shall protect every school" in text and "8 The Parties" in text


def test_items_begin_lines_and_citations_do_not():
    pdf = papers.paper()
    papers.new_page(
        pdf,
        [
            "The Parties shall, in accordance with the duties under",
            "Article 5 of this Agreement:",
            "(a) release all children who are in their ranks or who",
            "follow them, and",
            "(b) let the commission see them.",
            "1. No child is held.",
        ],
    )
    assert read(papers.out(pdf)).text == (
        "The Parties shall, in accordance with the duties under Article 5 of this Agreement:\n"
        "(a) release all children who are in their ranks or who follow them, and\n"
        "(b) let the commission see them.\n"
        "1. No child is held."
    )


def test_hyphens_at_line_ends_are_mended_by_the_words_of_the_text():
    pdf = papers.paper()
    papers.new_page(
        pdf,
        [
            "The cease-fire holds. The Parties shall end the recruit-",
            "ment of children under the supervision of the cease-",
            "fire commission and its child-",
            "protection officers, for child care and the protection of",
            "all, and of those aged 15-",
            "18 as well as the non-",
            "state forces and so on.",
        ],
    )
    text = read(papers.out(pdf)).text
    assert "the recruitment of children" in text
    assert "the cease-fire commission" in text
    assert "child-protection officers" in text
    assert "15-18" in text
    assert "non-state forces" in text


def test_ruled_tables_are_rows_with_cells():
    rows = [["Party", "Task", "Deadline"], ["Government", "Release all children|from the barracks", "30 days"], ["Movement", "Hand over lists", "10 days"]]
    document = read(papers.ruled(rows))
    assert document.text == (
        "The following tasks are agreed between the Parties.\n\n"
        "Party | Task | Deadline\n"
        "Government | Release all children from the barracks | 30 days\n"
        "Movement | Hand over lists | 10 days\n\n"
        "Each Party names a person to answer for these tasks."
    )
    marks = [(m.kind, document.text[m.start : m.end].split(" |")[0]) for m in document.marks]
    assert marks == [("header-row", "Party"), ("row", "Government"), ("row", "Movement")]


def test_a_first_row_in_plain_letters_is_no_header():
    rows = [["Government", "Release children", "30 days"], ["Movement", "Hand over lists", "10 days"]]
    assert {m.kind for m in read(papers.ruled(rows, header=False)).marks} == {"row"}


def test_a_cell_merged_over_rows_belongs_to_the_first():
    rows = [["Party", "Task", "Deadline"], ["Government", "Release children", "30 days"], ["", "Hand over lists", "10 days"]]
    text = read(papers.ruled(rows, merge_first=True)).text
    assert "Government | Release children | 30 days\n | Hand over lists | 10 days" in text


def test_a_box_around_text_is_no_table():
    pdf = papers.paper()
    papers.new_page(pdf, ["The Parties shall release all children who are in their ranks", "without any condition."], y=120)
    pdf.rect(60, 90, 460, 80)
    document = read(papers.out(pdf))
    assert document.marks == () and " | " not in document.text


def test_footnotes_stand_after_the_text_and_do_not_split_a_sentence_over_the_page():
    pdf = papers.paper()
    for n in (1, 2):
        pdf.add_page()
        papers.page(pdf, [f"First words of page {'one' if n == 1 else 'two'} are these and they end here.", ""], y=100)
        papers.page(pdf, ["The commander shall answer to the commission for all of the children"] * 3, y=140)
        papers.page(pdf, [f"{n} See the {'Paris' if n == 1 else 'Cape Town'} text."], y=760, size=8)
    document = read(papers.out(pdf))
    notes = [document.text[m.start : m.end] for m in document.marks if m.kind == "footnote"]
    assert notes == ["1 See the Paris text.", "2 See the Cape Town text."]
    first = document.text[document.pages[0].start : document.pages[0].end]
    assert first.index("1 See") > first.index("First words")


def test_footnote_numbers_in_the_text_do_not_glue_to_words():
    pdf = papers.paper()
    pdf.add_page()
    papers.page(pdf, ["No person below the age of 18"], x=72, y=100)
    width = pdf.get_string_width("No person below the age of 18")
    papers.page(pdf, ["5"], x=72 + width, y=96, size=6)
    pdf.set_font("Helvetica", size=11)
    papers.page(pdf, ["years is recruited."], x=72 + width + 7, y=100)
    document = read(papers.out(pdf))
    assert document.text == "No person below the age of 18 years is recruited."
    assert [(f.kind, f.text) for f in document.furniture] == [("note-mark", "5")]


def test_encrypted_needs_the_right_password():
    data = papers.protected("secret")
    with pytest.raises(EncryptedInput, match="protected by a password"):
        read(data)
    with pytest.raises(EncryptedInput, match="wrong"):
        read(data, password="guess")
    assert read(data, password="secret").text == "The Parties shall release all children without any condition."
    assert "release all children" in read(papers.protected("")).text


def test_truncated_and_nonsense_pdfs_are_damaged():
    data = papers.long_draft(3)
    with pytest.raises(DamagedInput):
        read(data[: len(data) // 3], name="cut.pdf")
    with pytest.raises(DamagedInput):
        read(b"%PDF-1.7\n" + b"x" * 500, name="x.pdf")


def test_pictures_only_need_ocr_and_a_picture_among_text_is_said():
    with pytest.raises(ScannedInput, match="2 pages"):
        read(papers.scanned(2))
    document = read(papers.scanned(3, text_on=(1, 3)))
    assert codes(document) == [("page-without-text", 2)]
    assert [(p.number, p.start == p.end) for p in document.pages] == [(1, False), (2, True), (3, False)]


def test_blank_pages_are_empty_not_scanned():
    pdf = papers.paper()
    pdf.add_page()
    with pytest.raises(EmptyInput, match="blank"):
        read(papers.out(pdf))


def test_limits_on_pages_and_characters():
    with pytest.raises(TooLarge, match="pages"):
        read(papers.long_draft(4), limits=Limits(pages=3))
    with pytest.raises(TooLarge, match="longer"):
        read(papers.long_draft(4), limits=Limits(characters=200))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("shift", [0, 40])
def test_boxes_cover_the_words_on_turned_and_cropped_pages(turn, shift):
    import pdfplumber
    import pikepdf

    with pikepdf.open(io.BytesIO(papers.long_draft(1))) as pdf:
        pdf.pages[0].Rotate = turn
        pdf.pages[0].CropBox = [shift, shift, 595, 842]
        held = io.BytesIO()
        pdf.save(held)
    document = read(held.getvalue())
    page = document.pages[0]
    wide, high = (595 - shift, 842 - shift)[:: -1 if turn % 180 else 1]
    assert (page.width, page.height) == (wide, high)
    boxes = document.char_boxes[~np.isnan(document.char_boxes[:, 0])]
    assert (boxes[:, 0] >= -1).all() and (boxes[:, 2] <= wide + 1).all() and (boxes[:, 1] >= -1).all() and (boxes[:, 3] <= high + 1).all()
    assert "".join(document.text.split()).count("releaseallchildren") == 1
    if turn == 0:
        with pdfplumber.open(io.BytesIO(held.getvalue())) as other:
            shown = other.pages[0].crop(other.pages[0].cropbox) if shift else other.pages[0]
            words = [w for w in shown.extract_words() if w["text"] == "children"]
        at = document.text.index("release all children") + len("release all ")
        (box,) = document.boxes(at, at + len("children"))
        ours = (box.x0 + shift, box.x1 + shift, (box.top + box.bottom) / 2 + 0)
        assert any(abs(w["x0"] - ours[0]) < 1.5 and abs(w["x1"] - ours[1]) < 1.5 for w in words)


def test_a_span_over_two_lines_has_two_boxes_on_its_page():
    document = read(papers.long_draft(2))
    start = document.text.index("associated with")
    end = document.text.index("civilian") + len("civilian")
    first, second = document.boxes(start, end)
    assert first.page == second.page == 1
    assert second.top > first.bottom - 4 and second.x0 < first.x0
    assert document.boxes(start, start) == []


def test_same_bytes_same_document():
    data = papers.long_draft(3)
    a, b = read(data), read(data)
    assert (a.text, a.marks, a.furniture, a.pages, a.sha256) == (b.text, b.marks, b.furniture, b.pages, b.sha256)
    assert np.array_equal(a.char_boxes, b.char_boxes, equal_nan=True)


def test_the_second_opinion_reads_the_same_words():
    from agreement_scan.readers.layout.page import lay_out
    from agreement_scan.readers.layout.second_opinion import read_page
    from agreement_scan.readers.source import Source

    data = papers.two_columns(True)
    first = read(data)
    blank = read_page(Source(data, "draft.pdf", ""), 1, _glyphs_of(first))
    lines = [line.text for line in lay_out(blank).lines]
    assert " ".join(lines).split() == first.text.split()
    assert read_page(Source(b"%PDF-nonsense", "draft.pdf", ""), 1, _glyphs_of(first)) is None


def _glyphs_of(document):
    from agreement_scan.readers.layout.glyphs import Glyphs

    return Glyphs(1, document.pages[0].width, document.pages[0].height, "", np.zeros((0, 4), np.float32))


def test_a_garbled_page_is_said():
    import pikepdf

    # a font whose letters map to private characters: what is printed cannot be known
    with pikepdf.open(io.BytesIO(papers.in_font("The Parties shall release all children at once, every one of them."))) as pdf:
        font = next(iter(pdf.pages[0].Resources.Font.values()))
        stream = font.ToUnicode.read_bytes()
        font.ToUnicode = pdf.make_stream(papers.garbled(stream))
        held = io.BytesIO()
        pdf.save(held)
    assert codes(read(held.getvalue())) == [("garbled-text", 1)]


def test_a_semicolon_and_a_capital_begin_a_recital():
    pdf = papers.paper()
    papers.new_page(pdf, ["RECALLING the protocol on a permanent ceasefire of all sides;", "CONVINCED that a nation without its children has no tomorrow;"])
    assert read(papers.out(pdf)).text.count("\n") == 1


def test_a_stamp_behind_the_text_and_one_up_the_margin_are_watermarks():
    pdf = papers.paper()
    pdf.add_page()
    papers.page(pdf, ["The Parties shall release all children who are with them, at once"] * 12, y=300)
    papers.page(pdf, ["DRAFT"], x=150, y=400, size=90)
    with pdf.rotation(90, 30, 600):
        papers.page(pdf, ["received 3 March"], x=30, y=600, size=9)
    document = read(papers.out(pdf))
    assert "DRAFT" not in document.text and "received" not in document.text
    assert "3 March" not in document.text
    assert [(f.kind, f.text) for f in document.furniture] == [("watermark", "received 3 March"), ("watermark", "DRAFT")]


def test_words_at_the_same_stops_are_rows_though_nothing_is_ruled():
    pdf = papers.paper()
    papers.new_page(pdf, ["The following days are agreed:"], y=80)
    rows = [["Task", "Party", "Deadline"], ["Release of all children", "Government", "30 days"], ["Lists of names", "Movement", "10 days"]]
    for i, row in enumerate(rows):
        for x, cell in zip((72, 250, 400), row, strict=False):
            papers.page(pdf, [cell], x=x, y=110 + 18 * i)
    document = read(papers.out(pdf))
    assert document.text == "The following days are agreed:\n\n" + "\n".join(" | ".join(row) for row in rows)
    assert [m.kind for m in document.marks] == ["row"] * 3


def test_labels_that_hang_beside_their_items_are_neither_rows_nor_columns():
    pdf = papers.paper()
    pdf.add_page()
    items = [("(a)", "girls, whatever their role;"), ("(b)", "boys of any age;"), ("(c)", "those who are held."), ("(d)", "all others.")]
    for i, (label, words) in enumerate(items):
        papers.page(pdf, [label], x=72, y=80 + 14 * i)
        papers.page(pdf, [words], x=100, y=80 + 14 * i)
    document = read(papers.out(pdf))
    assert document.text == "\n".join(f"{label} {words}" for label, words in items)
    assert document.marks == ()


def test_letters_set_apart_are_words():
    pdf = papers.paper()
    pdf.add_page()
    pdf.set_char_spacing(4)
    papers.page(pdf, ["ARTICLE FIVE RELEASE"], y=80)
    pdf.set_char_spacing(0)
    papers.page(pdf, ["The Parties shall release all children."], y=110)
    assert read(papers.out(pdf)).text == "ARTICLE FIVE RELEASE\nThe Parties shall release all children."


def test_a_logo_on_a_cover_is_no_scan():
    from PIL import Image

    pdf = papers.paper()
    pdf.add_page()
    pdf.image(Image.new("L", (50, 50), 90), 250, 100, 90, 90)
    papers.page(pdf, ["AGREEMENT"], x=260, y=400)
    assert read(papers.out(pdf)).notices == ()
