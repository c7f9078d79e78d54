"""Measured quality does not sink unnoticed: floors stand a little below what was measured, and say so.

Held-apart drafts (``annotations/splits.toml``): 16 invented drafts of which nobody who wrote rules or trained models read a line.
"""

from pathlib import Path

import pytest

from agreement_scan.annotation.data import MEASURING, STRENGTH, drafts, measuring_drafts
from agreement_scan.annotation.segments import alone, quiet
from agreement_scan.model import FOUND, Document, Page
from agreement_scan.options import Options
from agreement_scan.scan import scan_document

ROOT = Path(__file__).parents[2]
SHARED = ROOT / ".." / "shared"

# Measured with the shipped model; see README, Limits. Floors are two points below.
MEASURED = {"on": 0.825, "off": 0.608}
# The same of drafts of other hands, with the classifier.
MEASURED_ELSEWHERE = {"fresh": 0.746, "contrast": 0.621}


def document_f1(split, model):
    """Document-level F1 over all statuses: provision and status must both be right."""
    right = said = there = 0
    for draft in measuring_drafts(ROOT, split) if split in MEASURING else drafts(ROOT, split):
        document = Document(draft.name, "text/plain", "", draft.text, (Page(1, 0.0, 0.0, 0, len(draft.text)),))
        report = scan_document(document, Options(profile=draft.profile, model=model))
        got = {a.provision: a.status for a in report.assessments if a.status in STRENGTH}
        right += sum(draft.expected.get(p) == s for p, s in got.items())
        said += len(got)
        there += len(draft.expected)
    precision, recall = right / said, right / there
    return 2 * precision * recall / (precision + recall)


@pytest.mark.parametrize("model", ["on", "off"])
def test_held_apart_drafts(model):
    assert document_f1("held-apart", model) >= MEASURED[model] - 0.02


@pytest.mark.parametrize("split", MEASURED_ELSEWHERE)
def test_drafts_of_other_hands(split):
    assert document_f1(split, "on") >= MEASURED_ELSEWHERE[split] - 0.02


def test_the_classifier_earns_its_place():
    assert document_f1("held-apart", "on") > document_f1("held-apart", "off")


# Statuses found in the three drafts that hold nothing but false friends, where none is right: still too many, and no more than this.
EMPTY_MEASURED = {"11-corran-sound-armistice": 0, "24-senuka-settlement": 8, "39-ulmeric-status-of-mission": 2}


@pytest.mark.parametrize("name", EMPTY_MEASURED)
def test_drafts_of_false_friends(name):
    (draft,) = [d for d in drafts(ROOT) if d.name == name]
    assert not draft.labels
    document = Document(draft.name, "text/plain", "", draft.text, (Page(1, 0.0, 0.0, 0, len(draft.text)),))
    report = scan_document(document, Options(profile=draft.profile))
    assert sum(a.status in FOUND for a in report.assessments) <= EMPTY_MEASURED[name]


def test_real_segments_without_child_or_amnesty_words_stay_quiet():
    path = SHARED / "corpora" / "provisions.jsonl"
    if not path.is_file():
        pytest.skip("the real provisions are not at hand (../shared/corpora/provisions.jsonl)")
    plain, found = quiet(path), 0
    for text in plain:
        found += sum(f.status in FOUND for f in scan_document(alone(text), Options(profile="peace-agreement", language="en")).findings)
    assert 1000 * found / len(plain) <= 2  # measured 1.8: two on a clause on persons under eighteen, one on the prosecution of war crimes
