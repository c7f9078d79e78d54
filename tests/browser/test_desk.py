"""The reviewer's desk in a real browser, by keyboard only: decide, add, reload, save, and carry to a changed draft."""

import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from driving import until

from agreement_scan.cli.app import run
from agreement_scan.options import Options
from agreement_scan.reports import render
from agreement_scan.review import loads
from agreement_scan.review.anchoring import Ground
from agreement_scan.scan import scan

DRAFT = Path(__file__).parents[2] / "corpora" / "samples" / "lowan-ceasefire-draft.txt"
OPTIONS = Options(model="off", profile="ceasefire")
MISSED = "The Parties shall cease all hostilities at midnight"


@pytest.fixture(scope="module")
def report():
    return scan(DRAFT, OPTIONS)


@pytest.fixture
def page(report, tmp_path, open_page):
    (tmp_path / "draft.html").write_bytes(render(report, "html"))
    return open_page(tmp_path / "draft.html")


def sign(page, name="Ana Ruiz"):
    """Answers the question who decides, which comes with the first decision."""
    page.wait_for_selector("#who-dialog[open]")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.wait_for_selector("#who-dialog", state="hidden")


def progress(page) -> tuple[int, int]:
    decided, still_open = re.findall(r"\d+", page.inner_text("#progress"))
    return int(decided), int(still_open)


def saved(page, tmp_path) -> bytes:
    with page.expect_download() as download:
        page.keyboard.press("s")
    assert download.value.suggested_filename == "decisions.json"
    download.value.save_as(tmp_path / "decisions.json")
    return (tmp_path / "decisions.json").read_bytes()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def next_finding(page):
    """j until a finding is chosen, past the gaps."""
    for _ in range(100):
        page.keyboard.press("j")
        if page.evaluate("page.state.finding"):
            return
    raise AssertionError("no finding left")


def choose_status(page, status):
    page.wait_for_selector("#status-dialog[open]")
    while page.evaluate("document.querySelector('#status-dialog input:checked').value") != status:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#status-dialog", state="hidden")


def decide_ten(page) -> list[tuple[str, str]]:
    """Ten findings decided with the keys alone: (finding, decision)."""
    done = []
    for n, key in enumerate("arucaaraar"):
        next_finding(page)
        identity = page.evaluate("page.state.finding")
        page.keyboard.press(key)
        if n == 0:
            sign(page)
        if key == "c":
            choose_status(page, "unclear")
        until(page, f"document.getElementById('f-{identity}').dataset.decisions !== 'undecided'")
        done.append((identity, {"a": "accepted", "r": "rejected", "u": "unsure", "c": "corrected"}[key]))
    return done


def add_missed(page):
    """Goes to a clause with . and enters part of it as a missed finding."""
    page.evaluate("document.activeElement.blur()")
    press(page, "0")
    for _ in range(60):
        page.keyboard.press(".")
        if MISSED in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("e")
    page.wait_for_selector("#add-dialog[open]")
    assert page.evaluate("document.activeElement.id") == "missed"
    press(page, "Control+End", *["Shift+ArrowLeft"] * len(" on the fifth day after signature."), "Delete", "Tab")
    page.keyboard.type("End of recruitment"[:3])
    press(page, "Tab", "ArrowDown", "Tab")
    page.keyboard.type("Nobody is enlisted <i>in a truce</i>.")
    press(page, "Tab", "Enter")
    page.wait_for_selector("#add-dialog", state="hidden")


def undone(history) -> set[str]:
    return {e.raw["body"]["undoes"] for e in history.entries if e.decision == "undone"}


def test_a_review_by_keyboard_alone(page, report, tmp_path, open_page):
    decided, still_open = progress(page)
    assert decided == 0 and still_open >= 12
    done = decide_ten(page)
    assert progress(page)[0] == 10
    press(page, "m")
    page.wait_for_selector("#comment-dialog[open]")
    page.keyboard.type("Ask for a date\nand a place.")
    press(page, "Tab", "Enter")
    page.wait_for_selector("#comment-dialog", state="hidden")
    add_missed(page)
    assert progress(page)[0] == 11 and "Added as weak" in page.inner_text("#told")

    # an eleventh decision, taken back
    next_finding(page)
    press(page, "u", "z")
    assert page.inner_text("#told").startswith("Undone: unsure") and progress(page)[0] == 11

    # the browser keeps it all, and the file holds it all
    page.reload()
    until(page, "document.querySelector('#progress').textContent.startsWith('11 ')")
    history = loads(saved(page, tmp_path), "decisions.json")
    assert [e.decision for e in history.entries] == [verb for _, verb in done] + ["commented", "added", "commented", "unsure", "undone"]
    assert {e.reviewer for e in history.entries} == {"Ana Ruiz"}
    text = report.document.text
    for e, (identity, verb) in zip(history.entries, done, strict=False):
        f = report.finding(identity)
        assert (e.decision, e.provision, e.start, e.end, e.exact, e.found) == (verb, f.provision, f.start, f.end, f.quote, f.status)
        assert e.lead_in == (f.lead_in.quote if f.lead_in else "") and e.status == ("unclear" if verb == "corrected" else f.status)
        assert text[e.start - len(e.prefix) : e.end + len(e.suffix)] == e.prefix + e.exact + e.suffix and min(len(e.prefix), len(e.suffix)) >= 32
    (added,) = [e for e in history.entries if e.decision == "added"]
    assert (added.exact, added.status) == (MISSED, "weak") and text[added.start : added.end] == MISSED
    assert history.document == {"name": DRAFT.name, "sha256": report.document.sha256, "text_sha256": report.document.text_sha256}

    # a changed draft: one decided clause reworded, an article put in before all others
    gone = next(report.finding(i) for i, verb in done if verb == "accepted")
    changed = text.replace(gone.quote, gone.quote[:-1] + " where possible" + gone.quote[-1])
    changed = changed.replace("Article 1. Definitions", "Article 1. Aim\n\nThe aim of this Agreement is that the guns fall silent on both banks of the river.\n\nArticle 2. Definitions")
    (tmp_path / "second.txt").write_text(changed, "utf-8")
    arguments = ["scan", str(tmp_path / "second.txt"), "--decisions", str(tmp_path / "decisions.json"), "--model", "off", "--profile", "ceasefire", "-q"]
    assert run([*arguments, "-o", str(tmp_path / "second.json")]) == 0 and run([*arguments, "-o", str(tmp_path / "second.html")]) == 0
    data = json.loads((tmp_path / "second.json").read_bytes())
    standing = [d for d in data["decisions"] if d["state"] == "standing"]
    fresh = [d for d in data["decisions"] if d["state"] == "fresh-look"]
    # what has an edit in its words or in the words around it waits for a fresh look; all else stands, and nothing is missing
    edited = (gone.end - 1, text.index("Article 1. Definitions"))
    mine = [e for e in history.entries if e.decision in ("accepted", "rejected", "unsure", "corrected", "added") and e.id not in undone(history)]
    touched = {e.id for e in mine if any(e.start - len(e.prefix) <= at < e.end + len(e.suffix) for at in edited)}
    assert gone.quote in {d["quote"] for d in fresh} and len(mine) == 11
    assert {d["id"] for d in fresh} == touched and {d["id"] for d in standing} == {e.id for e in mine} - touched
    assert all(changed[d["start"] : d["end"]] == d["quote"] for d in standing)

    # and its page goes on where the first one ended
    second = open_page(tmp_path / "second.html")
    places = {d["finding"] for d in standing if d["decision"] != "commented"}
    assert progress(second)[0] == len(places)
    assert second.locator("#fresh li:visible").count() == len(fresh)
    second.locator("#fresh button").first.focus()
    press(second, "Enter")
    until(second, f"[...document.querySelectorAll('#fresh li')].filter((li) => !li.hidden).length === {len(fresh) - 1}")
    again = loads(saved(second, tmp_path), "decisions.json")
    assert [e.raw for e in again.entries[: len(history.entries)]] == [e.raw for e in history.entries]  # the history only grows
    assert again.entries[-1].decision == "withdrawn" and again.document["text_sha256"] != history.document["text_sha256"]


def test_filters_search_and_deep_links(page, report, open_page, tmp_path):
    decide_ten(page)
    page.select_option("#decision", "rejected")
    lines = page.locator(".line:visible").count()
    assert 1 <= lines <= 3
    page.evaluate("document.activeElement.blur()")
    press(page, "1")
    assert page.evaluate("document.getElementById('f-' + page.state.finding).dataset.decisions") == "rejected"
    page.select_option("#family", page.locator(".family:visible").first.get_attribute("data-family"))
    page.evaluate("document.activeElement.blur()")
    press(page, "Escape")
    assert page.locator(".line:visible").count() == len(report.assessments)
    press(page, "/")
    page.keyboard.type("children")
    until(page, "/places/.test(document.getElementById('places').textContent)")
    assert page.inner_text("#places") == f"{report.document.text.lower().count('children')} places"
    f = report.findings[-1]
    linked = open_page(tmp_path / "draft.html", f"#f-{f.id}")
    assert linked.evaluate("page.state.finding") == f.id


def test_two_windows_keep_one_history(page, open_page, tmp_path):
    next_finding(page)
    press(page, "a")
    sign(page)
    other = open_page(tmp_path / "draft.html")
    assert progress(other)[0] == 1
    next_finding(other)
    next_finding(other)
    press(other, "r")
    until(page, "document.querySelector('#progress').textContent.startsWith('2 ')")
    # asked twice, the browser forgets the draft
    assert other.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('agreement-scan decisions')).length") == 1
    press(other, "?")
    other.locator("#forget").focus()
    press(other, "Enter", "Enter")
    assert progress(other)[0] == 0 and not other.evaluate("document.querySelector('#help').open")
    assert "decisions" not in other.evaluate("Object.keys(localStorage).join()")


def test_gaps_are_confirmed_and_refused(page):
    page.locator(".line[data-status=absent] a").first.focus()
    press(page, "Enter")
    until(page, "page.state.card.dataset.status === 'absent'")
    press(page, "r")
    sign(page)
    assert "select the words and press e" in page.inner_text("#told") and progress(page)[0] == 0
    press(page, "a")
    assert progress(page)[0] == 1 and page.inner_text(".card.on .decisions").startswith("✓ accepted by Ana Ruiz")


def test_positions_are_code_points_and_context_is_that_of_python(tmp_path, open_page):
    """Letters beyond the BMP, combining marks, right-to-left words and odd white space: what the page writes is what Python reads."""
    words = "The Parties shall release all 𝒜 children 👧🏽👦 at once é, اطفال included, in\u00a0the\u2003valley. "
    text = "".join(f"Article {n}. Release\n\n{n}.1 {words}\n\n(a) {words}{n};\n\n" for n in range(1, 9)) + "\x07\u202eDone at the bridge.\n"
    (tmp_path / "odd.txt").write_bytes(text.encode())
    made = scan(tmp_path / "odd.txt", OPTIONS)
    (tmp_path / "odd.html").write_bytes(render(made, "html"))
    page = open_page(tmp_path / "odd.html")
    ground, canonical = Ground(made.document.text), made.document.text
    random.seed(6)
    spans = []
    while len(spans) < 60:
        start = random.randrange(len(canonical) - 1)
        end = min(len(canonical), start + random.randrange(1, 80))
        if not canonical[start].isspace() and not canonical[end - 1].isspace():
            spans.append((start, end))
    written = page.evaluate("(spans) => spans.map(([start, end]) => draft.selectors(start, end))", spans)
    for (start, end), (position, quote) in zip(spans, written, strict=True):
        assert (position["start"], position["end"]) == (start, end)
        assert quote["exact"] == ground.text[start:end]
        assert (quote["prefix"], quote["suffix"].rstrip()) == (ground.context(start, end)[0], ground.context(start, end)[1].rstrip())
    # selected with the mouse, or whatever makes a selection
    page.evaluate("""() => {
        const words = document.querySelectorAll('.clause > .words')[2], range = draft.rangeAt(words, words.textContent.indexOf('𝒜'), words.textContent.indexOf('at once'));
        getSelection().removeAllRanges(); getSelection().addRange(range); }""")
    start, end = page.evaluate("draft.selected()")
    assert canonical[start:end] == "𝒜 children 👧🏽👦"


def test_a_file_that_does_not_fit_is_refused_in_words(page, report, tmp_path):
    def load(content: bytes) -> str:
        page.set_input_files("#file", files=[{"name": "x.json", "mimeType": "application/json", "buffer": content}])
        until(page, "document.querySelector('#told').textContent !== ''")
        said = page.inner_text("#told")
        page.evaluate("document.querySelector('#told').textContent = ''")
        return said

    next_finding(page)
    press(page, "a")
    sign(page)
    mine = json.loads(saved(page, tmp_path))
    page.evaluate("document.querySelector('#told').textContent = ''")
    assert load(b"not json") == "This is no decisions file."
    assert load(json.dumps(mine | {"decisions": [{"id": 1}]}).encode()).startswith("Decision 1 of this file is not complete")
    assert load(json.dumps(mine | {"document": {"text_sha256": "0" * 64}}).encode()).startswith("This file was saved on another text")
    evil = json.loads(json.dumps(mine))
    body = evil["decisions"][0]
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    body["id"], body["creator"]["name"], body["body"]["decision"], body["body"]["status"] = "urn:evil", nasty, "rejected", "present"
    note = json.loads(json.dumps(body))
    note["id"], note["body"] = "urn:evil2", {**body["body"], "decision": "commented", "value": nasty}
    evil["decisions"] += [note]
    assert load(json.dumps(evil).encode()) == "2 new entries taken in from x.json."
    assert load(json.dumps(evil).encode()) == "0 new entries taken in from x.json."
    assert nasty in page.inner_text(".finding.on .decisions") and page.locator(".decisions img, .decisions script").count() == 0
    assert "disputed" in page.inner_text(".finding.on h4")
    # the one who settles replaces both
    press(page, "Escape")
    page.get_by_role("button", name="Reviewer: Ana Ruiz").click()
    page.locator("#settles").check()
    press(page, "Enter")
    page.wait_for_selector("#who-dialog", state="hidden")
    press(page, "u")
    assert page.locator(".finding.on .decisions li b").first.inner_text() == "? unsure" and page.evaluate("record.standing().length") == 2


def test_decisions_without_a_place_on_the_page_are_counted(page, report, tmp_path, open_page):
    """The same text scanned otherwise: what was decided on findings that are no longer there is kept, and said."""
    decide_ten(page)
    fewer = report.findings[: len(report.findings) // 3]
    (tmp_path / "fewer.html").write_bytes(render(replace(report, findings=fewer), "html"))
    other = open_page(tmp_path / "fewer.html")
    shown = progress(other)[0]
    assert shown < 10 and other.inner_text("#elsewhere").startswith(f"{10 - shown} more decisions are kept")
    assert len(loads(saved(other, tmp_path), "decisions.json").entries) == 10
