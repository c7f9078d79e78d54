"""The profile that is proposed for a text: by whole words of its title."""

import pytest

from agreement_scan.catalogue import load_catalogue
from agreement_scan.languages import load
from agreement_scan.model import Document
from agreement_scan.options import Options
from agreement_scan.scan import choose_profile
from agreement_scan.structure import split

BODY = "\n\n1. The Parties shall release all of the children who are in the ranks of the armed groups.\n"


def proposed(head, **options):
    document = Document.of_text("t", head + BODY)
    return choose_profile(document, split(document, load("en")), load_catalogue(None), Options(**options), load("en"))


@pytest.mark.parametrize(
    ("head", "profile"),
    [
        ("MANDATE OF THE FORCE IN LOWAN", "mandate"),
        ("STATUS OF MISSION", "mandate"),
        ("CEASEFIRE AGREEMENT", "ceasefire"),
        ("TWO CEASEFIRES IN LOWAN", "ceasefire"),
        ("ACTION PLAN OF THE FRONT", "action-plan"),
        # parts of words and a state's office abroad name no mission
        ("DECISION OF THE NATIONAL COMMISSION OF LOWAN", "peace-agreement"),
        ("LETTER FROM THE PERMANENT MISSION OF LOWAN", "peace-agreement"),
        ("ENTRY WITH THE PERMISSION OF THE COUNCIL", "peace-agreement"),
        # one recital names no profile
        ("THE COMMITMENTS OF KARU\n\n" + "We, the ministers of the states of the region, " * 6 + "\n\nRecalling the resolutions of the Security Council,", "peace-agreement"),
        ("WORDS OF THE ELDERS", "peace-agreement"),
    ],
)
def test_proposed(head, profile):
    assert proposed(head) == (profile, True)


def test_a_profile_that_is_asked_for_is_taken():
    assert proposed("CEASEFIRE AGREEMENT", profile="mandate") == ("mandate", False)
