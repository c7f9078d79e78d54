"""Every paragraph of the five documents goes somewhere, and table and provisions say the same from both sides."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from agreement_scan.catalogue import load_catalogue
from agreement_scan.catalogue.coverage import as_csv, as_markdown, as_text, loose_ends, paragraphs, summary
from agreement_scan.model import Source

SHARED = Path(__file__).parents[3] / "shared"


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(None)


def test_nothing_is_dropped(catalogue):
    assert loose_ends(catalogue) == []
    table = paragraphs(catalogue)
    assert len(table) == 101
    assert [d for d in dict.fromkeys(p.document for p in table)] == ["PC", "WG", "BA", "PK", "FH"]
    assert {i for p in table for i in p.provisions} == set(catalogue.provisions)
    assert all(p.provisions or len(p.reason) > 20 for p in table)
    assert "101 paragraphs of 5 documents" in summary(catalogue) and "106 of 106 provisions" in summary(catalogue)


def test_the_paris_commitments_are_complete(catalogue):
    numbers = [p.paragraph for p in paragraphs(catalogue) if p.document == "PC"]
    assert numbers == [f"Preamble {n}" for n in range(1, 8)] + [str(n) for n in range(1, 21)]


def changed(catalogue, identity, sources):
    provisions = {**catalogue.provisions, identity: replace(catalogue.provisions[identity], sources=sources)}
    return replace(catalogue, provisions=provisions)


def test_loose_ends_are_seen_from_both_sides(catalogue):
    known = catalogue.provisions["release.unconditional"].sources
    assert loose_ends(changed(catalogue, "release.unconditional", ())) == [
        "PC 5 leads to release.unconditional, which does not cite it.",
        "release.unconditional has no source.",
    ]
    stray = Source("PC", "99", "nothing", "State commitment", "")
    assert loose_ends(changed(catalogue, "release.unconditional", (*known, stray))) == ["PC 99, cited by release.unconditional, is not in the table."]
    astray = Source("PC", "8", "nothing", "State commitment", "")
    assert loose_ends(changed(catalogue, "release.unconditional", (*known, astray))) == ["PC 8 is cited by release.unconditional, but the table does not lead there."]
    empty = [{**p, "provisions": [], "reason": ""} if (p["document"], p["paragraph"]) == ("PK", "1d") else p for p in catalogue.coverage]
    found = loose_ends(replace(catalogue, coverage=tuple(empty)))
    assert "PK 1d leads neither to a provision nor to a reason." in found
    assert "PK 1d is cited by mandate.hrddp, but the table does not lead there." in found
    assert loose_ends(replace(catalogue, coverage=(*catalogue.coverage, catalogue.coverage[3])))[0] == "PC Preamble 4 stands twice in the table."


def test_every_quote_stands_in_its_document(catalogue):
    seeds = sorted((SHARED / "seeds").glob("*.txt"))
    if not seeds:
        pytest.skip("the source documents are not beside the checkout (../shared/seeds)")
    texts = {key: plain(path.read_text(encoding="utf-8")) for key, path in zip(("PC", "WG", "BA", "PK", "FH"), seeds, strict=True)}
    missing = [(p.id, s.document, s.quote) for p in catalogue.provisions.values() for s in p.sources if plain(s.quote) not in texts[s.document]]
    assert missing == []


def plain(text):
    """The words without emphasis and line ends."""
    return " ".join(re.sub(r"\*\*|</?u>", "", text).split())


def test_the_table_of_the_reference_is_reproduced(catalogue):
    path = SHARED / "reference" / "domain.md"
    if not path.is_file():
        pytest.skip("the reference is not beside the checkout (../shared/reference/domain.md)")
    section = path.read_text(encoding="utf-8").split("### Coverage")[1].split("\n## ")[0]
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in section.splitlines() if re.match(r"\| (PC|WG|BA|PK|FH) ", line)]
    theirs = [(document, sorted(re.findall(r"`([a-z0-9.-]+)`", provisions))) for document, _, provisions, _ in rows]
    ours = [(p.document, sorted(p.provisions)) for p in paragraphs(catalogue)]
    assert len(rows) > 90
    for document in ("PC", "BA", "PK", "FH"):  # WG's rows stand in another order there
        assert [p for d, p in ours if d == document] == [p for d, p in theirs if d == document], document
    assert sorted(p for d, p in ours if d == "WG" and p) == sorted(p for d, p in theirs if d == "WG" and p)


def test_all_formats_hold_every_paragraph(catalogue):
    rows = list(csv.DictReader(io.StringIO(as_csv(catalogue))))
    assert [(r["document"], r["paragraph"]) for r in rows] == [(p.document, p.paragraph) for p in paragraphs(catalogue)]
    assert rows[0]["provisions"] == "" and rows[0]["reason"].startswith("A political statement")
    table = [line for line in as_markdown(catalogue).splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| paragraph"))]
    assert len(table) == 101 and all(len(re.findall(r"(?<!\\)\|", line)) == 5 for line in table)
    text = as_text(catalogue)
    assert all(p.subject in text and p.reason in text for p in paragraphs(catalogue))
