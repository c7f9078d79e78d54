"""The two-page brief for a principal as PDF."""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from agreement_scan.errors import MissingExtra
from agreement_scan.reports._brief import LINES, Line, lines

if TYPE_CHECKING:
    from agreement_scan.model import Report

_PAGES = 2
# style: font, size, space before, space after, indent, all in points
_STYLES = {
    "title": ("VeraBd", 15, 0, 4, 0), "lead": ("Vera", 9, 0, 4, 0), "heading": ("VeraBd", 10.5, 8, 2, 0), "item": ("VeraBd", 8.8, 4, 0, 0),
    "text": ("Vera", 8.4, 0, 1, 9), "propose": ("VeraIt", 8.4, 0, 1, 9), "small": ("Vera", 7, 6, 0, 0),
}  # fmt: skip


def render(report: Report, options: dict[str, Any]) -> bytes:
    """A PDF of at most two A4 pages. Same report, same bytes. Raises MissingExtra without reportlab."""
    try:
        import reportlab  # noqa: F401
    except ImportError:
        raise MissingExtra("The brief as PDF needs reportlab.", "pip install 'agreement-scan[brief]'; or choose --format brief-docx, which needs nothing more") from None
    room = 1.4 * LINES  # its own font is narrow; cut until it fits
    while True:
        written, count = _written(lines(report, room))
        if count <= _PAGES or room < 20:
            return written
        room *= 0.93


def _written(shown: list[Line]) -> tuple[bytes, int]:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    covered = _fonts()
    styles = {
        name: ParagraphStyle(name, fontName=font, fontSize=size, leading=size * 1.25, spaceBefore=before, spaceAfter=after, leftIndent=indent, keepWithNext=name in ("heading", "item"))
        for name, (font, size, before, after, indent) in _STYLES.items()
    }
    held = io.BytesIO()
    document = SimpleDocTemplate(
        held, pagesize=A4, leftMargin=48, rightMargin=48, topMargin=42, bottomMargin=42, title="What the draft does for children", author="agreement-scan",
        lang="en", invariant=1,
    )  # fmt: skip
    document.build([Paragraph(escape(_shown(line.text, covered)), styles[line.style]) for line in shown])
    return held.getvalue(), document.page


def _fonts() -> set[int]:
    """Registers the fonts that come with reportlab; gives the code points they cover."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in ("Vera", "VeraBd", "VeraIt"):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    return set(pdfmetrics.getFont("Vera").face.charToGlyph)


def _shown(text: str, covered: set[int]) -> str:
    """Text in letters that the font has: accents it lacks are left off, other scripts become a question mark."""
    if all(ord(c) in covered for c in text):
        return text
    made = []
    for c in text:
        plain = c if ord(c) in covered else "".join(d for d in unicodedata.normalize("NFKD", c) if not unicodedata.combining(d))
        made.append(plain if plain and all(ord(d) in covered for d in plain) else "?")
    return "".join(made)
