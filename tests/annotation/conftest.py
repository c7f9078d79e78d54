"""A small checkout of its own for every test: two drafts, two readers, a clause bank."""

import json

import pytest
from small_checkout import AMNESTY, GIRLS, OTHER, RECRUIT, RELEASE, SCHOOLS, TEXT, labelled, put


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
