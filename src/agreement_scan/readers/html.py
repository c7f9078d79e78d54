"""HTML: the words a browser shows, with paragraphs, list labels, headings, tables and marked changes."""

from __future__ import annotations

import re

from ..errors import DamagedInput, EmptyInput
from ..model import Document, Furniture, Notice
from .flow import Flow
from .hyphens import Hyphens, breaks_word
from .source import Source
from .text import decode
from .wordnumbers import BULLET, written

MEDIA_TYPE = "text/html"

_UNSEEN = frozenset(["script", "style", "noscript", "template", "head", "title", "meta", "link", "svg", "math", "object", "embed", "iframe", "canvas", "audio", "video", "select", "textarea", "button", "input"])
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section", "article", "main", "header", "footer", "aside", "address", "figure", "figcaption", "form", "fieldset", "table", "hr", "dl", "ul", "ol", "body", "center", "details"])
_LINES = frozenset(["div", "li", "dt", "dd", "br", "tr", "td", "th", "caption", "option", "legend", "summary", "tbody", "thead", "tfoot"])
_CHANGED = {"ins": "inserted", "del": "deleted", "s": "deleted", "strike": "deleted"}
_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i", "upper-roman": "I", "decimal": "1"}
_TAGS = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b")
# Elements that need no end tag, so that their number says nothing of depth.
_LOOSE = frozenset(["p", "li", "br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr", "source", "track", "embed", "td", "th", "tr", "dt", "dd", "option", "tbody", "thead", "tfoot"])
# A word broken at a line end of the source: pages made from PDFs keep the hyphens of the print.
_BROKEN = re.compile(r"(?<![^\s>(“‘\"'])([^\W\d_]+[-\xad])[ \t]*\r?\n[ \t]*([^\W\d_]+)")
_MARKUP = re.compile(r"<[^>]*>")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]+)", re.I)
DEEPEST = 5_000  # elements within each other; the parser's time grows with the square of it


def read(source: Source) -> Document:
    """The document of an HTML file. Raises EmptyInput, WrongFormat, TooLarge, DamagedInput (nested beyond reason)."""
    from selectolax.lexbor import LexborHTMLParser

    text, notices = _characters(source)
    text = _mended(text)
    if _depth(text) > DEEPEST:
        raise DamagedInput(f"{source.name}: the elements are nested more than {DEEPEST:,} deep", "save the page as text and give that")
    page = _Page(source.limits.characters)
    root = LexborHTMLParser(text).root
    if root is not None:
        page.write(root)
    words, _, marks, _ = page.flow.text.build()
    if not words.strip():
        raise EmptyInput(f"{source.name}: there is no text on the page", "check the file; pages drawn by scripts hold no text")
    changed = sum(m.kind in ("inserted", "deleted") for m in marks)
    if changed:
        message = f"{changed} passage{'s' * (changed != 1)} marked as inserted or deleted; they are in the text and count as not agreed"
        notices += (Notice("tracked-changes", "warning", message),)
    return source.document(MEDIA_TYPE, words, marks=marks, furniture=tuple(page.furniture), notices=notices)


def _characters(source: Source) -> tuple[str, tuple[Notice, ...]]:
    """The file's characters: by the encoding it declares, where that holds, else as for plain text."""
    declared = _CHARSET.search(source.data[:2048])
    if declared is not None and not source.data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and b"\0" not in source.data:
        name = declared[1].decode("ascii").lower()
        try:
            # browsers read "latin-1" as Windows-1252
            return source.data.decode("cp1252" if name in ("iso-8859-1", "latin-1", "latin1", "us-ascii") else name), ()
        except (LookupError, ValueError):
            pass
    return decode(source)


def _mended(text: str) -> str:
    """The source with words joined that its line ends break; a browser would show "recruit- ment"."""
    if not _BROKEN.search(text):
        return text
    hyphens = Hyphens(_MARKUP.sub(" ", text).split("\n"))

    def joined(broken: re.Match[str]) -> str:
        told, tells = broken[1], broken[2]
        if not breaks_word(told, tells):
            return broken[0]
        return (told[:-1] if hyphens.drops(told, tells) else told) + tells

    return _BROKEN.sub(joined, text)


def _depth(text: str) -> int:
    """About how deep elements are nested, told without parsing."""
    deep = deepest = 0
    for tag in _TAGS.finditer(text):
        if tag[2].lower() not in _LOOSE:
            deep = max(0, deep - 1) if tag[1] else deep + 1
            deepest = max(deepest, deep)
    return deepest


class _Page:
    """Walks the tree without recursion, since pages may be nested deeply."""

    def __init__(self, limit: int) -> None:
        self.flow = Flow(limit)
        self.furniture: list[Furniture] = []
        self._lists: list[tuple[str, int, int]] = []  # of each open list: format ("" for bullets), next number, step
        self._tables: list[list] = []  # of each open table: is it laid-out text, has it had a row
        self._pre = 0

    def write(self, root) -> None:
        node = root
        while node is not None:
            down = self._enter(node)
            if down and node.child is not None:
                node = node.child
                continue
            while node is not None:
                if node.tag[0] != "-" and down:
                    self._leave(node)
                down = True
                if node.mem_id == root.mem_id:
                    return
                if node.next is not None:
                    node = node.next
                    break
                node = node.parent

    def _enter(self, node) -> bool:
        """Begins a node; False where nothing in it is to be read."""
        tag, flow = node.tag, self.flow
        if tag == "-text":
            flow.words(node.text_content or "", keep=self._pre > 0)
            return True
        if tag[0] == "-":  # comments, doctype
            return tag == "-document"
        if tag in _UNSEEN or _hidden(node):
            return False
        if tag == "nav":
            words = " ".join(node.text(separator=" ").split())
            if words:
                self.furniture.append(Furniture(1, "header", words[:2000]))
            return False
        if tag == "sup" and re.fullmatch(r"\s*\[?\d{1,3}\]?\s*", node.text()):
            self.furniture.append(Furniture(1, "note-mark", node.text().strip()))
            return False
        if tag in _PARAGRAPHS:
            # a list or paragraph at the beginning of an item stands on the item's line
            flow.line() if tag in ("ul", "ol") and len(self._lists) else flow.paragraph() if not (tag == "p" and self._just_labelled) else None
        elif tag in _LINES:
            flow.line() if not (tag == "div" and self._just_labelled) else None
        if re.fullmatch("h[1-6]", tag):
            flow.open("heading", tag[1])
        elif tag in _CHANGED:
            flow.open(_CHANGED[tag], "" if tag in ("ins", "del") else "struck through")
        elif tag in ("ul", "ol", "menu"):
            self._lists.append(_numbering(node))
        elif tag == "li":
            self._item(node)
        elif tag == "table":
            self._tables.append([_is_layout(node) or flow.in_row, False])
        elif tag == "tr" and self._tables and not self._tables[-1][0]:
            flow.begin_row(first=not self._tables[-1][1])
        elif tag in ("td", "th") and self._tables and not self._tables[-1][0]:
            flow.cell()
        elif tag == "pre":
            self._pre += 1
        return True

    def _leave(self, node) -> None:
        tag, flow = node.tag, self.flow
        if re.fullmatch("h[1-6]", tag) or tag in _CHANGED:
            flow.close()
        elif tag in ("ul", "ol", "menu"):
            self._lists.pop()
        elif tag == "tr" and self._tables and not self._tables[-1][0]:
            if flow.end_row(header=_all_heads(node)):
                self._tables[-1][1] = True
        elif tag == "table":
            self._tables.pop()
        elif tag == "pre":
            self._pre -= 1
        if tag in _PARAGRAPHS:
            flow.line() if tag in ("ul", "ol") and self._lists else flow.paragraph()
        elif tag in _LINES and tag != "br":
            flow.line()

    @property
    def _just_labelled(self) -> bool:
        marks = self.flow.text.marks
        return bool(marks) and marks[-1].kind == "label" and marks[-1].end == self.flow.text.length

    def _item(self, node) -> None:
        format, number, step = self._lists[-1] if self._lists else ("", 1, 1)
        if not format:
            self.flow.label(BULLET)
            return
        own = (node.attributes.get("value") or "").strip()
        if re.fullmatch(r"-?\d{1,9}", own):
            number = int(own)
        self.flow.label(written(number, _FORMATS[format]) + ".")
        self._lists[-1] = (format, number + step, step)


def _hidden(node) -> bool:
    attributes = node.attributes
    return bool(attributes) and ("hidden" in attributes or "display:none" in (attributes.get("style") or "").replace(" ", "").lower())


def _numbering(node) -> tuple[str, int, int]:
    """Format, first number and step of a list."""
    if node.tag != "ol":
        return "", 1, 1
    attributes = node.attributes
    format = attributes.get("type") or "1"
    styled = re.search(r"list-style(?:-type)?\s*:\s*([a-z-]+)", (attributes.get("style") or "").lower())
    if styled is not None:
        format = _STYLES.get(styled[1], "" if styled[1] in ("none", "disc", "circle", "square") else format)
    if format and format not in _FORMATS:
        format = "1"
    start = (attributes.get("start") or "").strip()
    first = int(start) if re.fullmatch(r"-?\d{1,9}", start) else 1
    if "reversed" in attributes:
        if not start:
            first = sum(child.tag == "li" for child in node.iter())
        return format, first, -1
    return format, first, 1


def _cells(table):
    """The cells of a table, row by row, without those of tables within it."""
    for part in table.iter():
        for row in part.iter() if part.tag in ("tbody", "thead", "tfoot") else (part,):
            if row.tag == "tr":
                yield [cell for cell in row.iter() if cell.tag in ("td", "th")]


def _is_layout(table) -> bool:
    """Whether a table only arranges text on the page: one column, long passages in cells, or tables in tables."""
    rows = list(_cells(table))
    if not rows or max(map(len, rows)) < 2 or table.attributes.get("role") == "presentation":
        return True
    for cell in (c for row in rows for c in row):
        blocks = [child.tag for child in cell.iter() if child.tag in _PARAGRAPHS or child.tag == "div"]
        if "table" in blocks or len(blocks) >= 4:
            return True
    return False


def _all_heads(row) -> bool:
    cells = [cell.tag for cell in row.iter() if cell.tag in ("td", "th")]
    return (len(cells) > 1 and all(tag == "th" for tag in cells)) or (row.parent is not None and row.parent.tag == "thead")
