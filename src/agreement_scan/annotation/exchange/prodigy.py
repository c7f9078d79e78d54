"""Prodigy JSONL: one task a draft, spans in code points; keys Prodigy does not know stay with the span."""

from __future__ import annotations

import json

from ..data import LabelledDraft
from . import CODE_POINTS, Files, details, draft_from, head, named

UNIT = CODE_POINTS


def dump(drafts: list[LabelledDraft]) -> Files:
    """``labels.jsonl``."""
    lines = []
    for draft in drafts:
        spans = [{"start": x.start, "end": x.end, "label": named(x), **details(x)} for x in draft.labels]
        lines.append(json.dumps({"text": draft.text, "spans": spans, "meta": head(draft, UNIT), "answer": "accept"}, ensure_ascii=False))
    return {"labels.jsonl": ("\n".join(lines) + "\n").encode("utf-8")}


def load(files: Files) -> list[LabelledDraft]:
    """Tasks that were accepted."""
    found = []
    for _, data in sorted(files.items()):
        for line in data.decode("utf-8").split("\n"):
            task = json.loads(line) if line.strip() else {"answer": "none"}
            if task.get("answer", "accept") == "accept":
                spans = [(s["start"], s["end"], s["label"], s) for s in task.get("spans") or []]
                found.append(draft_from(task["meta"], task["text"], spans, UNIT))
    return found
