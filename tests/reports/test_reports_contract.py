"""What holds for every format, and the two contracts others build on: JSON and CSV."""

import csv
import io
import json
import re
from dataclasses import replace
from importlib.resources import files

import jsonschema
import made_up
import pytest

from agreement_scan.errors import UsageError
from agreement_scan.reports import FORMATS, render

SCHEMA = json.loads((files("agreement_scan.reports") / "schema" / "report-1.json").read_text("utf-8"))
# html has its own file of tests; every other format goes through the same ones, also those added later
TEXT_FORMATS = [f for f in FORMATS if f in ("terminal", "json", "jsonl", "csv", "markdown", "html")]


def test_the_name_is_the_registration():
    assert set(FORMATS) >= {"terminal", "json", "jsonl", "csv", "markdown", "html"}
    assert not [name for name in FORMATS if name.startswith("-") or name == "schema"]


def test_an_unknown_format_names_the_known_ones(report):
    with pytest.raises(UsageError) as caught:
        render(report, "docx-brief")
    assert "markdown" in caught.value.hint


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_the_same_bytes_twice(name):
    first, second = render(made_up.report(), name), render(made_up.report(), name)
    assert len(first) > 500
    assert first == second


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_no_format_calls_a_draft_compliant(name, report):
    assert b"compliant" not in render(report, name, verbose=2).lower()


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_nothing_acts_in_hostile_words(name, hostile):
    written = render(hostile, name, verbose=2).decode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]", written.replace("\r", ""))
    if name not in ("html", "json", "jsonl"):
        assert "\u2066" not in written
    if name in ("markdown", "html"):
        assert "<script>alert" not in written


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_a_redacted_report_holds_no_words_of_the_draft(name, report):
    written = render(report, name, redact=True, verbose=2).decode("utf-8")
    for words in ("without exception", "endeavour", "Oru", "Varentia", "varentia", "separate quarters", "under the age of", "delegation", "to be discussed"):
        assert words.lower() not in written.lower(), words
    assert "Article 2(b)" in written


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_every_status_and_every_notice_is_in_every_format(name, report):
    written = render(report, name).decode("utf-8").lower().replace("-", " ")
    for status in ("contrary", "absent", "weak", "unclear", "present", "not applicable", "not assessed"):
        assert status in written
    assert "page without text" in written or "the page has no text layer" in written
    assert "tracked changes" in written


def test_json_follows_its_schema_and_the_order_of_the_contract(report, hostile):
    data = json.loads(render(report, "json"))
    jsonschema.validate(data, SCHEMA)
    assert list(data) == ["schema", "run", "document", "notices", "assessments", "findings"]
    assert list(data["run"]) == ["tool", "catalogue", "language", "model", "profile", "options"]
    assert list(data["assessments"][0]) == ["provision", "kind", "in_profile", "status", "because", "findings"]
    assert data["run"]["options"] == {"classifier": "off", "profile_proposed": True}
    assert data["document"]["pages"] == 4 and data["document"]["characters"] == len(report.document.text)
    # the strength of the hostile report is not one of ours: the schema must say so, and only so
    problems = list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(json.loads(render(hostile, "json"))))
    assert [list(p.path) for p in problems] == [["findings", 0, "strength"]]


def test_the_schema_forbids_a_gap_outside_the_profile(report):
    data = json.loads(render(report, "json"))
    outside = next(a for a in data["assessments"] if not a["in_profile"])
    outside["status"] = "absent"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, SCHEMA)


def test_json_positions_are_those_of_the_text_and_zero_is_a_position(report):
    data = json.loads(render(report, "json"))
    text = report.document.text
    for f in data["findings"]:
        assert text[f["start"] : f["end"]] == f["quote"]
        for e in f["evidence"]:
            assert text[e["start"] : e["end"]]
    first = next(f for f in data["findings"] if f["id"] == "preamb01")
    assert (first["start"], first["page"], first["lead_in"]) == (0, 1, None)
    hanging = next(f for f in data["findings"] if f["id"] == "condit05")
    assert text[hanging["lead_in"]["start"] : hanging["lead_in"]["end"]] == hanging["lead_in"]["quote"]
    assert hanging["boxes"] == [[2, 72.0, 310.2, 522.4, 322.0]]


def test_hostile_words_survive_json_unchanged(hostile):
    data = json.loads(render(hostile, "json"))
    assert data["findings"][0]["quote"] == hostile.document.text[: hostile.findings[0].end]
    assert data["document"]["pages"] is None


def test_jsonl_has_a_line_for_every_record(report):
    lines = [json.loads(line) for line in render(report, "jsonl").decode().splitlines()]
    types = [line["type"] for line in lines]
    assert types == ["run", "document"] + ["notice"] * 2 + ["assessment"] * 15 + ["finding"] * 10
    assert {line["document_sha256"] for line in lines} == {report.document.sha256}
    same = json.loads(render(report, "json"))["findings"][3]
    assert {k: v for k, v in lines[-7].items() if k not in ("type", "document_sha256")} == same


def rows(data: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_csv_has_a_row_for_every_assessment_and_finding(report):
    table = rows(render(report, "csv"))
    assert len(table) == 16  # fifteen assessments, one of them with two findings
    by_id = {r["finding"]: r for r in table if r["finding"]}
    assert by_id["preamb01"]["start"] == "0" and by_id["preamb01"]["lead_in_start"] == ""
    assert by_id["releas04"]["lead_in"] == "The Parties undertake, without exception, to:"
    absent = [r for r in table if r["status"] == "absent"]
    assert len(absent) == 3 and all(r["finding"] == r["start"] == r["quote"] == "" for r in absent)
    assert [r["in_profile"] for r in table if r["provision"] == "violations.six-grave"] == ["false"]


@pytest.mark.parametrize("first", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r=1"])
def test_no_cell_of_the_csv_begins_a_formula(first, report):
    finding = replace(report.findings[0], quote=first + " shall", because=first, clause=first)
    table = rows(render(replace(report, findings=(finding, *report.findings[1:])), "csv"))
    cells = [value for row in table for value in row.values()]
    assert not [c for c in cells if c.lstrip(" ").startswith(tuple("=+-@\t\r＝"))]
    assert any(c == "'" + first.replace("\r", "\n") + " shall" for c in cells)


def test_hostile_csv_keeps_its_shape(hostile):
    table = rows(render(hostile, "csv"))
    assert len(table) == 1 and None not in table[0]
    assert table[0]["quote"].startswith("'=<script>") and table[0]["because"].startswith("'\t")
