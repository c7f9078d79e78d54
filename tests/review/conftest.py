"""Fixtures of the review tests; drafts and decisions are made in ``reviewed_drafts.py``."""

import pytest
from reviewed_drafts import Line, report

LINES = [
    Line("title", "The Parties agree on the following terms for the children of the valley."),
    Line("undertake", "The Parties shall, from the day of signature:"),
    Line("release", "release all children in their ranks;", 1, (("release.all-children", "present"),)),
    Line("recruit", "end the recruitment of children under eighteen;", 1, (("recruit.cease", "present"),)),
    Line("girls", "see to the needs of girls where means allow.", 1, (("girls.specific-needs", "weak"),)),
    Line("amnesty", "All members of the forces are granted a general amnesty.", 0, (("amnesty.no-blanket", "contrary"),)),
    Line("lists", "Lists of those set free are kept by the Commission."),
    Line("end", "This Agreement enters into force on signature."),
]


@pytest.fixture
def lines():
    return list(LINES)


@pytest.fixture
def made(lines):
    return report(lines)[0]
