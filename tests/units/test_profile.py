"""The profile that is proposed for a text: by whole words of its title."""

import pytest

from agreement_scan.catalogue import load_catalogue
from agreement_scan.languages import load
from agreement_scan.model import Document
from agreement_scan.options import Options
from agreement_scan.scan import choose_profile, scan
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


def test_a_named_profile_says_whether_a_text_mandates_a_mission():
    """A peace agreement that speaks much of a mission is none of its own, whatever its words are, and the other way round."""
    text = (
        "COMPREHENSIVE ACCORD\n\nRespecting the mandate of the popular movement,\n\n1. The mission shall deploy its contingents. The mandate of the mission is fixed by "
        "its mandate.\n\n2. The mission shall monitor and report on grave violations against children.\n"
    )
    found = {p: {f.provision for f in scan(text.encode(), Options(language="en", profile=p, model="off"), name="d.txt").findings} for p in ("peace-agreement", "mandate")}
    assert not any(f.startswith("mandate.") for f in found["peace-agreement"]) and "mandate.mrm-mara" in found["mandate"]
