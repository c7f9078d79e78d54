"""Pairs of drafts with planted edits: every planted change of status is reported, and no other."""

from collections import Counter

import pytest
from planted import load

from agreement_scan.compare import compare_drafts
from agreement_scan.options import Options
from agreement_scan.reports.comparison._story import Story

PAIRS = {pair["name"]: pair for pair in load()}


@pytest.fixture(scope="module")
def compared():
    done = {}

    def comparison(name):
        if name not in done:
            pair = PAIRS[name]
            done[name] = compare_drafts(pair["old"].encode(), pair["new"].encode(), Options(profile=pair["profile"], model="off"), names=("old.txt", "new.txt"))
        return done[name]

    return comparison


def test_there_are_enough_pairs_and_no_two_of_one_name():
    assert len(PAIRS) == len(load()) >= 40


@pytest.mark.parametrize("name", PAIRS)
def test_every_planted_change_of_status_and_no_false_one(compared, name):
    pair = PAIRS[name]
    found = {c.provision: c.change for c in compared(name).changes if c.change not in ("kept", "uncertain")}
    assert found == pair.get("changes", {})


@pytest.mark.parametrize("name", [n for n, p in PAIRS.items() if p.get("quiet")])
def test_what_changes_no_word_changes_no_answer(compared, name):
    assert [c.provision for c in compared(name).changes if c.change != "kept"] == []


@pytest.mark.parametrize("name", PAIRS)
def test_what_became_of_the_clauses(compared, name):
    counts = Counter(r for pair in compared(name).pairs for r in pair.relations if r != "unchanged")
    assert counts == PAIRS[name]["clauses"]


@pytest.mark.parametrize("name", [n for n, p in PAIRS.items() if "words" in p])
def test_the_words_that_made_the_difference(compared, name):
    comparison = compared(name)
    told = {c.provision: Story(comparison).entry(c).reasons for c in comparison.changes}
    for provision, sentence in PAIRS[name]["words"].items():
        assert any(reason.startswith(sentence) for reason in told[provision]), told[provision]


@pytest.mark.parametrize("name", PAIRS)
def test_every_clause_stands_in_one_pair_and_every_edit_in_its_clause(compared, name):
    c = compared(name)
    assert sorted(i for p in c.pairs for i in p.old) == list(range(len(c.old.clauses)))
    assert sorted(j for p in c.pairs for j in p.new) == list(range(len(c.new.clauses)))
    for pair in c.pairs:
        for edit in pair.edits:
            for report, clauses, (start, end) in ((c.old, pair.old, edit.old), (c.new, pair.new, edit.new)):
                assert any(report.clauses[i].start <= start <= end <= report.clauses[i].end for i in clauses)


@pytest.mark.parametrize("name", PAIRS)
def test_undoing_the_decisive_words_is_undoing_the_change(compared, name):
    """A reason is called decisive only where the words differ at all, and a change for certain always has a reason."""
    c = compared(name)
    for change in c.changes:
        assert change.reasons or change.change == "kept"
        for reason in change.reasons:
            if reason.decisive and reason.edit is not None:
                assert c.old.document.text[slice(*reason.edit.old)] != c.new.document.text[slice(*reason.edit.new)]


@pytest.mark.parametrize("name", ["a carve-out put in", "an annex dropped", "a lead-in made hopeful"])
def test_backwards_the_changes_turn_round(name):
    """What was lost is new the other way round, what was weakened is strengthened, what turned contrary is cured."""
    pair = PAIRS[name]
    other = {"lost": "new", "new": "lost", "weakened": "strengthened", "cured": "turned-contrary"}
    c = compare_drafts(pair["new"].encode(), pair["old"].encode(), Options(profile=pair["profile"], model="off"), names=("new.txt", "old.txt"))
    assert {x.provision: x.change for x in c.changes if x.change not in ("kept", "uncertain")} == {p: other[k] for p, k in pair["changes"].items()}


def test_where_it_is_not_tried_which_words_decided_this_is_said(monkeypatch):
    from agreement_scan.compare import trials

    monkeypatch.setattr(trials, "MOST_CHARACTERS", 100)
    pair = PAIRS["age eighteen to fifteen"]
    c = compare_drafts(pair["old"].encode(), pair["new"].encode(), Options(profile=pair["profile"], model="off"), names=("old.txt", "new.txt"))
    assert [n.code for n in c.notices] == ["not-tried"]
    reasons = {x.provision: x.reasons for x in c.changes if x.change == "turned-contrary"}
    assert not any(r.decisive for found in reasons.values() for r in found)
    # the evidence tells of the words in the finding's own clause; of the definition that changed elsewhere it can only say where
    assert "age-under-18" in reasons["def.child-under-18"][0].concepts
    assert [r.kind for r in reasons["release.all-children"]] == ["elsewhere"]
