"""PDF: text and character boxes from pdfium in one pass, layout by our own rules, pdfplumber for pages that look bad.

pdfium is not thread-safe; a lock keeps threads of one process apart. Nothing is rendered and nothing is written.
"""

from __future__ import annotations

import re
import threading

from ..errors import DamagedInput, EmptyInput, EncryptedInput, ScannedInput, TooLarge
from ..model import Document, Furniture, Notice
from .layout.glyphs import Sheet
from .source import Source

MEDIA_TYPE = "application/pdf"

_ONE_AT_A_TIME = threading.Lock()
_BAD = 0.05  # of the characters without a meaning: the page is garbled
_OCR = "run text recognition (OCR), for instance ocrmypdf, and give the resulting file"


def read(source: Source) -> Document:
    """The document of a PDF.

    Raises EncryptedInput (password missing or wrong), DamagedInput, EmptyInput (no pages, or blank ones only),
    ScannedInput (no page has a text layer) and TooLarge.
    """
    from .layout.furniture import remove_contents, remove_furniture
    from .layout.paragraphs import compose
    from .layout.pdfium import RTL

    with _ONE_AT_A_TIME:
        sheets, notices = _sheets(source)
    remove_furniture(sheets)
    remove_contents(sheets)
    text, boxes, pages, marks = compose(sheets, source.limits.characters)
    if not text.strip():
        raise EmptyInput(f"{source.name}: there is no text on any page but running heads and page numbers", "check the file")
    if not text.isascii() and RTL.search(text):
        message = "the text runs from right to left; the order of words and numbers in such PDFs is not always sure"
        notices.append(Notice("right-to-left", "warning", message, "give the DOCX or HTML file if there is one"))
    furniture: tuple[Furniture, ...] = tuple(f for sheet in sheets for f in sheet.furniture)
    return source.document(
        MEDIA_TYPE, text, pages=pages, marks=marks, furniture=furniture, notices=tuple(notices), char_boxes=boxes
    )


def _sheets(source: Source) -> tuple[list[Sheet], list[Notice]]:
    """Every page laid out, and what is to be said of it."""
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(source.data, password=source.password)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            how = "the password is wrong" if source.password is not None else "the file is protected by a password"
            raise EncryptedInput(f"{source.name}: {how}", "give the right one with --password") from None
        if "security" in str(error).lower():
            raise EncryptedInput(f"{source.name}: the file is protected in a way that cannot be opened", "save an unprotected copy") from None
        raise DamagedInput(
            f"{source.name}: the PDF is damaged or cut off and cannot be opened", "get a fresh copy, or repair it with: qpdf IN.pdf OUT.pdf"
        ) from None
    except ValueError:  # a password that cannot be encoded
        raise EncryptedInput(f"{source.name}: the password is wrong", "give the right one with --password") from None
    with pdf:
        count = len(pdf)
        if count == 0:
            raise EmptyInput(f"{source.name}: the PDF has no pages", "check the file")
        if count > source.limits.pages:
            raise TooLarge(f"{source.name}: {count:,} pages are more than the {source.limits.pages:,} allowed", "split the file")
        sheets: list[Sheet] = []
        notices: list[Notice] = []
        pictured = characters = 0
        for number in range(1, count + 1):
            sheet, said, has_picture = _page(pdf, number, source, sheets[-1].gutters if sheets else [])
            sheets.append(sheet)
            notices += said
            pictured += has_picture
            characters += len(sheet.glyphs.text)
            if characters > source.limits.characters:
                raise TooLarge(f"{source.name}: the text is longer than {source.limits.characters:,} characters", "split the file")
    if not any(sheet.lines for sheet in sheets):
        if pictured:
            raise ScannedInput(f"{source.name}: none of the {count} pages has a text layer; it is a scan", _OCR)
        if any(n.code == "page-unreadable" for n in notices):
            raise DamagedInput(f"{source.name}: no page of the PDF can be read", "get a fresh copy of the file")
        raise EmptyInput(f"{source.name}: all {count} pages are blank", "check that this is the right file")
    return sheets, notices


def _page(pdf, number: int, source: Source, gutters: list[float]) -> tuple[Sheet, list[Notice], bool]:
    """One page: its lines and furniture, notices, and whether it shows pictures or drawings.

    ``gutters`` are those of the pages before.
    """
    import pypdfium2 as pdfium

    from .layout.page import lay_out
    from .layout.pdfium import View, drawn, glyphs_of, nothing

    try:
        page = pdf[number - 1]
    except pdfium.PdfiumError:
        blank = Sheet(nothing(number), [], [], gutters)
        message = f"page {number} is damaged and was not read"
        return blank, [Notice("page-unreadable", "error", message, "get a fresh copy of the file", number)], False
    try:
        view = View(page)
        rules, pictures, drawings = drawn(page.raw, view)
        try:
            glyphs = glyphs_of(page, number, view, weights=len(rules) > 5)
        except pdfium.PdfiumError:
            glyphs = nothing(number, view)
    finally:
        page.close()
    notices = []
    if _badness(glyphs.text) > _BAD:
        from .layout.second_opinion import read_page

        other = read_page(source, number, glyphs)
        if other is not None and _badness(other.text) < 0.5 * _badness(glyphs.text):
            glyphs = other
        if _badness(glyphs.text) > _BAD:
            message = f"the fonts of page {number} do not say which letters they show; its text is partly garbled"
            notices.append(Notice("garbled-text", "warning", message, _OCR, number))
    sheet = lay_out(glyphs, rules, gutters)
    printed = sum(len(line.text) for line in sheet.lines)
    if (not printed and (pictures or drawings)) or (printed < 40 and pictures > 0.6):
        what = "nothing on it was read" if not printed else "the few words beside the picture are all that was read of it"
        message = f"page {number} has no text layer (a picture or scan); {what}"
        notices.append(Notice("page-without-text", "warning", message, _OCR, number))
    elif not printed and not sheet.furniture:
        notices.append(Notice("blank-page", "info", f"page {number} is blank", "", number))
    return sheet, notices, bool(pictures or drawings)


def _badness(text: str) -> float:
    """The share of characters that say nothing: unknown, private use, controls."""
    if not text:
        return 0.0
    bad = len(re.findall("[\ufffd\ue000-\uf8ff\x00\x01\x03-\x08\x0e-\x1f\x80-\x9f]", text))
    # bullets of symbol fonts are private characters too: one a line is no sign of a garbled page
    return max(0, bad - text.count(" ") // 12) / len(text)
