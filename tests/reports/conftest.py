"""Fixtures of the report tests; the made-up report itself is built in ``made_up.py``."""

import made_up
import pytest


@pytest.fixture
def report():
    return made_up.report()


@pytest.fixture
def hostile():
    return made_up.hostile_report()
