"""The commands: decisions applied to a scan in every format, page pictures, reviewers joined; and what a redacted report keeps to itself."""

import csv
import io
import json
import re
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from reviewed_drafts import annotation, file_of

from agreement_scan.cli.app import run
from agreement_scan.options import Options
from agreement_scan.reports import FORMATS
from agreement_scan.scan import scan

SAMPLES = Path(__file__).parents[2] / "corpora" / "samples"
DRAFT = SAMPLES / "lowan-ceasefire-draft.txt"
SECRET = "Zanzibarian whisperings of Quillfeather"


@pytest.fixture(scope="module")
def scanned():
    return scan(DRAFT, Options(model="off"))


def on(made, quote):
    return next(f for f in made.findings if quote in f.quote)


@pytest.fixture(scope="module")
def decided(scanned, tmp_path_factory):
    """A contrary clause rejected with a comment, a finding corrected, one added, a gap confirmed; on the sample."""
    rejected, corrected = on(scanned, "No person shall be prosecuted"), on(scanned, "special needs of women and girls")
    entries = [
        annotation(scanned, "rejected", finding=rejected, by="Ana Quillfeather"),
        annotation(scanned, "commented", finding=rejected, by="Ana Quillfeather", value=SECRET),
        annotation(scanned, "corrected", status="present", finding=corrected, by="Ana Quillfeather"),
        annotation(scanned, "added", status="weak", provision=rejected.provision, words="Minor breaches of camp rules", by="Ana Quillfeather"),
    ]
    folder = tmp_path_factory.mktemp("decided")
    (folder / "decisions.json").write_bytes(file_of(scanned, entries))
    changed = DRAFT.read_text("utf-8").replace("The special needs of women and girls shall", "The special needs of girls shall")
    assert changed != DRAFT.read_text("utf-8")
    (folder / "next.txt").write_text("Second reading\n\n" + changed, "utf-8")
    return folder


def report_of(decided, draft, *more):
    out = decided / f"out{len(list(decided.iterdir()))}.json"
    assert run(["scan", str(draft), "--decisions", str(decided / "decisions.json"), "--model", "off", "-q", "-o", str(out), *more]) == 0
    return json.loads(out.read_bytes())


def test_the_json_report_with_decisions_keeps_its_contract(decided, scanned):
    data = report_of(decided, DRAFT)
    jsonschema.validate(data, json.loads((files("agreement_scan.reports") / "schema" / "report-1.json").read_text("utf-8")))
    assert [(d["decision"], d["state"], d["comment"]) for d in data["decisions"]] == [
        ("rejected", "standing", SECRET), ("corrected", "standing", ""), ("added", "standing", "")]  # fmt: skip
    reviewed = {f["quote"]: f["reviewed"] for f in data["findings"] if "reviewed" in f}
    assert sorted(reviewed.values()) == ["added", "corrected", "rejected"]
    rejected = on(scanned, "No person shall be prosecuted")
    (a,) = [a for a in data["assessments"] if a["provision"] == rejected.provision]
    assert a["findings"][-1] == rejected.id and "1 finding rejected by reviewers." in a["because"]
    assert [f["detector"] for f in data["findings"]].count("reviewer") == 1


def test_the_next_draft_carries_what_stands_and_lists_the_rest(decided):
    data = report_of(decided, decided / "next.txt")
    assert {d["decision"]: d["state"] for d in data["decisions"]} == {"rejected": "standing", "corrected": "fresh-look", "added": "standing"}
    text = (decided / "next.txt").read_text("utf-8")
    for d in data["decisions"]:
        if d["state"] == "standing":
            assert text[d["start"] : d["end"]] == d["quote"]
    assert [n["code"] for n in data["notices"] if n["code"].startswith("decisions")] == ["decisions-applied", "decisions-fresh-look"]


@pytest.mark.parametrize("format", ["terminal", "markdown", "csv", "html", "jsonl", "sarif", "junit"])
def test_every_format_shows_decisions(decided, format, capsysbinary):
    assert run(["scan", str(decided / "next.txt"), "--decisions", str(decided / "decisions.json"), "--model", "off", "-q", "-f", format]) == 0
    written = capsysbinary.readouterr().out.decode("utf-8")
    assert "fresh-look" in written or "fresh look" in written
    if format in ("sarif", "junit"):
        return
    said = " ".join(re.sub(r"[\\>]", "", written).split())
    assert "rejected by Ana Quillfeather" in said or '"decision": "rejected"' in said
    assert SECRET in said and ("added as weak" in said or '"decision": "added"' in said)
    if format == "csv":
        rows = list(csv.DictReader(io.StringIO(written)))
        assert [r["decisions"] for r in rows if r["reviewed"] == "rejected"] == [f"rejected by Ana Quillfeather (“{SECRET}”)"]


@pytest.mark.parametrize("format", [f for f in FORMATS if f != "comparison"])
def test_a_redacted_report_says_nothing_of_what_reviewers_wrote(decided, format, tmp_path):
    out = tmp_path / "out"
    code = run(["scan", str(decided / "next.txt"), "--decisions", str(decided / "decisions.json"), "--model", "off", "-q", "-f", format, "--redact", "-o", str(out)])
    if code == 6:
        pytest.skip("an optional package is missing")
    assert code == 0
    written = out.read_bytes().decode("utf-8", "replace")
    for words in (SECRET, "Quillfeather", "No person shall", "camp rules", "taken into account"):
        assert words not in written
    if format == "html":
        assert 'id="bench"' not in written and "data-gap" not in written and 'data-do="' not in written.split("<script>")[0]


def test_a_page_carries_the_history_on(decided, tmp_path):
    out = tmp_path / "page.html"
    assert run(["scan", str(decided / "next.txt"), "--decisions", str(decided / "decisions.json"), "--model", "off", "-q", "-o", str(out)]) == 0
    written = out.read_text("utf-8")
    embedded = re.search(r'data-entries="([^"]*)"', written)[1].replace("&#34;", '"').replace("&amp;", "&").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">")
    assert json.loads(embedded) == json.loads((decided / "decisions.json").read_bytes())["decisions"]
    assert "Decisions that need a fresh look" in written


def test_page_pictures_travel_in_the_page(tmp_path):
    out = tmp_path / "page.html"
    assert run(["scan", str(SAMPLES / "lowan-ceasefire-draft.pdf"), "--pages", "--model", "off", "-q", "-o", str(out)]) == 0
    written = out.read_text("utf-8")
    assert len(re.findall(r'<image href="data:image/(?:png|jpeg);base64,', written)) == 2
    boxes = re.findall(r'<rect class="box s-\w+" data-b="([^"]+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/>', written)
    assert boxes and all(float(w) > 5 and 5 < float(h) < 30 for *_, w, h in boxes)
    again = tmp_path / "again.html"
    assert run(["scan", str(SAMPLES / "lowan-ceasefire-draft.pdf"), "--pages", "--model", "off", "-q", "-o", str(again)]) == 0
    assert again.read_bytes() == out.read_bytes()


def test_pictures_stop_where_there_would_be_too_many():
    from agreement_scan.review.page_images import page_images

    data = (SAMPLES / "lowan-ceasefire-draft.pdf").read_bytes()
    all_of_them = page_images(data)
    assert sorted(all_of_them) == [1, 2] and {kind for kind, _ in all_of_them.values()} <= {"image/png", "image/jpeg"}
    assert sorted(page_images(data, most=len(all_of_them[1][1]))) == [1]


@pytest.mark.parametrize(
    "arguments, code, message",
    [
        (["--decisions", "gone.json"], 3, "cannot be opened"),
        (["--decisions", "broken.json"], 2, "is not JSON"),
        (["--pages", "-f", "json"], 2, "--pages shows"),
        (["--pages", "-f", "html", "--redact"], 2, "--pages shows"),
        (["--pages", "-f", "html"], 2, "--pages needs a PDF"),
    ],
)
def test_errors_say_what_to_do(arguments, code, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.json").write_text("{")
    assert run(["scan", str(DRAFT), "--model", "off", *arguments]) == code
    assert message in capsys.readouterr().err


def test_merge_on_the_command_line(decided, scanned, tmp_path, capsys):
    other = tmp_path / "ben.json"
    other.write_bytes(file_of(scanned, [annotation(scanned, "accepted", finding=on(scanned, "No person shall be prosecuted"), by="Ben")]))
    out = tmp_path / "both.json"
    assert run(["review", "merge", str(decided / "decisions.json"), str(other), "-o", str(out)]) == 0
    said = capsys.readouterr().out
    assert "Ana Quillfeather and Ben: 0 of 1 place alike (0.0 %), Cohen's kappa 0.00" in said and "1 conflict to settle" in said
    assert run(["review", "merge", str(out), "--fail-on", "conflict"]) == 1
    assert run(["review", "merge", str(other), "--fail-on", "conflict"]) == 0
    assert run(["review", "merge", str(tmp_path / "gone.json")]) == 3
    (tmp_path / "broken.json").write_text("[]")
    assert run(["review", "merge", str(tmp_path / "broken.json")]) == 2
    capsys.readouterr()
    assert run(["review", "merge", str(out), "-o", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["schema"] == "agreement-scan/decisions/1"


def test_a_page_knows_what_the_scan_had_said_of_a_corrected_finding(decided, scanned, tmp_path):
    """What is decided next refers to the scan's reading, which the next draft is compared with, and not to the reviewer's."""
    out = tmp_path / "page.html"
    assert run(["scan", str(DRAFT), "--decisions", str(decided / "decisions.json"), "--model", "off", "-q", "-o", str(out)]) == 0
    corrected = on(scanned, "special needs of women and girls")
    section = re.search(rf'<section class="finding" id="f-{corrected.id}"[^>]*>.*?</h4>', out.read_text("utf-8"), re.S)[0]
    assert f'data-status="{corrected.status}"' in section and 'class="badge s-present"' in section and corrected.status != "present"


def test_a_page_without_its_picture_says_so():
    from agreement_scan.reports import render

    made = scan(SAMPLES / "lowan-ceasefire-draft.pdf", Options(model="off"))
    written = render(made, "html", pages={1: ("image/png", b"picture")}).decode("utf-8")
    assert written.count('<svg class="facsimile"') == 1 and written.count("No picture of this page") == 1
    assert written.index('id="page-2"') < written.index("No picture of this page")
    assert "No picture" not in render(made, "html").decode("utf-8")


def test_a_merge_overwrites_none_of_its_files(decided, tmp_path, monkeypatch, capsys):
    (tmp_path / "ana.json").write_bytes(before := (decided / "decisions.json").read_bytes())
    monkeypatch.chdir(tmp_path)
    for written in ("ana.json", "./ana.json", str(tmp_path / "ana.json")):
        assert run(["review", "merge", "ana.json", str(decided / "decisions.json"), "-o", written]) == 2
        assert "would overwrite" in capsys.readouterr().err
    assert (tmp_path / "ana.json").read_bytes() == before
