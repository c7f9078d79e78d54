"""doccano JSONL: ``label`` is a list of [start, end, name] in code points; what else a label holds goes into ``meta``, by place and name.

doccano can be set to count graphemes instead; the quotations in ``meta`` show it at import.
"""

from __future__ import annotations

import json

from ...errors import UsageError
from ..data import LabelledDraft
from . import CODE_POINTS, Files, details, draft_from, head, named

UNIT = CODE_POINTS


def dump(drafts: list[LabelledDraft]) -> Files:
    """``labels.jsonl``."""
    lines = []
    for number, draft in enumerate(drafts, 1):
        meta = head(draft, UNIT) | {"labels": {f"{x.start} {x.end} {named(x)}": details(x) for x in draft.labels}}
        label = [[x.start, x.end, named(x)] for x in draft.labels]
        lines.append(json.dumps({"id": number, "text": draft.text, "label": label, "meta": meta}, ensure_ascii=False))
    return {"labels.jsonl": ("\n".join(lines) + "\n").encode("utf-8")}


def load(files: Files) -> list[LabelledDraft]:
    """Drafts of a JSONL export. Raises UsageError where all labels of a draft stand elsewhere than before: the unit has changed."""
    found = []
    for _, data in sorted(files.items()):
        for line in data.decode("utf-8").split("\n"):
            if not line.strip():
                continue
            entry = json.loads(line)
            known = entry["meta"].get("labels", {})
            spans = [(s, e, name, known.get(f"{s} {e} {name}", {})) for s, e, name in entry["label"]]
            if len(known) > 1 and spans and not any(extra for *_, extra in spans):
                raise UsageError(f"{entry['meta']['id']}: no label stands where it stood.", "Is doccano set to count graphemes? Offsets are code points here.")
            found.append(draft_from(entry["meta"], entry["text"], spans, UNIT))
    return found
