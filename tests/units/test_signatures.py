"""Signatures take names and places, and nothing that follows them."""

import re

import pytest

from agreement_scan.languages import load
from agreement_scan.model import Document, Mark
from agreement_scan.structure import much_signed, split

BODY = "PACT\n\nArticle 1\n\nThe Parties shall cease fire.\n\nArticle 2\n\nThis pact enters into force today.\n\nArticle 3\n\nIt is done in two copies.\n\n"
SIGNED = "Signed at Karu\n\nFor the Government of Lowan\n\nGeneral Ade Okoro\n\n1. Brigadier Sefu Lant\n\n"
LONG = (
    "The Front releases every boy and girl who is found in its camps, in its workshops and in its hospitals, gives each of them a paper that says "
    "so, brings them to the school at Karu by the road along the river, and tells the teachers there their names, their ages and their villages."
)


def read(after, before=BODY + SIGNED, marked=()):
    document = Document.of_text("t", before + after)
    document.marks = tuple(Mark("heading", document.text.index(line), document.text.index(line) + len(line), "1") for line in marked)
    return document, split(document, load("en"))


def kinds(document, clauses, after):
    begins = len(document.text) - len(after)
    return [c.kind for c in clauses if c.start >= begins]


@pytest.mark.parametrize(
    "line",
    ["For the purposes of this Agreement:", "For the duration of the truce", "On behalf of each Party an officer is named", "Witnesses shall be protected."],
)
def test_what_articles_follow_is_no_signature(line):
    """Only a line that signatures or annexes follow opens them: else the definitions below it would be lost."""
    after = f"{line}\n\n(a) \"Child\" means a person below the age of eighteen.\n\nArticle 5\n\nThe Parties shall release all children.\n"
    before = BODY + "Article 4\n\n1. The Parties meet monthly.\n\n2. They keep minutes.\n\n"
    document, clauses = read(after, before)
    assert "signature" not in kinds(document, clauses, after)
    assert next(c for c in clauses if document.text[c.start :].startswith(("(a)",))).kind == "definition"


def test_purposes_open_no_signatures_in_a_text_without_articles():
    before = "PACT\n\n" + "".join(f"{n}. The Parties meet in month {n}.\n\n" for n in range(1, 10))
    after = "For the purposes of this pact:\n\n(a) \"Child\" means a person below eighteen.\n"
    assert kinds(*read(after, before), after) == ["text", "definition"]
    after = "For the Government of Lowan:\n\nGeneral Ade Okoro\n"
    assert kinds(*read(after, before), after) == ["signature", "signature"]


@pytest.mark.parametrize(
    ("statement", "operative"),
    [
        ('Declaration of Lowan: "Lowan reads Article 2 as not touching its cadets of seventeen."', True),
        ('Special opinion of Colonel Adra: "As regards Article 2, orphans stay in our ranks."', True),
        ("Signed at Karu. The Front signs with the words: fourteen days, save for the gunners of sixteen.", True),
        ('Declaration of the Protecting Power: "No cadet should be seen at the front again."', False),
        ("Statement of the mediator: the children of Karu wait for their mothers.", False),
        ("Signed at Karu in two copies.", False),
    ],
)
def test_a_partys_own_declaration_beside_the_signatures_is_read(statement, operative):
    document, clauses = read(statement + "\n")
    (clause,) = (c for c in clauses if document.text[c.start :].startswith(statement[:20]) and c.start > len(BODY))
    assert clause.operative is operative


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("Annex to the pact of Karu\n\nThe Front releases all boys.\n", ["annex", "text"]),
        ("### Annex to the pact of Karu\n\nThe Front releases all boys.\n", ["annex", "text"]),
        ("ANNEX I\n\nThe Front releases all boys.\n", ["annex", "text"]),
        ("## Release\n\nThe Front releases all boys.\n", ["heading", "text"]),
        (LONG + "\n", ["text"]),
        ("1. The Front releases every boy and girl who is found in its camps and its schools.\n", ["paragraph"]),
        ("1. The Front shall release all boys.\n", ["paragraph"]),
        ("RELEASE OF CHILDREN\n\n1. The Front shall release all boys.\n", ["heading", "paragraph"]),
        ("2. Release\n\n2.1 The Front shall release all boys.\n", ["heading", "paragraph"]),
        ("II. Release\n\n1. The Front shall release all boys.\n", ["heading", "paragraph"]),
        ("Colonel Imre Vass\n\n1. The Front shall release all boys.\n", ["signature", "paragraph"]),
        ("2. Colonel Imre Vass\n\n3. The Front shall release all boys.\n", ["signature", "paragraph"]),
        # what stays: names, offices, places, short lines, what a witness says
        ("General Bako Tarn\n\nMINISTER OF DEFENCE\n\nKaru, 14 May 2031\n", ["signature"] * 3),
        ("2. Colonel Imre Vass, deputy of the Front\n", ["signature"]),
        ("FOR THE FRONT\n\nColonel Imre Vass\n", ["signature"] * 2),
        ("Annex to this pact: a map.\n", ["signature"]),
        ("All boys are released at once.\n", ["text"]),
        ("Statement of the observer: " + LONG + "\n", ["note"]),
        ("The witness from the League of Elders adds: " + LONG + "\n", ["note"]),
    ],
)
def test_where_signatures_end(after, expected):
    document, clauses = read(after)
    before = [c for c in clauses if c.start < len(document.text) - len(after)]
    assert [c.kind for c in before[-4:]] == ["signature"] * 4
    assert kinds(document, clauses, after) == expected


def test_a_heading_style_ends_signatures_but_one_of_signatures_does_not():
    after = "Signature page\n\nGeneral Bako Tarn\n\nRelease\n\nThe Front releases all boys.\n"
    document, clauses = read(after, marked=("Signature page", "Release\n"))
    assert kinds(document, clauses, after) == ["signature", "signature", "heading", "text"]
    assert clauses[-1].operative


def test_much_signed_text_is_told():
    document, clauses = read("")
    assert much_signed(document, clauses) == ()  # a page of names is nothing to warn of
    names = "".join(f"Colonel N. {chr(65 + n % 26)}. Arrowsmith, for the {n + 1}th company\n" for n in range(60))
    document, clauses = read(names)
    (notice,) = much_signed(document, clauses)
    assert (notice.code, notice.severity) == ("much-signed", "warning")
    assert re.match(r"\d\d % of the text was taken for signatures", notice.message)


def test_a_text_with_few_signatures_is_not_told():
    document, clauses = read("", before=BODY + (LONG + "\n\n") * 5 + SIGNED)
    assert any(c.kind == "signature" for c in clauses)
    assert much_signed(document, clauses) == ()
