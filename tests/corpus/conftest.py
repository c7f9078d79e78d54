import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def scanned(tmp_path_factory):
    """A folder of six drafts and the store of its batch."""
    from small import PLAIN, drafts

    from agreement_scan.corpus.runner import run

    place = tmp_path_factory.mktemp("corpus")
    folder = drafts(place / "drafts")
    run([str(folder)], str(place / "results.sqlite"), PLAIN, processes=2)
    return folder, place / "results.sqlite"
