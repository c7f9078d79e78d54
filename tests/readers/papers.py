"""Invented drafts on paper: small PDFs drawn line by line, so that a test knows where every word stands."""

from __future__ import annotations

from fpdf import FPDF

SANS = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

LEFT = "The Parties shall cease all|recruitment of children and|shall not use any child in|hostilities or in any other|role, whatever its name or|purpose may be."
RIGHT = "A joint commission verifies|the release of every child|within thirty days and tells|the mediator of each case in|which access to a camp was|refused by a commander."


def paper(size: tuple[float, float] = (595, 842)) -> FPDF:
    """An empty PDF in points, without automatic breaks."""
    pdf = FPDF(unit="pt", format=size)
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.set_font("Helvetica", size=11)
    return pdf


def page(pdf: FPDF, lines: list[str], *, x: float = 72, y: float = 100, pitch: float = 14, size: float = 11, bold: bool = False) -> float:
    """Adds lines one under the other to the present page; "" leaves a line empty. Returns the y of the next line."""
    pdf.set_font("Helvetica", style="B" if bold else "", size=size)
    for line in lines:
        if line:
            pdf.text(x, y, line)
        y += pitch
    return y


def new_page(pdf: FPDF, lines: list[str], **where: float) -> float:
    pdf.add_page()
    return page(pdf, lines, **where)


def out(pdf: FPDF) -> bytes:
    return bytes(pdf.output())


def long_draft(pages: int = 4) -> bytes:
    """Running head, page numbers, and a paragraph that goes on over each page."""
    pdf = paper()
    asked = ["answer each question", "open its books", "show every camp", "name its doctors", "lend a hand", "wait no longer"]
    for n in range(1, pages + 1):
        pdf.add_page()
        page(pdf, ["Draft of 3 March 2031 - Talks on Ostrava"], y=40, size=9)
        page(
            pdf,
            [
                f"area and shall {asked[n % 6]} and hand over list {n} to the joint commission.",
                "",
                f"{n}. The Parties shall release all children who are associated with their forces",
                "to a civilian child protection actor, without any condition and at once.",
                "",
                f"The commander of sector {n} shall answer to the commission for all of the children in this",
            ],
        )
        page(pdf, [f"Page {n} of {pages}"], x=270, y=815, size=9)
    return out(pdf)


def two_columns(row_by_row: bool) -> bytes:
    """A heading over the whole width, two columns, another such heading, two columns; drawn in either order."""
    pdf = paper()
    pdf.add_page()
    page(pdf, ["PROTOCOL ON THE RELEASE OF CHILDREN FROM ALL FORCES AND GROUPS"], x=72, y=80, size=12)
    for top, heading in ((110, None), (220, "SECOND PART OF THE PROTOCOL ABOUT VERIFICATION BY THE COMMISSION")):
        if heading:
            page(pdf, [heading], x=72, y=top - 15, size=12)
        left, right = LEFT.split("|"), RIGHT.split("|")
        if row_by_row:
            for i, (a, b) in enumerate(zip(left, right, strict=False)):
                page(pdf, [a], x=72, y=top + 14 * i)
                page(pdf, [b], x=310, y=top + 14 * i)
        else:
            page(pdf, left, x=72, y=top)
            page(pdf, right, x=310, y=top)
    return out(pdf)


def ruled(rows: list[list[str]], *, widths: tuple[float, ...] = (120, 200, 120), merge_first: bool = False, header: bool = True) -> bytes:
    """A ruled table between two paragraphs; ``merge_first`` merges the first column of the last two rows,
    ``header`` sets the first row bold."""
    pdf = paper()
    pdf.add_page()
    page(pdf, ["The following tasks are agreed between the Parties."], y=80)
    y = 100.0
    for r, row in enumerate(rows):
        x = 72.0
        for c, (cell, width) in enumerate(zip(row, widths, strict=False)):
            high = 34.0
            if merge_first and c == 0 and r >= len(rows) - 2:
                if r == len(rows) - 2:
                    pdf.rect(x, y, width, 2 * high)
            else:
                pdf.rect(x, y, width, high)
            page(pdf, cell.split("|"), x=x + 4, y=y + 13, size=10, pitch=12, bold=header and r == 0)
            x += width
        y += 34
    page(pdf, ["Each Party names a person to answer for these tasks."], y=y + 30)
    return out(pdf)


def line_numbered() -> bytes:
    """Thirty lines of one draft with a number before each in the margin."""
    pdf = paper()
    pdf.add_page()
    words = ["The Parties shall protect every school and every hospital", "against attack and shall keep their fighters out of them,", "at all times and in all places where children may be,"]
    for i in range(30):
        page(pdf, [str(i + 1)], x=40, y=80 + 20 * i, size=8)
        page(pdf, [words[i % 3]], x=72, y=80 + 20 * i)
    return out(pdf)


def scanned(pages: int = 2, text_on: tuple[int, ...] = ()) -> bytes:
    """Pages that are pictures only, but for those (from 1) that have text."""
    from PIL import Image

    picture = Image.new("L", (200, 280), 230)
    pdf = paper()
    for n in range(1, pages + 1):
        pdf.add_page()
        if n in text_on:
            page(pdf, ["The Parties shall release all children without any condition and at once."])
        else:
            pdf.image(picture, 0, 0, 595, 842)
    return out(pdf)


def protected(user: str) -> bytes:
    from fpdf.enums import EncryptionMethod

    pdf = paper()
    pdf.set_encryption(owner_password="owner", user_password=user, encryption_method=EncryptionMethod.AES_128)
    new_page(pdf, ["The Parties shall release all children without any condition."])
    return out(pdf)


def prose(pages: int) -> bytes:
    """Full pages of plain paragraphs, as long as a real agreement's."""
    pdf = paper()
    sentence = "The Parties shall release all children who are associated with their forces and hand them over to a civilian actor"
    half = len(sentence) * 3 // 4
    for n in range(1, pages + 1):
        pdf.add_page()
        page(pdf, ["Agreement on the Release of Children"], y=40, size=9)
        y = 80.0
        for article in range(1, 9):
            y = page(pdf, [f"Article {article + 8 * n}", f"{article}. {sentence[:half]}", sentence[half:] + ", and report on", *[sentence[k : k + half] for k in (3, 7, 11)], ""], y=y, pitch=12.6)
        page(pdf, [str(n)], x=295, y=815, size=9)
    return out(pdf)


def in_font(line: str) -> bytes:
    """One line in an embedded font with its map to characters."""
    from pathlib import Path

    import pytest

    if not Path(SANS).exists():
        pytest.skip("the DejaVu fonts are not installed")
    pdf = paper()
    pdf.add_font("Sans", "", SANS)
    pdf.add_page()
    pdf.set_font("Sans", size=11)
    pdf.text(72, 100, line)
    return out(pdf)


def garbled(to_unicode: bytes) -> bytes:
    """A font's map with every letter sent to a private character."""
    import re

    return re.sub(rb"(<[0-9A-Fa-f]{4}> )<00([0-9A-Fa-f]{2})>", rb"\1<E0\2>", to_unicode)


def flowing(paragraphs: list[str], *, font: str = "Times", size: float = 11, pitch: float = 13, gap: float = 6, indent: float = 0, columns: int = 1, bottom: float = 770) -> bytes:
    """Paragraphs set to the width of a column, as a word processor sets them: lines ``pitch`` points apart, ``gap`` points more
    between paragraphs, first lines indented; over as many columns and pages as it takes, none kept together."""
    pdf = paper()
    pdf.set_font(font, size=size)
    wide = (595 - 2 * 72 - 24 * (columns - 1)) / columns
    column, y = columns, 0.0
    for paragraph in paragraphs:
        words, first = paragraph.split(), True
        while words:
            room = wide - (indent if first else 0)
            count = len(words)
            while count > 1 and pdf.get_string_width(" ".join(words[:count])) > room:
                count -= 1
            if column == columns or y > bottom:
                column, y = column + 1, 90.0
                if column >= columns:
                    pdf.add_page()
                    pdf.set_font(font, size=size)
                    column = 0
            pdf.text(72 + column * (wide + 24) + (indent if first else 0), y, " ".join(words[:count]))
            words, first, y = words[count:], False, y + pitch
        y += gap
    return out(pdf)


def contents(leader: str = ".") -> bytes:
    """A page of contents, one of its entries over two lines, before the articles it lists."""
    pdf = paper()
    pdf.add_page()
    titles = ["Article 1 Definitions", "Article 2 Release of children", "Article 3 Joint Monitoring Commission"]
    page(pdf, ["CONTENTS", "", f"{titles[0]} {leader * 40} 2", f"{titles[1]} {leader * 40} 2", "Article 3 Joint Monitoring", f"Commission {leader * 40} 3"], y=80)
    for n, title in enumerate(titles, 1):
        new_page(pdf, [title, "", f"The Parties shall keep promise {n} to all the children who live", "in the valley of the river Sarro and to", "those who have left it."], y=100)
    return out(pdf)
