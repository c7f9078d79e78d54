"""Invented drafts in Word's XML, written part by part, so that a test holds exactly what it is about."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
DEFAULT = ' w:default="1"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(body: str, **parts: str) -> bytes:
    """A DOCX with this body; each further part (styles, numbering, footnotes, header1 …) is the inside of its root."""
    roots = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments"}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", _relations({"document": ("officeDocument", "word/document.xml")}))
        archive.writestr("word/document.xml", f"<w:document {NS}><w:body>{body}</w:body></w:document>")
        related = {}
        for name, inside in parts.items():
            kind = name.rstrip("0123456789")
            root = roots.get(kind, {"header": "hdr", "footer": "ftr"}.get(kind, kind))
            archive.writestr(f"word/{name}.xml", f"<w:{root} {NS}>{inside}</w:{root}>")
            related[name] = (kind, f"{name}.xml")
        archive.writestr("word/_rels/document.xml.rels", _relations(related))
    return held.getvalue()


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    inside = "".join(f'<Relationship Id="{i}" Type="{RELATION}/{kind}" Target="{target}"/>' for i, (kind, target) in targets.items())
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'


def p(text: str, style: str = "", *, list: tuple[int, int] | None = None, mark: str = "") -> str:
    """A paragraph; ``text`` may hold further XML if it begins with "<"."""
    number = f'<w:numPr><w:ilvl w:val="{list[1]}"/><w:numId w:val="{list[0]}"/></w:numPr>' if list is not None else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    marked = f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{named}{number}{marked}</w:pPr>{text if text.startswith('<') else r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def ins(text: str, author: str = "A. Lo") -> str:
    return f'<w:ins w:id="1" w:author="{author}">{r(text)}</w:ins>'


def deleted(text: str, author: str = "B. Mo") -> str:
    return f'<w:del w:id="2" w:author="{author}"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def level(k: int, format: str, text: str, *, start: int = 1, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{k}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def definition(ident: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{ident}">{more}{"".join(levels)}</w:abstractNum>'


def num(ident: int, definition: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{ident}"><w:abstractNumId w:val="{definition}"/>{overrides}</w:num>'


def style(ident: str, name: str, *, based_on: str = "", inside: str = "", default: bool = False) -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="paragraph" w:styleId="{ident}"{DEFAULT * default}><w:name w:val="{name}"/>{base}<w:pPr>{inside}</w:pPr></w:style>'


def table(*rows: list[str] | str) -> str:
    """A table; a row is a list of cell contents (text or XML), or XML of its own."""
    return "<w:tbl>" + "".join(row if isinstance(row, str) else tr(row) for row in rows) + "</w:tbl>"


def tr(cells: list[str], properties: str = "") -> str:
    inside = "".join(f"<w:tc>{c if c.startswith('<') else p(c)}</w:tc>" for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"
