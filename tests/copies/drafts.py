"""Invented drafts as real files, with everything that makes writing on them hard."""

from __future__ import annotations

import io
from copy import deepcopy

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

CLAUSES = (
    "Release. The Parties shall release all children in their ranks within thirty days, unconditionally.",
    "No person shall be prosecuted for any act committed in connection with the conflict before the date of signature.",
    "The recruitment of children and their use in hostilities in any capacity are prohibited.",
)


def word_draft() -> bytes:
    """A DOCX with automatic numbers, words split over runs, tracked changes, a link, a table, a text box's neighbour and a comment."""
    made = Document()
    made.add_heading("Ceasefire agreement for the Ombra valley", 0)
    made.add_paragraph("The Parties have agreed as follows:")
    made.add_heading("Article 1. Children", 1)
    release = made.add_paragraph(style="List Number")
    for words, bold in (("Release. ", True), ("The Parties shall rel", False), ("ease all chil", False), ("dren in their ranks within thirty days", False)):
        release.add_run(words).bold = bold
    tracked(release, "ins", ", unconditionally", "Legal adviser")
    release.add_run(".")
    banned = made.add_paragraph(CLAUSES[2] + " They shall be handed over to UNICEF within two days.", style="List Number")
    made.add_heading("Article 2. The past", 1)
    past = made.add_paragraph(style="List Number")
    past.add_run("No person shall be ")
    tracked(past, "del", "investigated or ", "The Movement")
    linked(past, "prosecuted for any act committed")
    tabbed = past.add_run(" in connection with the conflict\tbefore the date of signature.")
    tabbed.italic = True
    table = made.add_table(rows=2, cols=2)
    for cell, words in zip([c for row in table.rows for c in row.cells], ("Measure", "Deadline", "Release of all children by both Parties", "30 days after signature"), strict=True):
        cell.text = words
    made.add_comment(runs=banned.runs[0], text="To be checked with the ministry", author="Ministry", initials="M")
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def tracked(paragraph, kind: str, words: str, author: str) -> None:
    text = "delText" if kind == "del" else "t"
    change = parse_xml(f'<w:{kind} {nsdecls("w")} w:id="{len(words)}" w:author="{author}" w:date="2031-03-03T10:00:00Z"><w:r><w:{text} xml:space="preserve">{words}</w:{text}></w:r></w:{kind}>')
    paragraph._p.append(change)


def linked(paragraph, words: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), "past")
    run = paragraph.add_run(words)
    moved = deepcopy(run._r)
    run._r.getparent().remove(run._r)
    link.append(moved)
    paragraph._p.append(link)


TURNED = {90: "0 1 -1 0 842 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 -200 842"}


def paper_draft(turn: int = 0, crop: tuple[float, float, float, float] | None = None) -> bytes:
    """A two-page PDF, pages turned and cropped as asked, with a bookmark of its own."""
    import pikepdf
    from fpdf import FPDF

    pdf = FPDF(unit="pt", format=(595, 842))
    pdf.set_auto_page_break(False)
    pages = (
        ["CEASEFIRE AGREEMENT FOR THE OMBRA VALLEY", "", "The Parties have agreed as follows:", "", "Article 1. Children", "", "The Parties shall release all children in their ranks within thirty", "days of signature, unconditionally."],
        ["Article 2. The past", "", "No person shall be prosecuted for any act committed in connection", "with the conflict before the date of signature."],
    )  # fmt: skip
    for n, lines in enumerate(pages):
        pdf.add_page()
        pdf.set_font("Helvetica", size=11)
        pdf.start_section(f"Part {n + 1}")
        for k, words in enumerate(lines):
            if words:
                pdf.text(120, 200 + 14 * k, words)
    with pikepdf.open(io.BytesIO(bytes(pdf.output()))) as made:
        for page in made.pages:
            if turn:  # the page is turned, and its words are turned back: they read upright as the page is shown
                page.rotate(turn, relative=False)
                page.contents_add(f"q {TURNED[turn]} cm".encode(), prepend=True)
                page.contents_add(b"Q")
            if crop is not None:
                page.cropbox = crop
        held = io.BytesIO()
        made.save(held, deterministic_id=True)
    return held.getvalue()
