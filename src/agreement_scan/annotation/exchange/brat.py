"""brat standoff: NAME.txt and NAME.ann in code points. Types may not hold dots, so ``release.unconditional`` is ``release__unconditional``;
the status is an attribute, the rest a note. A span over a line end is written as fragments, one for each line."""

from __future__ import annotations

import json
import re

from ...errors import UsageError
from ..data import LabelledDraft
from . import CODE_POINTS, Files, details, draft_from, head, stem, verify

UNIT = CODE_POINTS


def dump(drafts: list[LabelledDraft]) -> Files:
    """Text and annotations of each draft, ``documents.json`` and ``annotation.conf``."""
    files = {"documents.json": (json.dumps([head(d, UNIT) for d in drafts], ensure_ascii=False, indent=1) + "\n").encode("utf-8")}
    types = sorted({x.provision.replace(".", "__") for d in drafts for x in d.labels})
    conf = ["[entities]", *types, "", "[relations]", "", "[events]", "", "[attributes]", "Status\tArg:<ENTITY>, Value:present|weak|contrary", ""]
    files["annotation.conf"] = "\n".join(conf).encode("utf-8")
    for draft in drafts:
        lines = []
        for n, x in enumerate(draft.labels, 1):
            parts = _fragments(draft.text, x.start, x.end)
            words = " ".join(draft.text[s:e] for s, e in parts)
            lines.append(f"T{n}\t{x.provision.replace('.', '__')} {';'.join(f'{s} {e}' for s, e in parts)}\t{words}")
            lines.append(f"A{n}\tStatus T{n} {x.status}")
            lines.append(f"#{n}\tAnnotatorNotes T{n}\t{json.dumps(details(x))}")
        files[f"{draft.name}.txt"] = draft.text.encode("utf-8")
        files[f"{draft.name}.ann"] = "".join(f"{line}\n" for line in lines).encode("utf-8")
    return files


def _fragments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+", text[start:end])]


def load(files: Files) -> list[LabelledDraft]:
    """Every text that has an annotation file."""
    heads = {h["id"]: h for h in json.loads(files["documents.json"])} if "documents.json" in files else {}
    found = []
    for name in sorted(f for f in files if f.endswith(".ann")):
        key = stem(name)
        text = files[name.removesuffix(".ann") + ".txt"].decode("utf-8")
        spans: dict[str, list[tuple[int, int]]] = {}
        types: dict[str, str] = {}
        status: dict[str, str] = {}
        notes: dict[str, dict[str, str]] = {}
        for line in files[name].decode("utf-8").split("\n"):
            cells = line.split("\t")
            if line.startswith("T"):
                kind, _, places = cells[1].partition(" ")
                parts = [tuple(map(int, p.split())) for p in places.split(";")]
                spans[cells[0]], types[cells[0]] = parts, kind.replace("__", ".")  # type: ignore[assignment]
                if " ".join(text[s:e] for s, e in parts) != cells[2]:
                    verify(text, parts[0][0], parts[-1][1], cells[2], f"{key}: {cells[0]}")
            elif line.startswith("A"):
                _, target, value = cells[1].split(" ")
                status[target] = value
            elif line.startswith("#"):
                notes[cells[1].split(" ")[1]] = json.loads(cells[2])
        missing = sorted(set(spans) - set(status))
        if missing:
            raise UsageError(f"{key}: {missing[0]} has no Status.", "Give every span the attribute Status: present, weak or contrary.")
        made = []
        for mark, parts in spans.items():
            start, end = parts[0][0], parts[-1][1]
            extra = notes.get(mark, {})
            if extra.get("quote"):  # fragments leave out line ends at the edges of a quotation
                quote = extra["quote"]
                lead = len(quote) - len(quote.lstrip("\r\n\t\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
                if text[start - lead : start - lead + len(quote)] == quote:
                    start, end = start - lead, start - lead + len(quote)
            made.append((start, end, f"{types[mark]}|{status[mark]}", extra))
        found.append(draft_from(heads.get(key, {"id": key}), text, made, UNIT))
    return found
