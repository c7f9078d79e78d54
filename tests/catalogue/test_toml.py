"""The packaged TOML is TOML 1.0: what the standard library reads too, whatever newer parsers allow."""

import tomllib

import pytest

from agreement_scan.resources import PACKAGE, TomlSource

FILES = sorted(PACKAGE.rglob("*.toml"))


def test_there_are_files_to_read():
    assert len(FILES) > 106


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_standard_library_reads_the_same(path):
    assert tomllib.loads(path.read_text(encoding="utf-8")) == TomlSource(path).data
