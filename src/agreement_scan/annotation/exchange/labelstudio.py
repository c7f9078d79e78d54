"""Label Studio JSON: tasks with results whose offsets count UTF-16 units, as JavaScript does."""

from __future__ import annotations

import json

from ..data import LabelledDraft
from . import UTF16, Files, details, draft_from, from_utf16, head, named, point, to_utf16

UNIT = UTF16


def dump(drafts: list[LabelledDraft]) -> Files:
    """``tasks.json`` and the labelling configuration ``config.xml``."""
    tasks = []
    for number, draft in enumerate(drafts, 1):
        units = to_utf16(draft.text)
        results = [
            {
                "id": f"{number}-{n}", "from_name": "label", "to_name": "text", "type": "labels",
                "value": {"start": units[x.start], "end": units[x.end], "text": x.quote, "labels": [named(x)]}, "meta": details(x),
            }
            for n, x in enumerate(draft.labels, 1)
        ]  # fmt: skip
        tasks.append({"id": number, "data": {"text": draft.text, **head(draft, UNIT)}, "annotations": [{"result": results}]})
    names = sorted({named(x) for d in drafts for x in d.labels})
    config = ['<View style="white-space: pre-wrap">', ' <Labels name="label" toName="text">', *(f'  <Label value="{n}"/>' for n in names), " </Labels>"]
    config += [' <Text name="text" value="$text"/>', "</View>", ""]
    return {"tasks.json": (json.dumps(tasks, ensure_ascii=False, indent=1) + "\n").encode("utf-8"), "config.xml": "\n".join(config).encode("utf-8")}


def load(files: Files) -> list[LabelledDraft]:
    """The first annotation of every task."""
    found = []
    for name, data in sorted(files.items()):
        if not name.endswith(".json"):
            continue
        for task in json.loads(data):
            text, spans = task["data"]["text"], []
            offsets = from_utf16(text)
            for entry in task["annotations"][0]["result"] if task["annotations"] else []:
                value = entry["value"]
                start, end = (point(offsets, value[k], f"{task['data']['id']}: {value['labels'][0]}") for k in ("start", "end"))
                spans += [(start, end, label, {"quote": value.get("text"), **entry.get("meta", {})}) for label in value["labels"]]
            found.append(draft_from(task["data"], text, spans, UNIT))
    return found
