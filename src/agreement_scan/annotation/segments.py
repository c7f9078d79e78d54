"""False findings on real text: single segments that speak of neither children nor amnesty should stay silent.

Such segments need no labels: whatever is found in them is found without the words that make it a matter for children. A few of the
definitions do call general clauses weak (return, humanitarian access), so that the count is an upper bound of the errors. Monitors'
reports are counted whole: they have the vocabulary, and bind nobody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..model import Document

# A plain word list, on purpose not the language pack's: what is measured must not choose what it is measured on.
_SUBJECT = re.compile(r"(?i)child|minor|juvenile|youth|young|boy|girl|infant|school|amnest|pardon|immunit|under (?:18|eighteen)")


def quiet(path: Path) -> list[str]:
    """Texts of a JSONL file (field ``text``) without a word on children or amnesty. Raises UsageError for another kind of file."""
    try:
        texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"“{path.name}” is no JSONL file of texts.", 'Each line is an object with a field "text".') from None
    return [t for t in texts if not _SUBJECT.search(t)]


def alone(text: str) -> Document:
    """A segment as a text to scan: the second paragraph of one, since no text begins with a provision."""
    return Document.of_text("segment", f"1. The road runs along the river.\n\n2. {text}")


def false_findings(name: str, documents: list[Document], count: Callable[[Document, str], tuple[int, int]]) -> dict[str, Any]:
    """Findings per 1,000 segments, by the rules and by rules and model together.

    ``count``: how many findings (present, weak, contrary) a document has, read with the model "off" or "on", and how many segments it is: 1 for a
    text read ``alone``, its clauses for a whole one that binds nobody.
    """
    found: dict[str, Any] = {}
    segments = 0
    for system, model in (("rules", "off"), ("both", "on")):
        counted = [count(document, model) for document in documents]
        segments = sum(n for _, n in counted)
        found[system] = round(1000 * sum(n for n, _ in counted) / max(1, segments), 1)
    return {"name": name, "segments": segments, **found}
