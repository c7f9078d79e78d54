"""SARIF and JUnit: what pipelines read."""

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from agreement_scan.model import Decision
from agreement_scan.reports import render

SCHEMA = json.loads((Path(__file__).parent / "sarif-used.json").read_text("utf-8"))


def sarif(report, **options):
    data = json.loads(render(report, "sarif", **options))
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    return data["runs"][0]


def plain(report):
    """The made-up report as if its draft were a text file."""
    document = replace(report.document, media_type="text/plain", name="varentia draft 3.txt")
    return replace(report, document=document)


def test_kinds_and_levels_follow_the_statuses(report):
    run = sarif(report)
    assert [r["id"] for r in run["tool"]["driver"]["rules"]] == [a.provision for a in report.assessments]
    seen = {(r["properties"]["status"], r["kind"], r["level"]) for r in run["results"]}
    assert seen == {
        ("contrary", "fail", "error"), ("absent", "fail", "warning"), ("absent", "fail", "note"), ("weak", "review", "none"),
        ("unclear", "open", "none"), ("present", "pass", "none"), ("not-applicable", "notApplicable", "none"), ("not-assessed", "open", "none"),
    }  # fmt: skip
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert len(run["results"]) == 16  # ten findings, six provisions without one


def test_findings_are_known_by_their_id_and_gaps_by_their_provision(report):
    prints = [r["partialFingerprints"] for r in sarif(report)["results"]]
    assert {p["agreementScanFinding/v1"] for p in prints if "agreementScanFinding/v1" in p} == {f.id for f in report.findings}
    assert "girls.children-of-girls/absent" in {p.get("agreementScanGap/v1") for p in prints}


def test_a_text_file_has_lines_and_code_points(report):
    text = report.document.text
    lines = text.split("\n")
    for result in sarif(plain(report))["results"]:
        if "locations" not in result:
            continue
        found = report.finding(result["partialFingerprints"]["agreementScanFinding/v1"])
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (region["charOffset"], region["charLength"]) == (found.start, found.end - found.start)
        assert region["startLine"] == region["endLine"]
        assert lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1] == found.quote


def test_a_pdf_has_a_page_and_a_clause_and_no_region_of_the_file(report):
    result = next(r for r in sarif(report)["results"] if r["partialFingerprints"].get("agreementScanFinding/v1") == "releas04")
    assert "region" not in result["locations"][0]["physicalLocation"]
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "Article 2(b)"
    assert result["properties"]["page"] == 2 and result["properties"]["boxes"] == [[2, 72.0, 310.2, 522.4, 322.0]]
    assert "The Parties undertake" in result["relatedLocations"][0]["message"]["text"]
    assert sarif(report)["artifacts"][0]["location"]["uri"] == "varentia%20draft%203.pdf"


def test_notices_are_notifications(report):
    told = sarif(report)["invocations"][0]["toolExecutionNotifications"]
    assert [(n["descriptor"]["id"], n["level"]) for n in told] == [("page-without-text", "warning"), ("tracked-changes", "note")]
    assert told[0]["message"]["text"].startswith("Page 4: ")


def test_redacted_sarif_keeps_offsets_and_drops_lines(report):
    run = sarif(plain(report), redact=True)
    region = next(r for r in run["results"] if "locations" in r)["locations"][0]["physicalLocation"]["region"]
    assert set(region) == {"charOffset", "charLength"}


def test_hostile_words_keep_sarif_and_junit_whole(hostile):
    data = json.loads(render(hostile, "sarif"))
    assert data["runs"][0]["results"][0]["kind"] == "fail"
    assert re.fullmatch(r"[A-Za-z0-9._~%-]+", data["runs"][0]["artifacts"][0]["location"]["uri"])
    suite = ElementTree.fromstring(render(hostile, "junit"))
    assert "<script>" in suite.find(".//failure").text


def junit(report, **options):
    return ElementTree.fromstring(render(report, "junit", **options)).find("testsuite")


def test_junit_counts_are_those_of_its_cases(report):
    for options in ({}, {"fail_on": "any"}, {"fail_on": "weak"}):
        suite = junit(report, **options)
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases) == 15
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(name)) == len(suite.findall(f"testcase/{tag}")), name


@pytest.mark.parametrize(("fail_on", "statuses"), [(None, {"contrary", "absent"}), ("contrary", {"contrary"}), ("absent", {"absent"}), ("weak", {"weak"}), ("any", {"contrary", "absent", "weak"})])
def test_junit_fails_what_is_asked(report, fail_on, statuses):
    suite = junit(report, fail_on=fail_on)
    failed = {c.get("name") for c in suite.findall("testcase") if c.find("failure") is not None}
    assert failed == {a.provision for a in report.assessments if a.status in statuses and a.provision != "violations.six-grave"}  # outside the profile, only weak


def test_junit_says_where_and_what_to_write_instead(report):
    suite = junit(report)
    case = next(c for c in suite.findall("testcase") if c.get("name") == "release.unconditional")
    assert case.get("classname") == "release"
    failure = case.find("failure")
    assert failure.get("type") == "contrary" and "Article 2(b), page 2" in failure.text and "Suggested wording: " in failure.text
    unclear = next(c for c in suite.findall("testcase") if c.find("error") is not None)
    assert unclear.get("name") == "amnesty.exclusion-crimes-against-children"
    assert "page-without-text (page 4)" in suite.find("system-out").text


def decided(report):
    """The made-up report with its contrary clause rejected, so that nothing stands on that provision, and another finding accepted."""
    gone = next(a for a in report.assessments if a.provision == "release.unconditional")
    made = []
    for n, (identity, verb, comment) in enumerate([(*gone.findings, "rejected", "it is a heading"), (report.findings[0].id, "accepted", "")]):
        f = report.finding(identity)
        made.append(Decision(f"urn:{n}", verb, f.provision, f.status, f.status, "Ana", "2026-03-01T09:00:00Z", f.start, f.end, f.quote, comment, f.id))
    return replace(report, decisions=tuple(made), assessments=tuple(replace(a, status="absent") if a is gone else a for a in report.assessments))


def test_what_reviewers_rejected_is_suppressed_and_everything_else_says_that_it_is_not(report):
    assert not any("suppressions" in r for r in sarif(report)["results"])
    rejected = next(a for a in report.assessments if a.provision == "release.unconditional").findings[0]
    results = sarif(decided(report))["results"]
    assert {r["partialFingerprints"].get("agreementScanFinding/v1"): r["suppressions"] for r in results if r["suppressions"]} == {
        rejected: [{"kind": "external", "status": "accepted", "justification": "rejected by Ana (“it is a heading”)"}]
    }
    assert all(isinstance(r["suppressions"], list) for r in results)


def test_a_provision_of_which_all_is_rejected_is_a_gap_beside_what_was_rejected(report):
    made = decided(report)
    assert len(sarif(made)["results"]) == len(sarif(report)["results"]) + 1
    rejected, gap = (r for r in sarif(made)["results"] if r["ruleId"] == "release.unconditional")
    assert rejected["suppressions"] and gap["suppressions"] == []
    assert gap["partialFingerprints"] == {"agreementScanGap/v1": "release.unconditional/absent"}
    assert "it is a heading" not in json.dumps(sarif(made, redact=True)) and "Ana" not in json.dumps(sarif(made, redact=True))


def test_a_rejected_finding_is_a_skipped_case(report):
    rejected = next(a for a in report.assessments if a.provision == "release.unconditional").findings[0]
    suite = junit(decided(report))
    case = next(c for c in suite.findall("testcase") if c.get("name") == f"release.unconditional, finding {rejected}")
    assert case.find("skipped").get("message") == "Contrary: rejected by Ana (“it is a heading”)" and case.get("classname") == "release"
    assert (int(suite.get("tests")), int(suite.get("skipped"))) == (16, len(suite.findall("testcase/skipped")))
    plain = junit(report)
    assert int(suite.get("skipped")) == int(plain.get("skipped")) + 1 and suite.get("failures") == plain.get("failures")
    words = report.finding(rejected).quote
    redacted = render(decided(report), "junit", redact=True).decode()
    assert words not in redacted and "it is a heading" not in redacted and "rejected by reviewer 1" in redacted


def test_nothing_of_the_draft_is_in_redacted_pipelines(report):
    for name in ("sarif", "junit"):
        written = render(report, name, redact=True).decode().lower()
        for words in ("without exception", "endeavour", "varentia", "separate quarters", "under the age of"):
            assert words not in written
        assert "article 2(b)" in written
