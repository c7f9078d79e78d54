"""Every kind of fault is planted once and must be named; sound data is silent."""

import json

import pytest
from small_checkout import OTHER, RELEASE, TEXT, labelled, put

from agreement_scan.annotation.validate import first_difference, record, validate

PROVISIONS = {"release.unconditional", "recruit.cease", "girls.explicit-inclusion", "amnesty.no-blanket", "schools.protected"}


def messages(checkout, severity="error"):
    return [p.message for p in validate(checkout, [checkout / "annotations/gold"], PROVISIONS) if p.severity == severity]


def test_sound_data_is_silent(checkout):
    record(checkout)
    assert validate(checkout, [checkout / "annotations/gold", checkout / "annotations/readings/b"], PROVISIONS) == []


@pytest.mark.parametrize(
    ("labels", "statuses", "message"),
    [
        ([(*RELEASE[:2], "The Parties shall release all minors unconditionally.", None)], {}, "'release all '... no"),
        ([("release.nothing", *RELEASE[1:])], {"release.nothing": "present"}, "no provision 'release.nothing'"),
        ([(RELEASE[0], "good", *RELEASE[2:])], {}, "'good' is no status"),
        ([RELEASE, RELEASE], {RELEASE[0]: "present"}, "labelled 2 times"),
        ([RELEASE], {RELEASE[0]: "weak"}, "do not follow from the labels"),
        ([(*RELEASE[:3], "Neither Side shall:")], {}, "lead-in is not in the text"),
    ],
)
def test_faults_of_labels(checkout, labels, statuses, message):
    put(checkout / "annotations/gold/one.json", labelled("one", labels, statuses))
    found = messages(checkout)
    assert len(found) == 1
    if "..." in message:
        assert "the text has 'children unc', the quotation 'minors uncon'" in found[0]
    else:
        assert message in found[0]


def test_ids_and_missing_texts(checkout):
    put(checkout / "annotations/gold/one.json", labelled("eins", [RELEASE]))
    put(checkout / "annotations/gold/three.json", labelled("three", []))
    assert [m for m in messages(checkout) if "id is 'eins'" in m] and "there is no text of this name" in messages(checkout)


def test_a_quotation_that_stands_twice_is_a_warning(checkout):
    put(checkout / "annotations/gold/two.json", labelled("two", [("schools.protected", "weak", "Every unit", None)]))
    assert messages(checkout) == []
    record(checkout)
    assert messages(checkout, "warning") == ["the quotation stands 2 times in the text; the first is taken: 'Every unit'"]


def test_changed_texts_are_noticed(checkout):
    record(checkout)
    put(checkout / "corpora/drafts/one.txt", TEXT.replace("Article 2", "Article 3"))
    assert messages(checkout) == ["the text is not the one that was labelled (its hash differs from the recorded one)"]


def test_splits(checkout):
    put(checkout / "annotations/splits.toml", 'development = [\n "one",\n "gone",\n]\nheld-apart = [\n "one",\n]\n')
    assert set(messages(checkout)) == {"gone has no text", "two is in no split", "one is in two splits"}


def test_a_near_copy_of_a_held_apart_draft_is_a_leak(checkout):
    words = "Each commander of the eastern column walks the line before dawn and writes in a book what was seen there by whom."
    put(checkout / "corpora/drafts/two.txt", OTHER + words)
    put(checkout / "corpora/training/copy.txt", words.replace("dawn", "dawn,"))
    assert [m for m in messages(checkout) if "stand in the held-apart two" in m] == ["100% of its runs of 8 words stand in the held-apart two"]
    put(checkout / "corpora/training/copy.txt", "DEED\n\n1. Another text altogether, of herds, wells and the price of salt on the market of the town.")
    assert messages(checkout) == []


def test_a_bank_clause_from_a_held_apart_draft_is_a_leak(checkout):
    words = "Each commander of the eastern column walks the line before dawn and writes in a book."
    put(checkout / "corpora/drafts/two.txt", OTHER + words)
    entry = {"provision": "schools.protected", "status": "absent", "lead_in": "", "text": words}
    put(checkout / "annotations/clauses/schools.jsonl", json.dumps(entry) + "\n")
    assert [m for m in messages(checkout) if m.startswith("stands in the held-apart two")]


def test_the_bank_contradicting_itself(checkout):
    entry = {"provision": "schools.protected", "status": "weak", "lead_in": "", "text": "Schools stay open."}
    put(checkout / "annotations/clauses/schools.jsonl", json.dumps(entry) + "\n" + json.dumps({**entry, "status": "present"}) + "\n")
    assert messages(checkout) == ["the same clause as clauses/schools.jsonl clause 1, with another status"]


def test_first_difference_points_at_the_character():
    assert first_difference("All children shall go.", "All children will go.") == "after 'All children ' the text has 'shall go.', the quotation 'will go.'"




def test_titles_of_conventions_are_no_leak(checkout):
    words = "Recalling the Convention on the Rights of the Child and the African Charter on the Rights and Welfare of the Child,"
    put(checkout / "corpora/drafts/two.txt", OTHER + words)
    entry = {"provision": "schools.protected", "status": "absent", "lead_in": "", "text": words}
    put(checkout / "annotations/clauses/schools.jsonl", json.dumps(entry) + "\n")
    assert messages(checkout) == []
