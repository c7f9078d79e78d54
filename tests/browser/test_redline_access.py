"""The redline and the page of open choices for everyone: axe-core finds nothing in light, dark and right to left; narrow screens, paper, keys."""

from dataclasses import replace
from pathlib import Path

import pytest
from driving import faults

from agreement_scan.compare import compare_drafts, compare_options
from agreement_scan.options import Options
from agreement_scan.reports.comparison import render

OLD = (Path(__file__).parents[2] / "corpora" / "samples" / "lowan-ceasefire-draft.txt").read_text("utf-8")
EDITS = [
    ("The Parties shall release all children in their Forces within twenty days of signature.", "The Parties shall endeavour to release the children in their Forces as soon as possible."),
    ("No person shall be prosecuted, arrested or otherwise pursued for any act", "No person who is over eighteen shall be prosecuted for any act"),
    ("Schools may be used as assembly points until the rains where no other building with a roof is found.", "Schools shall not be used as assembly points."),
    ("Article 1. Definitions", "Article 1. Aim\n\nThe guns fall silent on both banks of the river.\n\nArticle 2. Definitions"),
]
# Each letter of the Latin alphabet as one of the Arabic: words of the same length that run from right to left.
LETTERS = str.maketrans({**{chr(97 + n): chr(0x0628 + n if n < 19 else 0x0641 + n - 19) for n in range(26)}, **{chr(65 + n): chr(0x0641 + n % 9) for n in range(26)}})
OPTIONS = Options(profile="ceasefire", model="off")


@pytest.fixture(scope="module")
def redline():
    new = OLD
    for before, after in EDITS:
        assert new.count(before) == 1
        new = new.replace(before, after)
    return compare_drafts(OLD.encode(), new.encode(), OPTIONS, names=("draft 3.txt", "draft 4.txt"))


@pytest.fixture(scope="module")
def choices():
    draft = OLD.replace("within twenty days of signature", "[within twenty days of signature / as soon as possible]").replace("shall be taken into account", "[shall][should] be taken into account")
    return compare_options(draft.encode(), OPTIONS, name="options.txt")


def turned(report):
    """The same report on a draft in Arabic letters."""
    findings = (replace(f, quote=f.quote.translate(LETTERS), lead_in=f.lead_in and replace(f.lead_in, quote=f.lead_in.quote.translate(LETTERS))) for f in report.findings)
    return replace(report, language="ar", document=replace(report.document, text=report.document.text.translate(LETTERS)), findings=tuple(findings))


def opened(context, compared, path):
    path.write_bytes(render(compared, "html"))
    page = context.new_page()
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("what", ["redline", "right to left", "redacted", "choices"])
def test_axe_finds_nothing(what, scheme, redline, choices, context, axe, tmp_path):
    compared = {"redline": redline, "right to left": replace(redline, old=turned(redline.old), new=turned(redline.new)), "redacted": redline, "choices": choices}[what]
    (tmp_path / "page.html").write_bytes(render(compared, "html", redact=what == "redacted"))
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto((tmp_path / "page.html").as_uri())
    assert faults(page, axe) == []
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert faults(page, axe) == []


def test_right_to_left_words_run_right_to_left(redline, context, tmp_path):
    page = opened(context, replace(redline, old=turned(redline.old), new=turned(redline.new)), tmp_path / "page.html")
    assert page.evaluate("[...document.querySelectorAll('.pair .words')].every((words) => getComputedStyle(words).direction === 'rtl')")
    words, struck = page.locator(".side.old .words:has(del)").first, page.locator(".side.old del").first
    assert words.bounding_box()["x"] < struck.bounding_box()["x"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [360, 700, 1600])
def test_nothing_runs_off_the_side_of_a_screen(width, redline, choices, context, tmp_path):
    for n, compared in enumerate((redline, choices)):
        page = opened(context, compared, tmp_path / f"page{n}.html")
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_change_leads_to_its_words_and_back_by_keyboard(redline, context, tmp_path):
    page = opened(context, redline, tmp_path / "page.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the changes of status"
    link = page.locator("article.card .links a").first
    link.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == link.get_attribute("href")[1:]  # the pair of clauses
    chip = page.locator(f"{link.get_attribute('href')} a.chip").first
    chip.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.card') !== null && location.hash") == chip.get_attribute("href")


def test_printed_it_shows_what_is_folded_on_the_screen_but_for_unchanged_clauses(redline, context, tmp_path):
    change = next(c for c in redline.changes if c.change not in ("kept", "uncertain"))
    doubtful = replace(change, change="uncertain", doubt="Only for this test.")
    made = replace(redline, changes=tuple(doubtful if c is change else c for c in redline.changes))
    page = opened(context, made, tmp_path / "page.html")
    quotation, folded = page.locator("details.card blockquote").first, page.locator("details.fold .words").first
    assert not quotation.is_visible() and not folded.is_visible()
    page.emulate_media(media="print")
    assert quotation.bounding_box()["height"] > 10 and not folded.is_visible()
    assert page.locator(".skip:visible").count() == 0 and page.pdf().startswith(b"%PDF")


def test_each_option_is_shown_in_its_clause(choices, context, tmp_path):
    page = opened(context, choices, tmp_path / "page.html")
    kept, gone = (page.locator(f"#choice-1 li:nth-child(2) {tag}").all_text_contents() for tag in ("ins", "del"))
    assert kept == ["as soon as possible"] and gone == ["[within twenty days of signature / ", "]"]
