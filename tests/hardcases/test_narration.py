"""A monitors' report tells what happened and binds nobody (reading rule 2); a draft that tells something in passing is still a draft."""

from agreement_scan.model import Document
from agreement_scan.options import Options
from agreement_scan.scan import scan_document

TOLD = """On 3 March the team visited Osk. The village was burnt the night before.
Witnesses reported that eleven boys were taken from the school by the Front. The boys were released after two days without conditions.
The commander said that the children had been registered and were handed over to UNICEF.
Two girls were found at the river. They had been beaten.
The team observed that the school was occupied by soldiers. The headmaster confirmed that lessons were suspended.
An amnesty was granted to the men who had taken part in the raid. The prosecutor stated that no one was charged.
The mission recorded nine violations. The Front claimed that its men were not in the area."""

BOUND = """1. The Parties shall release all children in their ranks within thirty days, unconditionally.
2. Eleven boys were taken from the school at Osk. They were released in May.
3. The Parties shall not recruit or use children in any capacity.
4. The prisons were visited in April.
5. The Parties shall not attack schools or hospitals and shall not use them for military purposes.
6. An amnesty was granted in the past to the men of both sides.
7. The Parties agree to dismantle the roadblocks.
8. Each Party shall appoint two officers. Each Party shall publish this text."""


def read(text, model="off"):
    return scan_document(Document.of_text("t", text), Options(profile="ceasefire", language="en", model=model))


def test_nothing_is_present_weak_or_contrary_in_what_is_only_told():
    for model in ("off", "on"):
        report = read(TOLD, model)
        assert {f.status for f in report.findings} <= {"unclear"}
        assert "reads-as-report" in {n.code for n in report.notices}
    assert read(TOLD).findings, "what the report tells is still shown, as unclear"
    assert all("binds nobody" in f.because for f in read(TOLD).findings)


def test_a_draft_that_tells_something_is_still_a_draft():
    report = read(BOUND)
    assert "reads-as-report" not in {n.code for n in report.notices}
    status = {a.provision: a.status for a in report.assessments}
    assert status["release.unconditional"] == "present" and status["recruit.cease"] == "present" and status["schools.protected"] == "present"


def test_in_a_report_a_binding_passage_counts():
    report = read(TOLD + "\n9. The Front shall release all children unconditionally within ten days.")
    found = {(f.provision, f.status) for f in report.findings}
    assert ("release.unconditional", "present") in found
    assert "reads-as-report" in {n.code for n in report.notices}
