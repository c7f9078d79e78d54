"""``agreement-scan compare`` as a user meets it, and its outputs: schema, redaction, hostile text, offline pages."""

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from planted import load
from test_readings import BRACKETED, word_draft

from agreement_scan.compare import compare_drafts, compare_options
from agreement_scan.options import Options
from agreement_scan.reports.comparison import FORMATS, render

PAIRS = {pair["name"]: pair for pair in load()}
SCHEMAS = {name: json.loads((files("agreement_scan.reports") / "schema" / f"{name}-1.json").read_text("utf-8")) for name in ("comparison", "options")}


@pytest.fixture
def folder(tmp_path):
    pair = PAIRS["moved, renumbered and weakened at once"]
    (tmp_path / "old.txt").write_text(pair["old"])
    (tmp_path / "new.txt").write_text(pair["new"])
    (tmp_path / "draft.docx").write_bytes(word_draft())
    (tmp_path / "options.txt").write_text(BRACKETED)
    return tmp_path


def run(folder: Path, *arguments, stdin=None):
    return subprocess.run([sys.executable, "-m", "agreement_scan", "compare", "--model", "off", *arguments], cwd=folder, input=stdin, capture_output=True, timeout=120, check=False, env={**os.environ})


def test_the_screen_says_what_was_weakened_where_and_by_which_word(folder):
    done = run(folder, "old.txt", "new.txt", "-p", "peace-agreement")
    text = done.stdout.decode()
    assert done.returncode == 0 and done.stderr == b""
    assert "WEAKENED (1)" in text and "Article 2(3) → Article 6(3)" in text
    assert "“shall” became “may” in Article 2(3), now Article 6(3): this alone made the difference" in " ".join(text.split())
    assert all(len(line) <= 100 for line in text.splitlines())


def test_worst_comes_first(folder):
    pair = PAIRS["a carve-out removed"]
    (folder / "a.txt").write_text(pair["old"])
    (folder / "b.txt").write_text(pair["new"])
    text = run(folder, "a.txt", "b.txt", "-p", "ceasefire").stdout.decode()
    assert text.index("TURNED CONTRARY") < text.index("LOST") < text.index("KEPT")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["old.txt", "new.txt"], 0),
        (["old.txt", "new.txt", "--fail-on", "lost"], 0),
        (["old.txt", "new.txt", "--fail-on", "weakened"], 1),
        (["old.txt", "new.txt", "--fail-on", "any"], 1),
        (["old.txt", "old.txt", "--fail-on", "any"], 0),
        (["draft.docx", "--changes"], 0),
        (["draft.docx", "--changes", "--fail-on", "lost"], 0),  # what was lost is outside the ceasefire profile
        (["draft.docx", "--changes", "--fail-on", "weakened"], 1),
        (["options.txt", "--brackets", "--fail-on", "lost"], 1),
        (["draft.docx", "old.txt", "--accept"], 0),
        (["draft.docx"], 2),
        (["old.txt", "--changes"], 2),
        (["old.txt", "--brackets"], 2),
        (["old.txt", "new.txt", "--changes"], 2),
        (["old.txt", "new.txt", "--accept", "--reject"], 2),
        (["draft.docx", "--changes", "--brackets"], 2),
        (["old.txt", "new.txt", "-f", "sarif"], 2),
        (["old.txt", "new.txt", "-o", "new.txt"], 2),
        (["old.txt", "new.txt", "-p", "nothing"], 2),
        (["-", "-"], 2),
        (["old.txt", "missing.txt"], 3),
    ],
)
def test_exit_codes(folder, arguments, code):
    done = run(folder, *arguments)
    assert done.returncode == code, done.stderr.decode()
    if code >= 2:
        assert done.stderr.decode().startswith("error:") and b"Traceback" not in done.stderr


def test_one_draft_may_come_from_standard_input(folder):
    done = run(folder, "old.txt", "-", "-f", "json", "-p", "peace-agreement", stdin=(folder / "new.txt").read_bytes())
    data = json.loads(done.stdout)
    assert data["new"]["name"] == "standard input" and data["summary"]["changes"]["weakened"] == 1


def test_accept_and_reject_choose_the_reading_of_both_drafts(folder):
    accepted, rejected = (json.loads(run(folder, "draft.docx", "draft.docx", way, "-f", "json").stdout)["new"] for way in ("--accept", "--reject"))
    assert accepted["characters"] < rejected["characters"]


def test_the_format_follows_the_name(folder):
    for name, start in (("o.html", b"<!doctype html>"), ("o.json", b"{"), ("o.md", b"# "), ("o.txt", b"old.txt")):
        assert run(folder, "old.txt", "new.txt", "-o", name).returncode == 0
        assert (folder / name).read_bytes().startswith(start)


def test_a_difference_of_profile_is_said(folder):
    (folder / "plan.txt").write_text(PAIRS["nothing changed"]["old"].replace("CEASEFIRE AGREEMENT", "ACTION PLAN", 1))
    (folder / "truce.txt").write_text(PAIRS["nothing changed"]["old"])
    data = json.loads(run(folder, "plan.txt", "truce.txt", "-f", "json").stdout)
    (notice,) = [n for n in data["notices"] if n["code"] == "profile-differs"]
    assert "action-plan" in notice["message"] and data["run"]["profile"] == "ceasefire"
    assert not {"lost", "new", "lapsed", "new-gap"} & {k for k, n in data["summary"]["changes"].items() if n}


@pytest.fixture(scope="module")
def comparison():
    pair = PAIRS["moved, renumbered and weakened at once"]
    return compare_drafts(pair["old"].encode(), pair["new"].encode(), Options(profile="peace-agreement", model="off"), names=("old.txt", "new.txt"))


@pytest.fixture(scope="module")
def choices():
    return compare_options(BRACKETED.encode(), Options(profile="ceasefire", model="off"), name="draft.txt")


def test_json_follows_its_schema(comparison, choices):
    jsonschema.validate(json.loads(render(comparison, "json")), SCHEMAS["comparison"])
    jsonschema.validate(json.loads(render(choices, "json")), SCHEMAS["options"])
    jsonschema.validate(json.loads(render(comparison, "json", redact=True)), SCHEMAS["comparison"])
    jsonschema.validate(json.loads(render(choices, "json", redact=True)), SCHEMAS["options"])


@pytest.mark.parametrize("format", FORMATS)
def test_same_comparison_same_bytes(comparison, choices, format):
    for one in (comparison, choices):
        assert render(one, format) == render(one, format) != b""


SECRETS = ("Quillon", "Marrowmere", "Teverin", "osprey")
SECRET_OLD = """AGREEMENT OF QUILLON

The Republic of Quillon and the Marrowmere Front, together the Parties, have agreed as follows:

Article 1. Release of the osprey children

1.1 The Parties shall release all children held at Teverin unconditionally and at once.

1.2 No amnesty shall be granted for crimes against the children of Marrowmere.

On the young of Teverin

The Parties [shall] [should] register every osprey child.
"""
SECRET_NEW = SECRET_OLD.replace("unconditionally and at once", "in return for the payment of Marrowmere").replace("1.2 No amnesty shall be granted for crimes against the children of Marrowmere.", "1.2 Teverin is open.")


@pytest.mark.parametrize("format", FORMATS)
def test_a_redacted_comparison_holds_no_word_of_the_drafts(format):
    made = compare_drafts(SECRET_OLD.encode(), SECRET_NEW.encode(), Options(profile="ceasefire", model="off"), names=("Quillon old.txt", "Quillon new.txt"))
    told = render(made, format, redact=True, verbose=2).decode()
    open_text = render(made, format, verbose=2).decode()
    assert any(s in open_text for s in SECRETS)
    assert [s for s in SECRETS if s.lower() in told.lower()] == []
    assert "unconditionally" not in told and "in return for" not in told
    choices = compare_options(SECRET_OLD.encode(), Options(profile="ceasefire", model="off"), name="Quillon.txt")
    assert [s for s in SECRETS if s.lower() in render(choices, format, redact=True).decode().lower()] == []


HOSTILE = '<script>alert(1)</script> <img src=x onerror=alert(2)> "quoted" {{ 7*7 }} \x1b[31mred\x1b[0m \u202eevil'


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_words_do_no_harm(format):
    old = PAIRS["nothing changed"]["old"]
    new = old.replace("all children in their Forces", f"all children {HOSTILE} in their Forces")
    told = render(compare_drafts(old.encode(), new.encode(), Options(profile="ceasefire", model="off"), names=("<b>old</b>.txt", "new.txt")), format).decode()
    assert "\x1b" not in told and "\u202e" not in told
    if format in ("html", "markdown"):
        assert "<script" not in told and "<img" not in told and "<b>old" not in told and "49" not in re.sub(r"#[0-9a-f]{6}|sha256-\S+|\d+\.\d+", "", told.partition("<body>")[2])


def test_the_page_is_self_contained_and_works_without_scripts(comparison, choices):
    for page in (render(comparison, "html").decode(), render(choices, "html").decode()):
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1].replace("&#39;", "'")
        assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy
        assert "<script" not in page and " style=" not in page and not re.search(r'(?:src|href)="(?!#)', page)
        assert '<html lang="en">' in page and page.count("<h1") == 1 and page.count("<main") == 1
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_the_redline_holds_both_texts_word_for_word(comparison):
    page = render(comparison, "html").decode()
    import html

    for side, tag in ((0, "old"), (1, "new")):
        report = (comparison.old, comparison.new)[side]
        cells = re.findall(rf'<div class="side {tag}[^"]*">(.*?)</div>\s*(?=<div class="side new|<div class="about|</article>)', page, re.S)
        shown = " ".join(html.unescape(re.sub(r"<[^>]+>", "", w)) for cell in cells for w in re.findall(r'<p class="words"[^>]*>(.*?)</p>', cell, re.S))
        words = [w for c in report.clauses for w in report.document.text[c.start : c.end].split()]
        assert sorted(shown.split()) == sorted(words)


def test_a_status_change_links_to_its_clause_and_back(comparison):
    page = render(comparison, "html").decode()
    (change,) = [c for c in comparison.changes if c.change == "weakened"]
    card = page.partition(f'id="c-{change.provision}"')[2].partition("</article>")[0]
    assert f'href="#p{change.pairs[0]}"' in card
    row = page.partition(f'id="p{change.pairs[0]}"')[2].partition("</article>")[0]
    assert f'href="#c-{change.provision}"' in row
    assert re.search(r'<del class="deciding">shall</del>', row) and re.search(r'<ins class="deciding">may</ins>', row)


def test_ascii_terminal(comparison):
    told = render(comparison, "terminal", encoding="ascii")
    assert told.isascii() and b"v Weakened 1" in told
