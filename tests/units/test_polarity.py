"""Negation scope and modality on single sentences. Marked words: -word- stands under a negation, +word+ is affirmed."""

import re

import pytest

from agreement_scan.catalogue import load_catalogue
from agreement_scan.languages import load
from agreement_scan.model import Document, Page
from agreement_scan.pipeline import pipeline_for
from agreement_scan.structure import split

MARK = re.compile(r"([-+])(\w[\w ]*?)\1(?=\W|$)")


def read(text):
    document = Document("t", "text/plain", "", text, (Page(1, 0, 0, 0, len(text)),))
    return pipeline_for(load("en"), load_catalogue(None))(document, split(document, load("en")))


@pytest.mark.parametrize(
    "sentence",
    [
        "The Parties shall not -recruit- children.",
        "The Parties shall +recruit+ adults.",
        "No child shall be -recruited-.",
        "The Parties shall refrain from the -recruitment- of minors.",
        "The -recruitment- of children is prohibited.",
        "The Parties shall cease the -recruitment- of children and release all +minors+ in their ranks.",
        "The Front shall end -recruitment-; it shall +release+ all boys.",
        "The Parties shall +release+ children and shall not -recruit- them.",
        "Children shall be +released+ not later than thirty days after signature.",
        "Children shall be +released+ without delay.",
        "The Parties shall not only +register+ children but also +release+ them.",
        "No Party may -recruit- a child.",
        "It is forbidden to -enlist- boys.",
        "Whoever comes to the post and renounces violence shall be +released+.",
        "Those who cease -recruitment- shall +release+ every child.",
        "No one who renounces violence shall be -recruited-.",
    ],
)
def test_scope(sentence):
    wanted = [(m[2].split()[0], m[1] == "-") for m in MARK.finditer(sentence)]
    text = MARK.sub(lambda m: m[2], sentence)
    reading = read(f"Article 1\n\n{text}\n")
    hits = [h for p in reading.passages for h in p.hits]
    for word, negated in wanted:
        at = [n for n, s in enumerate(reading.starts) if reading.document.text[s : reading.ends[n]].startswith(word)]
        covering = [h for h in hits if any(h.first <= n < h.last for n in at) and reading.concepts[h.concept] in ("recruit", "release", "child", "register", "registration")]
        if word in ("register",) and not covering:
            continue
        assert covering, word
        assert {h.negated for h in covering} == {negated}, (word, sentence)


def test_negation_flows_from_the_lead_in_to_its_items():
    reading = read("Article 1\n\nThe Parties shall refrain from:\n\n(a) recruitment of children;\n\n(b) attacks.\n")
    item = next(p for p in reading.passages if reading.document.text[p.start : p.end].startswith("recruitment"))
    assert [h.negated for h in item.hits if reading.concepts[h.concept] == "recruit"] == [True]


def test_prohibition_at_the_end_of_the_lead_in_governs_the_items():
    reading = read("Article 1\n\nAll hostile acts, including the following, are prohibited:\n\n(a) recruitment of children;\n")
    item = next(p for p in reading.passages if reading.document.text[p.start : p.end].startswith("recruitment"))
    assert [h.negated for h in item.hits if reading.concepts[h.concept] == "recruit"] == [True]


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("The Parties shall release all children.", "obligation"),
        ("The Parties undertake to release all children.", "obligation"),
        ("The Parties should release all children.", "aspiration"),
        ("The Parties shall endeavour to release all children.", "aspiration"),
        ("The Parties shall release children as far as possible.", "aspiration"),
        ("The Parties may release children.", "permission"),
        ("No Party may recruit children.", "obligation"),
        ("A Party may not recruit children.", "obligation"),
        ("All children leave the camps on Monday.", "statement"),
    ],
)
def test_modality(sentence, modality):
    reading = read(f"Article 1\n\n{sentence}\n")
    assert reading.passages[-1].modality == modality


def test_item_takes_the_modality_of_its_lead_in():
    reading = read("Article 1\n\nThe Parties shall endeavour to:\n\n(a) release all children;\n")
    assert reading.passages[-1].modality == "aspiration"
