"""Word's automatic numbers: which label a paragraph shows, resolved through its style, its list and what came before.

Word stores "Article 5" or "(a)" nowhere: a paragraph points to a list (numId) and level (ilvl), itself or through its
style and the styles that one is based on; the list points to a definition whose levels hold a format ("%1.%2"), and
counters run through the text (ECMA-376 part 1, section 17.9).
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, field

BULLET = "•"


@dataclass(slots=True)
class Level:
    """One level of a list definition."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    style: str = ""
    restart: int | None = None  # restarts only after this level (1 = the first); 0 never; None after any higher one
    legal: bool = False  # shows all numbers as decimals
    suffix: str = " "


@dataclass(slots=True)
class Style:
    """What numbering and structure need of a paragraph style."""

    name: str
    based_on: str = ""
    list: str | None = None
    level: int | None = None
    outline: int | None = None


@dataclass(slots=True)
class Numbering:
    """Counters of all lists of one document; ``label`` is asked once for each numbered paragraph, in order."""

    styles: dict[str, Style]
    definitions: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, tuple[str, dict[int, Level | int]]] = field(default_factory=dict)  # numId -> definition, overrides
    default_style: str = ""
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, list_id: str, level: int, *, counts: bool = True) -> str:
        """The label of the next paragraph of this list and level, with what follows it; "" where none is shown.

        With ``counts=False`` (a deleted paragraph) the label is told but the counters stay.
        """
        if list_id not in self.lists:
            return ""
        definition, overrides = self.lists[list_id]
        levels = self.definitions.get(definition, {})
        kept = (copy(self._counts.get(definition, {})), set(self._begun)) if not counts else None
        now = self._counts.setdefault(definition, {})
        for k in range(level + 1):
            change = overrides.get(k)
            begins = (list_id, k) not in self._begun and change is not None
            if begins and (k == level or k not in now):
                self._begun.add((list_id, k))
            start = change if isinstance(change, int) else self._level(levels, overrides, k).start
            if k == level:
                now[k] = start if begins or k not in now else now[k] + 1
            elif k not in now:
                now[k] = start
        for deeper in [k for k in now if k > level]:
            restart = self._level(levels, overrides, deeper).restart
            if restart is None or (restart and level + 1 <= restart):
                del now[deeper]
        shown = self._level(levels, overrides, level)
        label = self._shown(shown, levels, overrides, now)
        if kept is not None:
            self._counts[definition], self._begun = kept
        return label

    @staticmethod
    def _level(levels: dict[int, Level], overrides: dict[int, Level | int], k: int) -> Level:
        change = overrides.get(k)
        return change if isinstance(change, Level) else levels.get(k) or Level(text=f"%{k + 1}.")

    def _shown(self, shown: Level, levels, overrides, now: dict[int, int]) -> str:
        if shown.format == "bullet":
            return (shown.text if shown.text in "-–—" and shown.text else BULLET) + (shown.suffix or " ")

        def number(place: re.Match[str]) -> str:
            k = int(place[1]) - 1
            format = self._level(levels, overrides, k).format
            value = now.get(k, self._level(levels, overrides, k).start)
            return written(value, "decimal" if shown.legal and format != "none" else format)

        text = re.sub(r"%([1-9])", number, shown.text).strip()
        return text + shown.suffix if text else ""

    def place(self, style_id: str, list_id: str | None, level: int | None) -> tuple[str, int] | None:
        """List and level of a paragraph from its own settings and its style chain; None where it has no number."""
        for ident in self.chain(style_id):
            style = self.styles[ident]
            if list_id is None and style.list is not None:
                list_id = style.list
                if level is None:
                    level = style.level if style.level is not None else self._linked(list_id, style_id, ident)
            elif level is None and list_id is not None and style.level is not None and style.list == list_id:
                level = style.level
        if list_id is None or list_id == "0" or list_id not in self.lists:
            return None
        return list_id, max(0, min(8, level if level is not None else 0))

    def _linked(self, list_id: str, *style_ids: str) -> int | None:
        """The level that is tied to one of the styles in the definition of a list."""
        levels = self.definitions.get(self.lists.get(list_id, ("", {}))[0], {})
        for ident in style_ids:
            for k, level in levels.items():
                if level.style == ident:
                    return k
        return None

    def chain(self, style_id: str) -> list[str]:
        """The style and those it is based on, nearest first; loops end."""
        found: list[str] = []
        ident = style_id or self.default_style
        while ident in self.styles and ident not in found:
            found.append(ident)
            ident = self.styles[ident].based_on
        return found

    def heading(self, style_id: str, outline: int | None) -> str | None:
        """Heading level ("1" the highest, "0" the title) of a paragraph, or None for body text."""
        if outline is not None:
            return str(outline + 1) if 0 <= outline < 9 else None
        for ident in self.chain(style_id):
            style = self.styles[ident]
            if style.name == "title":
                return "0"
            if named := re.fullmatch(r"heading ([1-9])", style.name):
                return named[1]
            if style.outline is not None:
                return str(style.outline + 1) if 0 <= style.outline < 9 else None
        return None


def written(value: int, format: str) -> str:
    """A number in one of Word's formats; decimal for the formats nobody here knows."""
    if format == "none":
        return ""
    if format in ("upperRoman", "lowerRoman"):
        roman = _roman(value)
        return roman if format == "upperRoman" else roman.lower()
    if format in ("upperLetter", "lowerLetter") and value > 0:
        # after z comes aa, then bb
        letters = chr(ord("A") + (value - 1) % 26) * min(20, (value - 1) // 26 + 1)
        return letters if format == "upperLetter" else letters.lower()
    if format == "decimalZero":
        return f"{value:02d}"
    if format == "ordinal":
        return f"{value}{'th' if 10 <= value % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"
    if format == "cardinalText" and 0 <= value < len(_CARDINALS):
        return _CARDINALS[value].capitalize()
    if format == "ordinalText" and 0 < value < len(_ORDINALS):
        return _ORDINALS[value].capitalize()
    if format == "chicago" and value > 0:
        return "*†‡§"[(value - 1) % 4] * min(20, (value - 1) // 4 + 1)
    return str(value)


_CARDINALS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
_ORDINALS = ["zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"]


def _roman(value: int) -> str:
    if not 0 < value < 5000:
        return str(value)
    text = ""
    for size, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"), strict=True
    ):
        text += letters * (value // size)
        value %= size
    return text


def load(w: str, styles, numbering) -> Numbering:
    """The numbering of a document from the roots of its styles and numbering parts (None where missing); ``w`` is the
    WordprocessingML namespace in braces."""
    known = Numbering(_styles(w, styles))
    if styles is not None:
        for style in styles.iterfind(f"{w}style"):
            if style.get(f"{w}type") == "paragraph" and style.get(f"{w}default") in ("1", "true", "on"):
                known.default_style = style.get(f"{w}styleId", "")
    if numbering is None:
        return known
    linked: dict[str, str] = {}
    for definition in numbering.iterfind(f"{w}abstractNum"):
        ident = definition.get(f"{w}abstractNumId", "")
        known.definitions[ident] = {
            integer(level.get(f"{w}ilvl")) or 0: _level(w, level) for level in definition.iterfind(f"{w}lvl")
        }
        link = definition.find(f"{w}numStyleLink")
        if link is not None:
            linked[ident] = link.get(f"{w}val", "")
    for entry in numbering.iterfind(f"{w}num"):
        overrides: dict[int, Level | int] = {}
        for change in entry.iterfind(f"{w}lvlOverride"):
            k = integer(change.get(f"{w}ilvl")) or 0
            start = integer(value(w, change, "startOverride"))
            level = change.find(f"{w}lvl")
            if level is not None:
                overrides[k] = _level(w, level)
                if start is not None:
                    overrides[k].start = start
            elif start is not None:
                overrides[k] = start
        known.lists[entry.get(f"{w}numId", "")] = (value(w, entry, "abstractNumId") or "", overrides)
    # a definition may only say "as in the list style X"; that style names the list with the real definition
    for ident, style in linked.items():
        target = known.styles.get(style)
        if target is not None and target.list in known.lists:
            known.definitions[ident] = known.definitions.get(known.lists[target.list][0], {})
    return known


def _styles(w: str, styles) -> dict[str, Style]:
    found: dict[str, Style] = {}
    for style in styles.iterfind(f"{w}style") if styles is not None else ():
        list_id, level, outline = settings(w, style.find(f"{w}pPr"))
        name = (value(w, style, "name") or "").lower()
        found[style.get(f"{w}styleId", "")] = Style(name, value(w, style, "basedOn") or "", list_id, level, outline)
    return found


def settings(w: str, properties) -> tuple[str | None, int | None, int | None]:
    """numId, ilvl and outline level of a w:pPr (or None)."""
    if properties is None:
        return None, None, None
    number = properties.find(f"{w}numPr")
    outline = integer(value(w, properties, "outlineLvl"))
    if number is None:
        return None, None, outline
    return value(w, number, "numId"), integer(value(w, number, "ilvl")), outline


def _level(w: str, level) -> Level:
    legal = level.find(f"{w}isLgl")
    return Level(
        format=value(w, level, "numFmt") or "decimal",
        text=value(w, level, "lvlText") or "",
        start=_or(integer(value(w, level, "start")), 0),
        style=value(w, level, "pStyle") or "",
        restart=integer(value(w, level, "lvlRestart")),
        legal=legal is not None and legal.get(f"{w}val", "1") not in ("0", "false", "off"),
        suffix="" if value(w, level, "suff") == "nothing" else " ",
    )


def _or(number: int | None, otherwise: int) -> int:
    return otherwise if number is None else number


def value(w: str, node, name: str) -> str | None:
    """The w:val of a child element, or None."""
    child = node.find(f"{w}{name}")
    return None if child is None else child.get(f"{w}val")


def integer(text: str | None) -> int | None:
    """A whole number of at most nine digits, or None."""
    return int(text) if text is not None and re.fullmatch(r"[+-]?\d{1,9}", text.strip()) else None
