"""Labels without text: what may be shared of drafts that may not.

One JSON object a line: ``document`` (a name for people), ``sha256`` of the text (UTF-8, line ends "\\n"), ``unit`` (code points), ``start``, ``end``,
``provision``, ``status``, ``lead_start``/``lead_end`` (or null), ``quote_sha256``, ``annotator``. The hash of the words shows at resolving that
the place is right without giving the words away; short quotations could be guessed, so labels carry sentences or list items.
A document without labels stands as one line without a provision.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..errors import UsageError
from .data import Label, LabelledDraft, document_statuses
from .validate import sha256

UNIT = "code points"


def lines_of(draft: LabelledDraft, annotator: str) -> list[str]:
    """A labelled draft as standoff lines, by place. Nothing of the text is in them."""
    head: dict[str, Any] = {"document": draft.name, "sha256": sha256(draft.text), "profile": draft.profile, "language": draft.language, "unit": UNIT}
    lines = []
    for x in sorted(draft.labels, key=lambda x: (x.start, x.end, x.provision)):
        lead = draft.text.rfind(x.lead, 0, x.start + 1) if x.lead else -1
        if x.lead and lead < 0:
            lead = draft.text.find(x.lead)
        lines.append(json.dumps(head | {
            "start": x.start, "end": x.end, "provision": x.provision, "status": x.status, "lead_start": lead if x.lead else None,
            "lead_end": lead + len(x.lead) if x.lead else None, "quote_sha256": sha256(x.quote), "annotator": annotator,
        }))  # fmt: skip
    return lines or [json.dumps(head | {"annotator": annotator})]


def resolve(lines: Iterable[str], folder: Path) -> tuple[list[LabelledDraft], list[str]]:
    """Drafts of a standoff file with the texts of a folder, found by hash; and the names of those whose text is not there.

    Raises UsageError for a line that is no label, a foreign unit, or words that are not those that were labelled.
    """
    texts = {}
    for path in sorted(folder.glob("**/*.txt")):
        text = path.read_text(encoding="utf-8")
        texts[sha256(text)] = text
    heads: dict[str, dict[str, Any]] = {}
    labels: dict[str, list[Label]] = {}
    missing: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            name, text = entry["document"], texts.get(entry["sha256"])
            if entry["unit"] != UNIT:
                raise UsageError(f"Line {number}: offsets are in {entry['unit']}, not {UNIT}.", "Convert them first.")
            if text is None:
                missing += [name] if name not in missing else []
                continue
            heads.setdefault(name, entry)
            labels.setdefault(name, [])
            if "provision" in entry:
                quote = text[entry["start"] : entry["end"]]
                if sha256(quote) != entry["quote_sha256"]:
                    raise UsageError(f"Line {number}: the words of {name} at {entry['start']}–{entry['end']} are not those that were labelled.", "The offsets were changed.")
                lead = text[entry["lead_start"] : entry["lead_end"]] if entry["lead_start"] is not None else ""
                labels[name].append(Label(entry["provision"], entry["status"], entry["start"], entry["end"], quote, lead, "", ""))
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"Line {number} is no standoff label ({type(error).__name__}: {error}).", "See annotations/README.md.") from None
    drafts = [
        LabelledDraft(name, texts[head["sha256"]], head.get("profile", ""), tuple(labels[name]), document_statuses(labels[name]), "standoff", head.get("language", "en"))
        for name, head in heads.items()
    ]
    return drafts, missing
