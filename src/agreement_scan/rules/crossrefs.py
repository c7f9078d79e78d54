"""References inside the text ("Articles 1 to 5", "paragraph 3.2", "this Agreement") and what stands there."""

from __future__ import annotations

import re

from .passages import Passage, Reading

_REFERENCE = re.compile(
    r"\b(?:Articles?|Arts?\.|Sections?|Clauses?|Chapters?|Points?|Rules?|Steps?|paragraphs?|Paragraphs?|articles?|sections?|clauses?|points?|Part|under|para\.?)\s+"
    r"((?:\d{1,3}(?:\.\d{1,3})*(?:\s?\([a-z0-9]{1,3}\))*|[IVX]{1,5}\b)(?:\s*(?:,|and|or|to|through|-|–|,\s*and)\s*(?:\d{1,3}(?:\.\d{1,3})*(?:\s?\([a-z0-9]{1,3}\))*|[IVX]{1,5}\b))*)"
)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX")
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_WORDED = re.compile(rf"\b(?:Parts?|Chapters?|Sections?|Points?|Articles?)\s+((?:{_WORDS})\b(?:\s*(?:,|and|or|,\s*and)\s*(?:{_WORDS})\b)*)", re.I)
_WHOLE = re.compile(r"\b(?:this|the present|these)\s+(?:Agreement|Protocol|Accord|Plan|Memorandum|Terms|Rules|Order|Edict|Decision|Declaration|Truce|Ceasefire|Cease-fire|Undertaking|Deed|Pact|Arrangement|Treaty|paper|Annex|Covenant|Compact|Communiqu[ée]|Document|Instrument|Charter|Text|Roadmap|Framework)\b", re.I)
_HERE = re.compile(r"\b(?:this|the present)\s+(?:Article|Chapter|Section|Part|paragraph|clause|point)\b", re.I)


class References:
    """Resolves references of passages to bits of what they refer to."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.document.text
        self._numbers: dict[tuple[str, str], int] = {}

    @property
    def number(self) -> dict[tuple[str, str], int]:
        """(part, "5" or "3.2") -> bits of that clause and all below it; built when the first rule asks."""
        if self._numbers:
            return self._numbers
        reading = self.reading
        below = [0] * len(reading.clauses)
        for passage in reading.passages:
            if passage.read:
                below[passage.clause.index] |= passage.own
        for clause in reversed(reading.clauses):
            if clause.parent is not None:
                below[clause.parent] |= below[clause.index]
        for clause in reading.clauses:
            for key in _keys(clause.label):
                self._numbers[clause.part, key] = self._numbers.get((clause.part, key), 0) | below[clause.index]
        self._numbers.setdefault(("", ""), 0)
        return self._numbers

    def bits(self, passage: Passage) -> int:
        """Bits of everything the passage refers to inside this text; 0 when it refers to nothing."""
        bits = 0
        part = passage.clause.part
        for match in _REFERENCE.finditer(self.text, passage.start, passage.end):
            for key in _range(match[1]):
                bits |= self.number.get((part, key), 0) or self.number.get(("", key), 0)
        for match in _WORDED.finditer(self.text, passage.start, passage.end):
            for word in re.findall(rf"\b(?:{_WORDS})\b", match[1].lower()):
                bits |= self.number.get((part, word), 0) or self.number.get(("", word), 0)
        if _WHOLE.search(self.text, passage.start, passage.end):
            bits |= self.reading.doc_bits
        if _HERE.search(self.text, passage.start, passage.end):
            bits |= passage.article
        return bits


def _keys(label: str) -> list[str]:
    """The ways a clause can be referred to: "Article 5(2)(a)" as 5(2)(a), and as 5 for the article itself."""
    worded = re.search(rf"^(?:Part|Chapter|Section|Point|Article)\s+({_WORDS})$", label, re.I)
    if worded:
        return [worded[1].lower()]
    match = re.search(r"(?:^|[ ,])((?:No\. )?(?:\d+(?:\.\d+)*|[IVX]+)(?:\s?\(\w+\))*)$", label)
    return [re.sub(r"\s", "", match[1].removeprefix("No. "))] if match else []


def _range(listed: str) -> list[str]:
    """The numbers named by "1 to 5", "2, 3 and 7(1)"."""
    keys: list[str] = []
    parts = re.split(r"\s*(,\s*and|,|\band\b|\bor\b|\bto\b|\bthrough\b|-|–)\s*", listed)
    for n in range(0, len(parts), 2):
        here = re.sub(r"\s", "", parts[n])
        joined = parts[n - 1] if n else ""
        if joined in ("to", "through", "-", "–") and keys and keys[-1].isdigit() and here.isdigit():
            keys += [str(k) for k in range(int(keys[-1]) + 1, min(int(here), int(keys[-1]) + 60) + 1)]
        elif joined in ("to", "through", "-", "–") and keys and keys[-1] in _ROMAN and here in _ROMAN:
            keys += _ROMAN[_ROMAN.index(keys[-1]) + 1 : _ROMAN.index(here) + 1]
        else:
            keys.append(here)
    return keys
