"""Reviewers' decisions become training clauses; nothing else does."""

import json

import pytest

from agreement_scan.annotation.data import LabelledClause, read_clauses
from agreement_scan.annotation.decisions import as_jsonl, clauses_of
from agreement_scan.errors import UsageError

PROVISIONS = {"release.unconditional", "recruit.cease"}


def decision(decision, quote, provision="release.unconditional", status="present", by="Ana", **more):
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "creator": {"type": "Person", "name": by}, "created": "2026-01-01T00:00:00Z",
        "body": {"type": "TextualBody", "decision": decision, "provision": provision, "status": status, **more},
        "target": {"selector": [{"type": "TextPositionSelector", "start": 0, "end": len(quote)}, {"type": "TextQuoteSelector", "exact": quote, "prefix": "", "suffix": ""}]},
    }  # fmt: skip


def taken(*decisions):
    return clauses_of(json.dumps({"schema": "agreement-scan/decisions/1", "decisions": list(decisions)}).encode(), "d.json", PROVISIONS)


def test_each_decision_becomes_what_it_says():
    found = taken(
        decision("accepted", "All children go home at once."),
        decision("rejected", "Prisoners go home at once."),
        decision("corrected", "They may go.", status="weak", lead_in={"quote": "As for children:"}),
        decision("added", "no child is enlisted;", "recruit.cease", lead_in="The Parties agree that"),
        decision("unsure", "Perhaps."),
    )
    assert set(found.clauses) == {
        LabelledClause("release.unconditional", "present", "", "All children go home at once.", "reviewed"),
        LabelledClause("release.unconditional", "absent", "", "Prisoners go home at once.", "reviewed"),
        LabelledClause("release.unconditional", "weak", "As for children:", "They may go.", "reviewed"),
        LabelledClause("recruit.cease", "present", "The Parties agree that", "no child is enlisted;", "reviewed"),
    }
    assert found.unsure == 1 and found.conflicts == ()


def test_the_last_decision_of_a_reviewer_counts():
    assert [c.status for c in taken(decision("accepted", "x y"), decision("rejected", "x y")).clauses] == ["absent"]
    assert taken(decision("accepted", "x y"), decision("unsure", "x y")).clauses == ()


def test_reviewers_in_conflict_are_left_out_and_named():
    found = taken(decision("accepted", "x y"), decision("rejected", "x y", by="Ben"), decision("accepted", "z", by="Ben"))
    assert [c.text for c in found.clauses] == ["z"]
    assert found.conflicts == ("release.unconditional: 'x y': absent or present",)


def test_an_unsure_reviewer_does_not_outvote_a_sure_one():
    assert len(taken(decision("accepted", "x y"), decision("unsure", "x y", by="Ben")).clauses) == 1


def test_comments_are_passed_over():
    entry = decision("accepted", "x")
    entry["body"] = {"type": "TextualBody", "purpose": "commenting", "value": "why this?"}
    assert taken(entry).clauses == ()


def test_written_lines_train(tmp_path):
    path = tmp_path / "extra.jsonl"
    path.write_bytes(as_jsonl(taken(decision("accepted", "Alle « Kinder »\ngehen."), decision("rejected", "y")).clauses))
    assert [(c.status, c.text) for c in read_clauses(path)] == [("present", "Alle « Kinder »\ngehen."), ("absent", "y")]


@pytest.mark.parametrize("data", [b"[1]", b"{}", b"not json", json.dumps([decision("accepted", "x", status="good")]).encode(), json.dumps([decision("accepted", "x", "no.such")]).encode()])
def test_other_files_are_refused(data):
    with pytest.raises(UsageError):
        clauses_of(data, "d.json", PROVISIONS)
