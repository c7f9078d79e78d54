"""Words in brackets inside an agreed sentence: what rests on them is weak, what stands without them is as strong as it was (reading rule 2)."""

import pytest

from agreement_scan.options import Options
from agreement_scan.scan import scan

DRAFT = "PEACE AGREEMENT\n\nArticle 1\n\nThe Parties shall cease hostilities.\n\nArticle 2\n\n{said}\n\nArticle 3\n\nThis Agreement enters into force on signature.\n"


def read(said):
    report = scan(DRAFT.format(said=said).encode(), Options(language="en", profile="peace-agreement", model="off"), name="d.txt")
    return {f.provision: f for f in report.findings}


OPEN = [
    ("The Parties shall cease the recruitment [and use] of children.", "recruit.cease"),
    ("The release of children shall [not] be conditional on the surrender of weapons.", "release.unconditional"),
    ("The Parties shall release all children in their ranks [within thirty days].", "release.immediate-timeline"),
    ("The release of children by the Parties shall begin on the day after signature at the places that the Commission shall name [, irrespective of the progress of DDR].", "release.not-dependent-on-adult-ddr"),
]


@pytest.mark.parametrize(("said", "provision"), OPEN)
def test_what_rests_on_words_in_brackets_is_weak_and_says_so(said, provision):
    found = read(said)[provision]
    assert found.status == "weak" and "rests on words that are not agreed" in found.because


@pytest.mark.parametrize(("said", "provision"), OPEN)
def test_without_the_brackets_it_is_present(said, provision):
    assert read(said.replace("[", "").replace("]", ""))[provision].status == "present"


@pytest.mark.parametrize(
    ("said", "provision"),
    [
        ("The Parties [the Government and the Front] shall cease the recruitment and use of children.", "recruit.cease"),
        ("The Parties shall release all children in their ranks within thirty days [of the date of signature].", "release.immediate-timeline"),
        ("The Parties shall release all children in their ranks within [number] days.", "release.all-children"),
    ],
)
def test_what_stands_without_them_is_present(said, provision):
    assert read(said)[provision].status == "present"


def test_what_is_contrary_in_brackets_stays_contrary():
    assert read("The Parties shall release all children in their ranks at once [, save those who serve as guards].")["release.all-children"].status == "contrary"
