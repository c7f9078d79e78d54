"""Segments that should stay silent: which they are, and how findings in them are counted."""

import json

import pytest

from agreement_scan.annotation.segments import alone, false_findings, quiet
from agreement_scan.errors import UsageError
from agreement_scan.model import Document


def test_only_texts_without_the_subject_are_kept(tmp_path):
    texts = ["The line runs along the river.", "Children shall be released.", "An amnesty is granted.", "Boys and girls go to school.", "A minor change.", "The tax is paid yearly."]
    path = tmp_path / "segments.jsonl"
    path.write_text("".join(json.dumps({"text": t}) + "\n" for t in texts))
    assert quiet(path) == ["The line runs along the river.", "The tax is paid yearly."]


@pytest.mark.parametrize("content", ["no json", '{"words": "x"}', "[1]"])
def test_another_kind_of_file_is_refused(tmp_path, content):
    path = tmp_path / "other.jsonl"
    path.write_text(content)
    with pytest.raises(UsageError, match=r"other\.jsonl"):
        quiet(path)


def test_findings_are_counted_per_thousand_for_each_system():
    seen = []

    def count(document, model):
        seen.append((document.text, model))
        return (2 if model == "on" and "hill" in document.text else 0), 1

    documents = [alone(text) for text in ("The river.", "The hill.", "The road.", "The tax.")]
    assert false_findings("real", documents, count) == {"name": "real", "segments": 4, "rules": 0.0, "both": 500.0}
    assert seen[0] == ("1. The road runs along the river.\n\n2. The river.", "off")
    assert false_findings("none", [], count) == {"name": "none", "segments": 0, "rules": 0.0, "both": 0.0}


def test_findings_of_whole_reports_are_counted_per_thousand_clauses():
    def count(document, model):
        return (3 if model == "on" else 0), len(document.text.split("."))

    documents = [Document.of_text("a", "One. Two. Three"), Document.of_text("b", "One. Two. Three. Four. Five")]
    assert false_findings("reports", documents, count) == {"name": "reports", "segments": 8, "rules": 0.0, "both": 750.0}
