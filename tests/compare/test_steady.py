"""The classifier reads a clause with the text around it: where no word of the clause changed, comparison does not let it change its mind."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from planted import load

from agreement_scan.compare import compare, compare_drafts
from agreement_scan.compare.steady import steadied
from agreement_scan.model import Document, Page
from agreement_scan.options import Options
from agreement_scan.reports.comparison import FORMATS, render
from agreement_scan.scan import interpret, report_of

PAIRS = {pair["name"]: pair for pair in load()}
MODEL = SimpleNamespace(name="stub", hash="0")

SAME_WORDS = (
    "an article moved to the end", "two articles change places", "list items in another order",
    "numbers in parentheses throughout an article", "a paragraph split where its sentence ends",
)  # fmt: skip
HARDLY_CHANGED = ("another style of numbers", "a paragraph split in two", "an article inserted, all renumbered, references follow", "two paragraphs become one list")


def with_model(name):
    pair = PAIRS[name]
    return compare_drafts(pair["old"].encode(), pair["new"].encode(), Options(profile=pair["profile"]), names=("old.txt", "new.txt"))


@pytest.mark.parametrize("name", SAME_WORDS)
def test_with_the_classifier_too_the_same_words_have_the_same_answers(name):
    c = with_model(name)
    assert c.new.run.model and [(x.provision, x.change) for x in c.changes if x.change != "kept"] == []


@pytest.mark.parametrize("name", HARDLY_CHANGED)
def test_with_the_classifier_too_nothing_changes_for_certain(name):
    """Here words were put in or changed, and a trial may find that they tipped an answer: it is uncertain at most."""
    assert {x.change for x in with_model(name).changes} <= {"kept", "uncertain"}


def understood(text, profile):
    document = Document("d.txt", "text/plain", "", text, (Page(1, 0, 0, 0, len(text)),))
    return replace(interpret(document, Options(profile=profile, model="off")), model=MODEL)


def tipped(name, provision, detector, text=None):
    """What is said of a provision that was seen in the old draft with a probability of 0.3 and not at all in the new one."""
    pair = PAIRS[name]
    before, after = understood(pair["old"], pair["profile"]), understood(text or pair["new"], pair["profile"])
    for candidate in before.settled:
        if candidate.provision == provision:
            candidate.detector, candidate.probability = detector, 0.3
    after = replace(after, settled=[c for c in after.settled if c.provision != provision])
    c = compare(report_of(before), report_of(after))
    assert {x.provision: x.change for x in c.changes}[provision] == "lost"
    return steadied(c, before, after)


MOVED, SCHOOLING = "an article moved to the end", "reintegration.education-livelihood"


@pytest.mark.parametrize("detector", ["model", "both"])
def test_what_only_the_classifier_read_otherwise_is_kept_and_this_is_said(detector):
    c = tipped(MOVED, SCHOOLING, detector)
    (change,) = [x for x in c.changes if x.provision == SCHOOLING]
    assert (change.change, change.old.status, change.new.status) == ("kept", "present", "present")
    assert change.new.because.startswith("The words are the same as in the old draft") and change.new.findings == change.new_findings == ()
    assert not change.old.because.startswith("The words are the same")
    (notice,) = [n for n in c.notices if n.code == "same-words"]
    assert c.old.provisions[SCHOOLING].name in notice.message
    for format in FORMATS:
        assert b"the words are the same" in render(c, format).replace(b"\n", b" ").lower()


def test_what_the_rules_alone_found_is_not_set_aside():
    c = tipped(MOVED, SCHOOLING, "rules")
    assert {x.provision: x.change for x in c.changes}[SCHOOLING] == "lost" and c.notices == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [("with schooling, health care", "with such schooling, health care"), ("Article 8. Reintegration\n\nThe Parties shall provide released children, including girls and their children, with schooling, health care and psychosocial support.\n\n", "")],
)  # fmt: skip
def test_a_clause_whose_words_changed_is_not_set_aside(before, after):
    assert PAIRS[MOVED]["new"].count(before) == 1
    c = tipped(MOVED, SCHOOLING, "both", PAIRS[MOVED]["new"].replace(before, after))
    assert {x.provision: x.change for x in c.changes}[SCHOOLING] == "lost"


def test_a_definition_that_the_rules_follow_is_not_set_aside_even_untried():
    """The clause on release has the same words; by the rules alone the definition of a child turns it contrary."""
    pair = PAIRS["age eighteen to fifteen"]
    before, after = understood(pair["old"], pair["profile"]), understood(pair["new"], pair["profile"])
    for candidate in (*before.settled, *after.settled):
        candidate.detector = "both"
    c = steadied(compare(report_of(before), report_of(after)), before, after)
    assert {x.provision: x.change for x in c.changes}["release.all-children"] == "turned-contrary"


def test_of_two_answers_the_surer_stands():
    pair = PAIRS[MOVED]
    before, after = understood(pair["old"], pair["profile"]), understood(pair["new"], pair["profile"])
    for side, status, probability in ((before, "present", 0.4), (after, "weak", 0.6)):
        for candidate in side.settled:
            if candidate.provision == SCHOOLING:
                candidate.detector, candidate.probability, candidate.status = "both", probability, status
    (change,) = [x for x in steadied(compare(report_of(before), report_of(after)), before, after).changes if x.provision == SCHOOLING]
    assert (change.change, change.old.status, change.new.status) == ("kept", "weak", "weak")
    assert change.old.because.startswith("The words are the same as in the new draft")
