"""A DOCX handed back: comments on the right words, and nothing else changed."""

import io
import re
import zipfile

import drafts
import pytest
from docx import Document as open_word
from lxml import etree

from agreement_scan import copies
from agreement_scan.copies._notes import notes
from agreement_scan.errors import UnreadableInput, UsageError
from agreement_scan.options import Options
from agreement_scan.readers import read
from agreement_scan.scan import scan

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OPTIONS = Options(profile="ceasefire", model="off")


@pytest.fixture(scope="module")
def draft():
    return drafts.word_draft()


@pytest.fixture(scope="module")
def report(draft):
    return scan(draft, OPTIONS, name="ombra.docx")


@pytest.fixture(scope="module")
def copy(report, draft):
    return copies.render(report, "annotated-docx", draft, OPTIONS)


def part(data, name="word/document.xml"):
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def commented(root):
    """For each comment the words between its range marks, as they stand in the XML, struck ones too."""
    words, open_ = {}, set()
    for node in root.iter():
        if node.tag == f"{W}commentRangeStart":
            open_.add(node.get(f"{W}id"))
            words[node.get(f"{W}id")] = ""
        elif node.tag == f"{W}commentRangeEnd":
            open_.discard(node.get(f"{W}id"))
        elif node.tag in (f"{W}t", f"{W}delText", f"{W}tab"):
            for number in open_:
                words[number] += node.text or " "
    assert not open_, "every range ends"
    return words


def bare(words):
    """Without spaces, and without the bars that stand between the cells of a row in the text."""
    return re.sub(r"[\s|]", "", words)


def test_each_finding_has_its_comment_on_exactly_its_words(copy, report):
    ranges = commented(part(copy))
    by_number = {c.get(f"{W}id"): "\n".join(t.text for t in c.iter(f"{W}t")) for c in part(copy, "word/comments.xml")}
    assert len(report.findings) >= 4
    for note in notes(report):
        quote = note.findings[0].quote
        holding = [n for n, words in ranges.items() if bare(words) == bare(quote)]
        assert any(all(f.id in by_number[n] and f.provision in by_number[n] for f in note.findings) for n in holding), quote


def test_the_words_that_were_split_over_runs_and_tracked_changes_are_covered(copy):
    ranges = set(map(str.strip, commented(part(copy)).values()))
    assert "The Parties shall release all children in their ranks within thirty days, unconditionally." in ranges
    assert "No person shall be investigated or prosecuted for any act committed in connection with the conflict before the date of signature." in ranges


@pytest.mark.parametrize("changes", ["both", "accept", "reject"])
def test_the_copy_reads_as_the_draft_does(changes, draft, copy):
    before, after = (read(data, name="ombra.docx", changes=changes) for data in (draft, copy))
    assert after.text == before.text
    assert after.marks == before.marks


def test_tracked_changes_and_formatting_are_untouched(draft, copy):
    def tracked(data):
        return [(n.tag, dict(n.attrib), "".join(t.text or "" for t in n.iter(f"{W}t", f"{W}delText"))) for n in part(data).iter(f"{W}ins", f"{W}del")]

    def formatted(data):
        """Each character with the formatting of its run."""
        found = []
        for run in part(data).iter(f"{W}r"):
            properties = run.find(f"{W}rPr")
            shown = b"" if properties is None else etree.tostring(properties, method="c14n")
            for t in run.iter(f"{W}t", f"{W}delText", f"{W}tab"):
                found += [(c, shown) for c in t.text or "\t"]
        return found

    assert tracked(copy) == tracked(draft) and len(tracked(draft)) == 2
    assert formatted(copy) == formatted(draft)


def test_the_comment_that_was_there_stays_and_numbers_are_apart(draft, copy):
    comments = part(copy, "word/comments.xml")
    numbers = [c.get(f"{W}id") for c in comments]
    assert len(numbers) == len(set(numbers))
    assert comments[0].get(f"{W}author") == "Ministry"
    root = part(copy)
    for kind in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert sorted(n.get(f"{W}id") for n in root.iter(f"{W}{kind}")) == sorted(numbers), kind
    assert not any(a for r in root.iter(f"{W}commentReference") for a in r.iterancestors(f"{W}ins", f"{W}del", f"{W}hyperlink"))


def test_other_parts_are_the_same_bytes(draft, copy):
    before, after = (zipfile.ZipFile(io.BytesIO(d)) for d in (draft, copy))
    assert after.namelist()[: len(before.namelist())] == before.namelist()
    changed = {n for n in before.namelist() if before.read(n) != after.read(n)}
    assert changed == {"word/document.xml", "word/comments.xml"}


def test_a_draft_without_comments_gets_the_part_and_its_relation(draft):
    made = open_word()
    made.add_paragraph("The Parties have agreed as follows:")
    made.add_paragraph("1. The Parties shall release all children in their ranks within thirty days.")
    held = io.BytesIO()
    made.save(held)
    plain = without_comments(held.getvalue())
    copy = copies.render(scan(plain, OPTIONS, name="a.docx"), "annotated-docx", plain, OPTIONS)
    opened = open_word(io.BytesIO(copy))
    told = [c.text for c in opened.comments]
    assert any("release.all-children" in t for t in told)
    assert "GAPS" in told[0]


def without_comments(data):
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/comments.xml":
                continue
            if name in ("word/_rels/document.xml.rels", "[Content_Types].xml"):
                content = re.sub(rb"<(Relationship|Override)\b[^>]*comments[^>]*/>", b"", content)
            new.writestr(name, content)
    return held.getvalue()


def test_same_draft_same_copy_and_no_date(report, draft, copy):
    assert copies.render(report, "annotated-docx", draft, OPTIONS) == copy
    assert not [c for c in part(copy, "word/comments.xml") if c.get(f"{W}author") == "agreement-scan" and c.get(f"{W}date")]


def test_the_draft_of_another_format_is_refused(report, draft):
    with pytest.raises(UsageError, match="writes on a PDF"):
        copies.render(report, "annotated-pdf", draft, OPTIONS)
    with pytest.raises(UnreadableInput, match="changed"):
        copies.render(report, "annotated-docx", draft + b"\0", OPTIONS)


@pytest.mark.parametrize("name", copies.FORMATS)
def test_a_copy_cannot_be_redacted(name, report, draft):
    with pytest.raises(UsageError, match="redact"):
        copies.render(report, name, draft, OPTIONS, redact=True)
