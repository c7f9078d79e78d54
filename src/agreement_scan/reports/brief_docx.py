"""The two-page brief for a principal as DOCX, to edit before it is handed on."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from agreement_scan.reports._brief import Line, lines

if TYPE_CHECKING:
    from agreement_scan.model import Report

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# style: name in Word, outline level, space before and after (twentieths of a point), indent, half-points, run properties
_STYLES = {
    "title": ("Title", None, 0, 60, 0, 32, "<w:b/>"),
    "lead": ("Subtitle", None, 0, 80, 0, 20, ""),
    "heading": ("heading 1", 0, 160, 40, 0, 23, "<w:b/>"),
    "item": ("heading 2", 1, 80, 0, 0, 20, "<w:b/>"),
    "text": ("Body Text", None, 0, 10, 200, 19, ""),
    "propose": ("Quote", None, 0, 10, 200, 19, "<w:i/>"),
    "small": ("footnote text", None, 100, 0, 0, 16, ""),
}


def render(report: Report, options: dict[str, Any]) -> bytes:
    """A DOCX of about two A4 pages. Same report, same bytes."""
    body = "".join(map(_paragraph, lines(report)))
    section = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="850" w:right="964" w:bottom="850" w:left="964" w:header="400" w:footer="400" w:gutter="0"/></w:sectPr>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}{section}</w:body></w:document>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{_defaults()}{"".join(map(_style, _STYLES))}</w:styles>',
    }  # fmt: skip
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in parts.items():
            entry = zipfile.ZipInfo(name)  # dated 1980, as zip files without a clock are
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (_HEAD + inside).encode("utf-8"))
    return held.getvalue()


def _paragraph(line: Line) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{line.style}"/></w:pPr><w:r><w:t xml:space="preserve">{escape(line.text)}</w:t></w:r></w:p>'


def _defaults() -> str:
    fonts = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="20"/><w:lang w:val="en-GB"/>'
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}</w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    )  # fmt: skip


def _style(key: str) -> str:
    name, outline, before, after, indent, size, run = _STYLES[key]
    level = "" if outline is None else f'<w:keepNext/><w:outlineLvl w:val="{outline}"/>'
    # the schema wants keepNext before spacing and outlineLvl after the indent
    keep, out = ("<w:keepNext/>", level.removeprefix("<w:keepNext/>")) if level else ("", "")
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr>{keep}<w:spacing w:before="{before}" w:after="{after}"/><w:ind w:left="{indent}"/>{out}</w:pPr>'
        f'<w:rPr>{run}<w:sz w:val="{size}"/></w:rPr></w:style>'
    )  # fmt: skip
