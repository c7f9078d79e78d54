"""How often concepts stand in the sentences of the shipped drafts: what lets a rule start from its rarest word."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ..catalogue import load_catalogue
from ..languages import load
from ..model import Document
from ..pipeline import pipeline_for
from ..structure import split


def measure(texts: list[str], language: str = "en") -> dict[str, float]:
    """Share of the readable sentences of some texts that hold each concept, four decimals, sorted by name."""
    pack = load(language)
    pipeline = pipeline_for(pack, load_catalogue(None))
    counted: Counter[str] = Counter()
    sentences = 0
    for text in texts:
        document = Document.of_text("t", text)
        reading = pipeline(document, split(document, pack))
        for passage in reading.passages:
            if passage.read:
                sentences += 1
                counted.update({reading.concepts[code >> 1] for code in passage.codes})
    return {name: round(counted[name] / max(1, sentences), 4) for name in sorted(pack.concepts)}


def write(folder: Path, shares: dict[str, float]) -> Path:
    """Writes ``frequency.toml`` of a language pack's folder."""
    path = folder / "frequency.toml"
    lines = ["# Share of sentences of the shipped drafts that hold a concept: measured, not written. It only orders work.", "[share]"]
    path.write_text("\n".join([*lines, *(f"{name} = {share}" for name, share in shares.items())]) + "\n", encoding="utf-8")
    return path
