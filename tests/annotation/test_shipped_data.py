"""The labelled data of the repository keep what their datasheet and guidelines say."""

import re
from pathlib import Path

from agreement_scan.annotation import data
from agreement_scan.annotation.validate import validate
from agreement_scan.catalogue import load_catalogue

ROOT = Path(__file__).parents[2]


def test_no_errors_in_the_shipped_labels():
    folders = [ROOT / "annotations" / f for f in ("gold", "readings/a", "readings/b", "training")]
    assert [p for p in validate(ROOT, folders, set(load_catalogue(None).provisions)) if p.severity == "error"] == []


def test_every_draft_is_in_one_split_and_adjudicated():
    names = data.splits(ROOT)
    assert {s for s in names.values()} == {"development", "held-apart"}
    assert [d.name for d in data.drafts(ROOT)] == sorted(names)
    assert {n for n, s in names.items() if s == "held-apart"} == {n for n in names if int(n[:2]) % 3 == 0}


def test_the_guidelines_speak_of_provisions_and_examples_there_are():
    text = (ROOT / "annotations" / "GUIDELINES.md").read_text(encoding="utf-8")
    catalogue = load_catalogue(None)
    named = set(re.findall(r"`([a-z]+\.[a-z-]+)`", text))
    assert len(named) > 25 and named <= set(catalogue.provisions)
    quoted = re.findall(r'^> "(.+?)"', text, re.M)
    examples = {e.text for p in catalogue.provisions.values() for e in p.examples}
    assert len(quoted) == 4 and set(quoted) <= examples


def test_standoff_files_hold_no_words():
    for path in (ROOT / "annotations" / "standoff").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            values = re.sub(r'"(document|sha256|profile|language|unit|provision|status|quote_sha256|annotator)": "[^"]{1,80}"', "", line)
            assert not re.search(r": \"", values), line
