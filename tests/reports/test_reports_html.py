"""The page people work in: text kept to the character, overlaps readable, links both ways, nothing hostile alive."""

import re
import shutil
import subprocess
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files

import made_up
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreement_scan.model import ClauseInfo, Document, Finding
from agreement_scan.reports import render
from agreement_scan.reports.html.layout import Layer, desk, segments

VOID = {"meta", "input", "link", "br", "hr", "img"}


class Page(HTMLParser):
    """Just enough of a page to ask questions of: elements with their attributes, and the words of each clause."""

    def __init__(self, written: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements, self.words, self.marks, self._open = [], {}, [], []
        self.feed(written.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.elements.append((tag, attrs))
        if tag not in VOID:
            self._open.append((tag, attrs))
        if tag == "mark" and "data-f" in attrs:
            self.marks.append((attrs, ""))

    def handle_endtag(self, tag):
        assert self._open and self._open[-1][0] == tag, f"</{tag}> closes {self._open[-1:]}"
        self._open.pop()

    def handle_data(self, data):
        for _, attrs in self._open:
            if attrs.get("class") == "words":
                start = int(attrs["data-start"])
                self.words[start] = self.words.get(start, "") + data
        if self._open and self._open[-1][0] == "mark" and "data-f" in self._open[-1][1]:
            self.marks[-1] = (self.marks[-1][0], self.marks[-1][1] + data)

    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]


@pytest.fixture
def page(report):
    return Page(render(report, "html"))


def test_the_page_is_one_file_that_asks_for_nothing(report):
    written = render(report, "html").decode("utf-8")
    page = Page(written.encode())
    assert not [a for _, a in page.elements if "src" in a or a.get("href", "#")[0] != "#" or "style" in a or any(k.startswith("on") for k in a)]
    assert not re.search(r"https?://|@import|url\(", written)


def test_the_policy_allows_this_style_and_this_script_and_nothing_else(report):
    written = render(report, "html").decode("utf-8")
    policy = next(a["content"] for t, a in Page(written.encode()).elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy
    for tag, count in (("style", 1), ("script", 2)):
        sources = re.findall(f"<{tag}>(.*?)</{tag}>", written, flags=re.S)
        assert len(sources) == count
        assert re.search(f"{tag}-src ([^;]*);", policy).group(1) == " ".join(f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'" for source in sources)


def test_every_word_of_every_clause_is_there_unchanged(report, page):
    assert {c.start: report.document.text[c.start : c.end] for c in report.clauses} == page.words


def test_text_outside_every_clause_is_shown_all_the_same(report):
    some = replace(report, clauses=report.clauses[3:5])
    shown = Page(render(some, "html")).words
    assert "".join("".join(shown[k] for k in sorted(shown)).split()) == "".join(report.document.text.split())
    wide = (replace(report.clauses[3], end=report.clauses[6].end + 5), *report.clauses[4:])
    shown = Page(render(replace(report, clauses=wide), "html")).words
    assert "".join("".join(shown[k] for k in sorted(shown)).split()) == "".join(report.document.text.split())
    bare = Page(render(replace(report, clauses=()), "html")).words
    assert "".join("".join(bare[k] for k in sorted(bare)).split()) == "".join(report.document.text.split())


def test_the_marks_of_a_finding_are_exactly_its_quote(report, page):
    for f in report.findings:
        assert "".join(words for attrs, words in page.marks if f.id in attrs["data-f"].split()) == f.quote


def test_a_segment_under_two_findings_names_both_and_shows_the_worst(page):
    attrs, words = next(m for m in page.marks if m[0]["data-f"] == "condit05 releas04" and "once" in m[1])
    assert words.lstrip(", ") == "once a comprehensive agreement is signed"
    assert {"s-contrary", "over", "o-weak"} <= set(attrs["class"].split())
    assert attrs["title"] == "Contrary: Release without conditions; Weak: Release of all children"


def test_links_lead_both_ways_and_every_id_is_unique(report, page):
    ids = page.ids()
    assert len(ids) == len(set(ids))
    links = [a["href"][1:] for t, a in page.elements if t == "a"]
    assert set(links) <= set(ids)
    for f in report.findings:
        assert links.count(f"f-{f.id}") >= 1 and links.count(f"m-{f.id}") == 1
    for a in report.assessments:
        assert f"p-{a.provision}" in links


def test_the_most_urgent_families_and_cards_come_first(page):
    cards = [a["data-status"] for t, a in page.elements if t == "article" and "data-status" in a]
    assert cards == ["contrary"] * 3 + ["absent"] * 3 + ["weak"] * 3 + ["unclear"] + ["present"] * 2 + ["not-applicable"] * 2 + ["not-assessed"]
    families = [a["data-family"] for _, a in page.elements if "data-family" in a]
    assert families[:3] == ["def", "release", "amnesty"] and families[-1] == "violations"


def test_text_that_is_not_agreed_is_shown_as_such(report):
    written = render(report, "html").decode("utf-8")
    assert re.search(r"<del><span[^>]*>without exception</span></del>", written)
    assert "<ins><mark" in written and "Inserted by Government delegation" in written and "Deleted by Northern Front" in written
    assert "Comment: Legal adviser: to be discussed" in written
    (open_text,) = [a for _, a in Page(written.encode()).elements if "open-text" in a.get("class", "")]
    assert "Not agreed text" in written[written.index(f'id="{open_text["id"]}"') :][:2500]


def test_a_page_that_was_not_read_says_so_in_its_place(report):
    written = render(report, "html").decode("utf-8")
    assert "The page has no text layer" in written[written.index('id="page-4"') :][:600]


def test_a_page_that_begins_inside_a_clause_is_marked(report):
    document = report.document
    cut = document.text.index("any capacity")
    pages = (replace(document.pages[0], end=cut), replace(document.pages[1], start=cut, end=len(document.text)))
    page = Page(render(replace(report, document=replace(document, pages=pages)), "html"))
    assert [a["data-page"] for _, a in page.elements if a.get("class") == "pagebreak"] == ["2"]
    assert report.clauses[4].start in page.words and page.words[report.clauses[4].start].endswith("in any capacity;")


def test_the_language_and_direction_of_the_draft(report):
    for language, direction in (("en", "ltr"), ("ar", "rtl"), ("fa-AF", "rtl"), ("sw", "ltr")):
        paper = next(a for _, a in Page(render(replace(report, language=language), "html")).elements if a.get("class") == "paper")
        assert (paper["lang"], paper["dir"]) == (language, direction)


def test_landmarks_headings_and_names(page):
    tags = [t for t, _ in page.elements]
    assert [tags.count(t) for t in ("header", "nav", "main", "aside", "h1")] == [1, 1, 1, 1, 1]
    levels = [int(t[1]) for t in tags if re.fullmatch("h[1-6]", t)]
    assert all(after - before <= 1 for before, after in zip([1, *levels], levels, strict=False))
    ids = set(page.ids())
    for _, attrs in page.elements:
        assert set(attrs.get("aria-labelledby", "").split()) <= ids


def test_hostile_words_stay_words(hostile):
    written = render(hostile, "html")
    page = Page(written)
    assert [t for t, _ in page.elements].count("script") == 2
    shown = page.words[0]
    assert len(shown) == len(hostile.document.text) and shown.startswith("=<script>alert(1)</script>\ufffd[31m\ufffdevil")


def test_a_redacted_page_shows_where_and_not_what(report):
    written = render(report, "html", redact=True)
    page = Page(written)
    assert {w for words in page.words.values() for w in words.split()} <= {"[words", "withheld]", "[…]"}
    assert b'id="m-condit05"' in written and b"Article 2(b), page 2" in written
    assert "█".encode() not in written


spans = st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda p: (p[0], p[0] + p[1]))


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=60), st.lists(spans, max_size=8), st.data())
def test_segments_keep_the_text_and_every_finding(text, drawn, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    body = data.draw(st.none() | st.integers(start, end))
    known = {f"f{i}": Finding(f"f{i}", "a.b", "weak", "", None, s, e, "", None, (), "obligation", 1.0, "rules", "") for i, (s, e) in enumerate(drawn)}
    layers = [Layer(f.start, f.end, "finding", f.id) for f in known.values()]
    cut = segments(text, start, end, layers, known, body)
    assert "".join(s.text for s in cut) == text[start:end]
    assert all(s.text for s in cut)
    for s in cut:
        for offset in range(s.start, s.start + len(s.text)):
            assert {f.id for f in s.findings} == {i for i, f in known.items() if f.start <= offset < f.end}
            assert s.label == (body is not None and offset < body)


def test_a_long_draft_is_laid_out_in_time_that_grows_with_it():
    text = "The Parties shall consult one another. " * 20_000
    clauses = tuple(ClauseInfo(f"Article {i}", "article", i * 39, i * 39 + 38, 0, True, i * 39) for i in range(20_000))
    report = replace(made_up.report(), document=Document("long.txt", "text/plain", "0" * 64, text, ()), clauses=clauses, findings=(), assessments=(), notices=())
    leaves = desk(report)["leaves"]
    assert len(leaves) == -(-20_000 // 60) and sum(len(leaf.blocks) for leaf in leaves) == 20_000


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_every_pair_of_colours_can_be_read(scheme):
    style = (files("agreement_scan.reports.html") / "style.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\n\s*\}", style, flags=re.S)
    blocks = [b for b in blocks if "--contrary" in b]
    assert len(blocks) == 3
    long = {name: "#" + "".join(c * 2 for c in value[1:]) if len(value) == 4 else value for name, value in re.findall(r"--([\w-]+): (#\w{3,6})", blocks[scheme])}
    for status in ("contrary", "absent", "weak", "unclear", "present", "none"):
        assert contrast(long[status], long[f"{status}-tint"]) >= 4.5, status
        assert contrast(long[status], long["sheet"]) >= 4.5, status
        assert contrast(long["ink"], long[f"{status}-tint"]) >= 4.5, status
    for text in ("ink", "soft", "link"):
        assert contrast(long[text], long["sheet"]) >= 4.5 and contrast(long[text], long["ground"]) >= 4.5, text
    if scheme < 2:
        assert contrast(long["ink"], long["evidence"]) >= 4.5 and contrast(long["ink"], long["lead"]) >= 4.5


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Debian's chromium")
def test_in_a_browser_a_deep_link_opens_its_finding(report, tmp_path):
    file = tmp_path / "report.html"
    file.write_bytes(render(report, "html"))
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", f"--user-data-dir={tmp_path}/profile", "--virtual-time-budget=1000"]
    done = subprocess.run(["chromium", *flags, "--dump-dom", f"{file.as_uri()}#f-condit05"], capture_output=True, text=True, timeout=120, check=True)
    page = Page(done.stdout.encode())
    assert [a["id"] for _, a in page.elements if set(a.get("class", "").split()) >= {"card", "on"}] == ["p-release.unconditional"]
    assert "".join(words for attrs, words in page.marks if "on" in attrs["class"].split()) == "as far as possible, once a comprehensive agreement is signed"
    assert any("lead" in a.get("class", "").split() and a.get("data-l", "").split() == ["condit05", "handov06", "recrut03", "releas04"] for _, a in page.elements)
