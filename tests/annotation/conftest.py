"""A small checkout of its own for every test: two drafts, two readers, a clause bank."""

import json

import pytest

TEXT = """TRUCE OF THE TWO VALLEYS

Article 1. Children

1. The Parties shall release all children unconditionally.

2. Neither Party shall:

(a) recruit any child;

(b) hold “weddings” 𝒜 of girls.

Article 2. Amnesty

A general amnesty is granted to all fighters.
"""
OTHER = """ORDER OF THE DAY

1. Every unit shall keep out of schools.

2. Every unit should try to let boys go home.
"""

RELEASE = ("release.unconditional", "present", "The Parties shall release all children unconditionally.", None)
RECRUIT = ("recruit.cease", "present", "recruit any child;", "Neither Party shall:")
GIRLS = ("girls.explicit-inclusion", "weak", "hold “weddings” 𝒜 of girls.", "Neither Party shall:")
AMNESTY = ("amnesty.no-blanket", "contrary", "A general amnesty is granted to all fighters.", None)
SCHOOLS = ("schools.protected", "weak", "Every unit shall keep out of schools.", None)


def labelled(name, labels, statuses=None):
    entries = [{"provision": p, "status": s, "clause": "", "quote": q, "lead": lead, "why": "because"} for p, s, q, lead in labels]
    return {
        "id": name, "profile": "ceasefire", "language": "en", "synthetic": True, "labels": entries,
        "expected_document_status": statuses if statuses is not None else {p: s for p, s, _, _ in labels},
    }  # fmt: skip


def put(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")


@pytest.fixture
def checkout(tmp_path):
    put(tmp_path / "corpora/drafts/one.txt", TEXT)
    put(tmp_path / "corpora/drafts/two.txt", OTHER)
    (tmp_path / "corpora/training").mkdir()
    put(tmp_path / "annotations/splits.toml", 'development = [\n  "one",\n]\nheld-apart = [\n  "two",\n]\n')
    for folder in ("gold", "readings/a"):
        put(tmp_path / f"annotations/{folder}/one.json", labelled("one", [RELEASE, RECRUIT, GIRLS, AMNESTY]))
        put(tmp_path / f"annotations/{folder}/two.json", labelled("two", [SCHOOLS]))
    weaker = (AMNESTY[0], "weak", *AMNESTY[2:])
    put(tmp_path / "annotations/readings/b/one.json", labelled("one", [RELEASE, RECRUIT, weaker]))
    put(tmp_path / "annotations/clauses/release.jsonl", json.dumps({"provision": "release.unconditional", "status": "present", "lead_in": "", "text": "All children go home."}) + "\n")
    return tmp_path
