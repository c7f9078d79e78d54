"""Reviewers joined: the figures by hand, the conflicts, and what cannot be joined."""

import copy
import json

import pytest
from reviewed_drafts import Line, annotation, file_of, report, undo

from agreement_scan.errors import UsageError
from agreement_scan.review import loads, merge


@pytest.fixture
def fifty():
    """A draft with fifty findings."""
    return report([Line(f"c{n}", f"The Party number {n} releases the children whom it holds in the district number {n}.", 0, (("release.all-children", "present"),)) for n in range(50)])[0]


def history(made, entries, name="a.json"):
    return loads(file_of(made, entries), name)


def decided(made, by, verbs):
    return history(made, [annotation(made, verb, finding=f, by=by) for f, verb in zip(made.findings, verbs, strict=False)], f"{by}.json")


def test_kappa_of_the_textbook(fifty):
    """Fifty proposals read twice: both yes 20, both no 15, 5 and 10 apart: 70 % alike, kappa 0.4."""
    first = ["accepted"] * 25 + ["rejected"] * 25
    second = ["accepted"] * 20 + ["rejected"] * 5 + ["accepted"] * 10 + ["rejected"] * 15
    done = merge([decided(fifty, "Ana", first), decided(fifty, "Ben", second)])
    (pair,) = done.pairs
    assert (pair.first, pair.second, pair.units, pair.agreed, pair.percentage, pair.kappa) == ("Ana", "Ben", 50, 35, 70.0, 0.4)
    assert len(done.conflicts) == 15 and done.conflicts[0].codes == (("Ana", "present"), ("Ben", "rejected"))


def test_where_nothing_varies_kappa_is_not_defined(fifty):
    (pair,) = merge([decided(fifty, "Ana", ["accepted"] * 9), decided(fifty, "Ben", ["accepted"] * 5)]).pairs
    assert (pair.units, pair.percentage, pair.kappa) == (5, 100.0, None)


def test_reviewers_of_different_places_share_no_unit(fifty):
    a = history(fifty, [annotation(fifty, "accepted", finding=fifty.findings[0])])
    b = history(fifty, [annotation(fifty, "rejected", finding=fifty.findings[1], by="Ben")])
    done = merge([a, b])
    assert (done.pairs[0].units, done.pairs[0].percentage, done.pairs[0].kappa, done.conflicts) == (0, None, None, ())


def test_accepting_and_correcting_to_the_same_status_agree(fifty):
    f = fifty.findings[0]
    a = history(fifty, [annotation(fifty, "corrected", status="weak", finding=f)])
    b = history(fifty, [annotation(fifty, "corrected", status="weak", finding=f, by="Ben")])
    c = history(fifty, [annotation(fifty, "unsure", finding=f, by="Cem")])
    done = merge([a, b, c])
    assert [(p.first, p.second, p.agreed) for p in done.pairs] == [("Ana", "Ben", 1), ("Ana", "Cem", 0), ("Ben", "Cem", 0)]
    assert [code for _, code in done.conflicts[0].codes] == ["weak", "weak", "unsure"]


def test_added_words_that_overlap_are_one_place(fifty):
    a = history(fifty, [annotation(fifty, "added", status="weak", provision="recruit.cease", words="number 7 releases the children")])
    b = history(fifty, [annotation(fifty, "added", status="present", provision="recruit.cease", words="releases the children whom it holds in the district number 7", by="Ben")])
    c = history(fifty, [annotation(fifty, "added", status="present", provision="girls.specific-needs", words="number 7 releases", by="Cem")])
    assert len(merge([a, b]).conflicts) == 1 and merge([a, c]).conflicts == ()


def test_the_last_of_each_counts_and_the_undone_does_not(fifty):
    f = fifty.findings[0]
    wrong, right = annotation(fifty, "rejected", finding=f), annotation(fifty, "accepted", finding=f)
    other = annotation(fifty, "accepted", finding=f, by="Ben")
    assert merge([history(fifty, [wrong, right]), history(fifty, [other])]).conflicts == ()
    assert len(merge([history(fifty, [right, wrong]), history(fifty, [other])]).conflicts) == 1
    assert merge([history(fifty, [right, wrong, undo(wrong)]), history(fifty, [other])]).conflicts == ()


def test_a_settled_conflict_is_closed_but_stays_in_the_figures(fifty):
    f = fifty.findings[0]
    a, b = annotation(fifty, "accepted", finding=f), annotation(fifty, "rejected", finding=f, by="Ben")
    judge = annotation(fifty, "rejected", finding=f, by="Cem", revises=[a["id"], b["id"]])
    done = merge([history(fifty, [a, b, judge])])
    assert done.conflicts == () and next(p for p in done.pairs if p.second == "Ben").agreed == 0


def test_what_is_written_can_be_read_and_joined_again(fifty):
    a = history(fifty, [annotation(fifty, "accepted", finding=f) for f in fifty.findings[:3]])
    b = history(fifty, [annotation(fifty, "rejected", finding=f, by="Ben") for f in fifty.findings[:3]])
    written = merge([a, b]).dump()
    again = loads(written, "ab.json")
    assert [e.id for e in again.entries] == [e.id for e in (*a.entries, *b.entries)]  # made in this order, and joined by time
    assert merge([again, a]).dump() == merge([again]).dump() == written == merge([b, a]).dump()
    content = json.loads(written)
    assert content["agreement"] == [{"reviewers": ["Ana", "Ben"], "units": 3, "agreed": 0, "percentage": 0.0, "kappa": 0.0}]
    assert [c["entries"] for c in content["conflicts"]] == [[x.id, y.id] for x, y in zip(a.entries, b.entries, strict=True)]


def test_a_clock_that_went_back_does_not_turn_a_history_round(fifty):
    f = fifty.findings[0]
    late, early = annotation(fifty, "accepted", finding=f), annotation(fifty, "rejected", finding=f)
    late["created"], early["created"] = "2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z"
    done = merge([history(fifty, [late, early]), history(fifty, [annotation(fifty, "rejected", finding=f, by="Ben")])])
    assert done.conflicts == ()


def test_files_of_different_texts_are_not_joined(fifty, made):
    with pytest.raises(UsageError, match="another text"):
        merge([history(fifty, []), history(made, [], "b.json")])


def test_one_id_with_two_contents_is_found_out(fifty):
    entry = annotation(fifty, "accepted", finding=fifty.findings[0])
    other = copy.deepcopy(entry)
    other["body"]["decision"] = "rejected"
    with pytest.raises(UsageError, match="stands in another file with other content"):
        merge([history(fifty, [entry]), history(fifty, [other], "b.json")])
