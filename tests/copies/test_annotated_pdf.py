"""A PDF handed back: highlights that cover the words they are about, on pages however turned and cropped."""

import io

import drafts
import pypdfium2 as pdfium
import pytest

from agreement_scan import copies
from agreement_scan.copies._notes import notes
from agreement_scan.options import Options
from agreement_scan.readers import read
from agreement_scan.scan import scan

pikepdf = pytest.importorskip("pikepdf")
OPTIONS = Options(profile="ceasefire", model="off")
SHAPES = [(0, None), (90, None), (180, None), (270, None), (0, (60, 80, 560, 800)), (90, (60, 80, 560, 800)), (270, (60, 80, 560, 800))]


def annotated(data, options=OPTIONS):
    report = scan(data, options, name="ombra.pdf")
    return report, copies.render(report, "annotated-pdf", data, options)


def highlights(pdf):
    return [(n, a) for n, page in enumerate(pdf.pages) for a in page.obj.get("/Annots", []) if a.Subtype == "/Highlight"]


@pytest.mark.parametrize(("turn", "crop"), SHAPES)
def test_each_highlight_covers_its_words_and_no_others(turn, crop):
    report, copy = annotated(drafts.paper_draft(turn, crop))
    marked = notes(report)
    assert {f.page for f in report.findings} == {1, 2}
    shown = pdfium.PdfDocument(copy)
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        found = highlights(pdf)
        assert len(found) == len(marked)
        for (n, a), note in zip(found, marked, strict=True):
            corners = [float(v) for v in a.QuadPoints]
            words = []
            for k in range(0, len(corners), 8):
                xs, ys = corners[k : k + 8 : 2], corners[k + 1 : k + 8 : 2]
                words.append(shown[n].get_textpage().get_text_bounded(min(xs), min(ys), max(xs), max(ys)))
            assert " ".join(" ".join(words).split()) == " ".join(note.findings[0].quote.split())


def test_the_highlight_is_seen_where_the_words_are_and_only_there():
    data = drafts.paper_draft(90)
    report, copy = annotated(data)
    scale = 2
    before, after = (pdfium.PdfDocument(d)[0].render(scale=scale).to_numpy()[..., :3].astype(int) for d in (data, copy))
    changed = (abs(before - after).max(axis=2)) > 12
    box = next(f for f in report.findings if f.page == 1).boxes[0]
    inside = changed[int(box.top * scale) + 2 : int(box.bottom * scale) - 2, int(box.x0 * scale) + 2 : int(box.x1 * scale) - 2]
    assert inside.mean() > 0.6
    for f in report.findings:
        for b in f.boxes:
            if b.page == 1:
                changed[int(b.top * scale) - 3 : int(b.bottom * scale) + 4, int(b.x0 * scale) - 3 : int(b.x1 * scale) + 4] = False
    changed[: 30 * scale, : 30 * scale] = False  # the note on the whole draft
    assert not changed.any()


def test_notes_say_status_reason_and_better_words_and_have_an_appearance():
    report, copy = annotated(drafts.paper_draft())
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        found = highlights(pdf)
        for _, a in found:
            assert a.AP.N.Subtype == "/Form" and a.AP.N.Resources.ExtGState.Multiply.BM == "/Multiply"
            assert int(a.F) == 4 and str(a["/T"]) == "agreement-scan" and "/M" not in a
        told = "\n".join(str(a.Contents) for _, a in found)
        for f in report.findings:
            assert f.id in told and f.provision in told
        assert "CONTRARY: No amnesty for crimes under international law" in told and "Suggested wording: " in told
        summary = next(a for a in pdf.pages[0].Annots if a.Subtype == "/Text")
        assert "GAPS" in str(summary.Contents) and "release.registration" in str(summary.Contents)


def test_bookmarks_follow_those_of_the_draft_and_lead_to_the_finding():
    report, copy = annotated(drafts.paper_draft())
    with pikepdf.open(io.BytesIO(copy)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        assert titles == ["Part 1", "Part 2", "agreement-scan: findings"]
        branch = outline.root[-1]
        assert branch.children[0].title.startswith("Contrary (")
        leaves = [leaf for twig in branch.children for leaf in twig.children]
        assert len(leaves) == len(report.findings)
        grave = next(leaf for leaf in leaves if leaf.title.startswith("No amnesty"))
        assert "Article 2" in grave.title and "page 2" in grave.title
        assert grave.destination[0].objgen == pdf.pages[1].obj.objgen


def test_text_and_pages_are_as_they_were_and_bytes_repeat():
    data = drafts.paper_draft()
    _, copy = annotated(data)
    assert annotated(data)[1] == copy
    before, after = read(data, name="a.pdf"), read(copy, name="a.pdf")
    assert (after.text, after.pages) == (before.text, before.pages)
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert pdf.check() == [] if hasattr(pdf, "check") else True


def test_an_encrypted_draft_gives_an_encrypted_copy():
    held = io.BytesIO()
    with pikepdf.open(io.BytesIO(drafts.paper_draft())) as pdf:
        pdf.save(held, encryption=pikepdf.Encryption(user="ombra", owner="ombra"))
    options = Options(profile="ceasefire", model="off", password="ombra")
    _, copy = annotated(held.getvalue(), options)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(copy))
    with pikepdf.open(io.BytesIO(copy), password="ombra") as pdf:
        assert highlights(pdf)


def test_a_rejected_finding_is_not_handed_back():
    from dataclasses import replace

    from agreement_scan.model import Decision

    report = scan(drafts.paper_draft(0, None), OPTIONS, name="ombra.pdf")
    first = report.findings[0]
    judged = [Decision(f"d{n}", kind, f.provision, f.status, f.status, "A. Reader", "2031-03-03T10:00:00Z", f.start, f.end, f.quote, finding=f.id)
              for n, (kind, f) in enumerate([("rejected", first), ("accepted", report.findings[1])])]  # fmt: skip
    kept = {f.id for note in notes(replace(report, decisions=tuple(judged))) for f in note.findings}
    assert kept == {f.id for f in report.findings} - {first.id}
