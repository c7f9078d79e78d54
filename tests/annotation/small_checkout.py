"""The two drafts of the small checkout that tests work in, and their labels."""

import json

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
