"""A redacted report, in whatever format, says nothing in the draft's words."""

import io
import re
import zipfile
from pathlib import Path

import drafts
import pypdfium2 as pdfium
import pytest

from agreement_scan.catalogue import load_catalogue
from agreement_scan.options import Options
from agreement_scan.reports import FORMATS, render
from agreement_scan.reports._redact import _without_words
from agreement_scan.reports.comparison import FORMATS as COMPARISONS
from agreement_scan.reports.comparison import render as render_comparison
from agreement_scan.scan import scan

ROOT = Path(__file__).parents[2]
RUN = 6  # words in a row that could only be the draft's

HEADED = """DRAFT OF THE COMMISSION OF THE NINE WELLS ON THE RETURN OF THE YOUNG

What the elders of the nine wells ask of both armed sides

Both sides shall release every child in their ranks before the next new moon.

On those who took the children from the schools of Kharmeen

No court shall ever hear a case against the captains for what they did in the dry years.

[Both sides shall keep the names of the released children from the press.]
"""


def words(text):
    return re.findall(r"\w+", text.lower())


def runs(text):
    found = words(text)
    return {tuple(found[k : k + RUN]) for k in range(len(found) - RUN + 1)}


def written(data, name):
    """The words a reader of a report can find in it."""
    if name.endswith("-pdf"):
        pdf = pdfium.PdfDocument(data)
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)
    if name.endswith("-docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(re.sub(r"<[^>]+>", " ", archive.read(n).decode()) for n in archive.namelist() if n.endswith(".xml"))
    return data.decode("utf-8")


@pytest.fixture(scope="module")
def allowed():
    """What the catalogue itself says: suggested wording may well use the same words as a good draft."""
    return runs("\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "src/agreement_scan/catalogue").rglob("*.toml")))


def sources():
    yield "headed.txt", HEADED.encode()
    yield "ombra.docx", drafts.word_draft()
    yield "lowan.pdf", (ROOT / "corpora/samples/lowan-ceasefire-draft.pdf").read_bytes()
    for name in ("04-western-quarter-truce.txt", "22-tirmaz-framework-communique.txt", "32-tarwal-council-edict.txt"):
        path = ROOT / "corpora/drafts" / name
        if path.is_file():
            yield name, path.read_bytes()


@pytest.fixture(scope="module", params=sources(), ids=lambda source: source[0])
def report(request):
    name, data = request.param
    return scan(data, Options(profile="peace-agreement"), name=name)


@pytest.mark.parametrize("name", FORMATS)
def test_no_six_words_of_the_draft_in_a_row(name, report, allowed):
    assert len(report.findings) >= 2
    of_draft = runs(report.document.text) - allowed
    leaked = of_draft & runs(written(render(report, name, redact=True, verbose=2), name))
    assert not leaked, sorted(" ".join(r) for r in leaked)[:3]
    # the test can fail: the same report, not redacted, does hold such runs
    assert of_draft & runs(written(render(report, name, verbose=2), name))


def compared():
    """Two drafts side by side, and the options that one of them leaves open; headings, brackets and names of options that quote."""
    from agreement_scan.compare import compare_drafts, compare_options

    old = HEADED.encode()
    new = HEADED.replace("every child in their ranks before the next new moon", "the smallest of the drummers once the granaries of Ussel are full").replace("dry years", "years of the locust")
    options = HEADED.replace("before the next new moon", "[before the next new moon / when the granaries of Ussel are full]").replace("[Both sides", "[Option Kharmeen: Both sides")
    with_model = Options(profile="peace-agreement")
    return {"two drafts": compare_drafts(old, new.encode(), with_model, names=("wells of Kharmeen.txt", "granaries of Ussel.txt")), "open choices": compare_options(options.encode(), with_model, name="wells of Kharmeen.txt")}


@pytest.fixture(scope="module")
def comparisons():
    return compared()


@pytest.mark.parametrize("name", COMPARISONS)
@pytest.mark.parametrize("what", ["two drafts", "open choices"])
def test_nothing_of_the_drafts_is_in_a_redacted_comparison(what, name, comparisons, allowed):
    made = comparisons[what]
    texts = [made.old.document.text, made.new.document.text] if what == "two drafts" else [made.draft.document.text]
    ours = set(words(" ".join(p.read_text(encoding="utf-8") for p in (ROOT / "src/agreement_scan").rglob("*") if p.suffix in (".toml", ".py", ".js", ".css", ".html", ".json"))))
    only = {w for text in texts for w in words(text) if len(w) > 4 and w.isalpha()} - ours
    assert {"kharmeen", "granaries"} <= only
    runs_of_drafts = set().union(*map(runs, texts)) - allowed
    redacted, plain = (render_comparison(made, name, redact=redacted, verbose=2).decode() for redacted in (True, False))
    assert not only & set(words(redacted)) and not runs_of_drafts & runs(redacted)
    assert only & set(words(plain))


def test_a_label_keeps_its_kind_and_number():
    assert _without_words("Article 5(2)(a)") == "Article 5(2)(a)"
    assert _without_words("Annex B, row 3") == "Annex B, row 3"
    assert _without_words("On the young, and the old, paragraph 2") == "[words withheld], paragraph 2"
    assert _without_words("Article 7 Release of the girls of Hayy") == "Article 7 [words withheld]"
    assert _without_words("Preamble, paragraph 1") == "Preamble, paragraph 1"


@pytest.mark.parametrize("name", FORMATS)
def test_no_word_that_only_the_draft_has(name, report):
    """Single words leak too: names of places, and what the classifier weighed."""
    catalogue = load_catalogue(None)
    ours = set(words(" ".join(p.read_text(encoding="utf-8") for p in (ROOT / "src/agreement_scan").rglob("*") if p.suffix in (".toml", ".py", ".js", ".css", ".html", ".json"))))
    only = {w for w in words(report.document.text) if len(w) > 4 and w.isalpha()} - ours
    assert only and catalogue.provisions
    text = set(words(written(render(report, name, redact=True, verbose=2), name)))
    assert not only & text, sorted(only & text)[:5]
