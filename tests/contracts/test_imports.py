"""Imports point one way, spaCy and scikit-learn have one door each, and nothing needs the network."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "agreement_scan"

# Lower rooms first; a module may import rooms before its own, and its own.
LAYERS = [
    {"errors"},
    {"model", "sentences"},
    {"comparison"},
    {"resources", "options", "outputs"},
    {"readers", "languages", "catalogue"},
    {"structure"},
    {"rules"},
    {"pipeline", "settle"},
    {"assess"},
    {"annotation"},
    {"classify"},
    {"scan"},
    {"compare", "review", "corpus", "explain"},
    {"reports"},
    {"copies"},
    {"cli"},
    {"__main__", "__init__"},
]
RANK = {room: n for n, layer in enumerate(LAYERS) for room in layer}


def room_of(path: Path) -> str:
    relative = path.relative_to(SOURCE).parts
    return relative[0].removesuffix(".py")


def imported_rooms(path: Path):
    """(room, top-level?) of every import inside the package."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    package = ["agreement_scan", *path.relative_to(SOURCE).parts[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            if node.level:
                base = package[: len(package) - node.level + 1]
                target = base[1:] + (node.module.split(".") if node.module else [])
                names = [target[0]] if target else [a.name for a in node.names]
            elif node.module and node.module.startswith("agreement_scan"):
                parts = node.module.split(".")[1:]
                names = [parts[0]] if parts else [a.name for a in node.names]
            else:
                continue
            yield from ((n, node.col_offset == 0) for n in names)


FILES = sorted(p for p in SOURCE.rglob("*.py"))


def test_every_room_has_its_place():
    assert {room_of(p) for p in FILES} <= set(RANK)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_imports_point_one_way(path):
    here = room_of(path)
    for room, top in imported_rooms(path):
        if room in RANK and top:
            assert RANK[room] <= RANK[here], f"{here} imports {room}"
        if here == "reports" and room in RANK:
            assert room in {"reports", "model", "comparison", "errors", "sentences"}, f"reports imports {room}"


def test_no_module_imports_a_private_name_of_another():
    """A leading underscore says that nobody else relies on it; modules may be private (``reports/_text``), what they give is not."""
    private = [
        f"{path.relative_to(SOURCE)}:{node.lineno} {name.name}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if name.name.startswith("_") and not name.name.startswith("__")
    ]
    assert private == []


def modules_naming(name: str):
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            if any(n == name or n.startswith(name + ".") for n in names):
                yield path.relative_to(SOURCE).as_posix()


def test_only_the_pipeline_imports_spacy():
    assert {p.split("/")[0] for p in modules_naming("spacy")} == {"pipeline"}


def test_only_training_and_evaluation_import_scikit_learn():
    assert set(modules_naming("sklearn")) <= {"classify/calibrate.py", "classify/training.py", "classify/trials.py"}


def test_a_scan_imports_neither_scikit_learn_nor_pandas():
    code = (
        "import sys\nfrom agreement_scan.scan import scan\n"
        "scan(b'1. The Parties shall release all children.\\n\\n2. This is the end of the text.', name='a.txt')\n"
        "assert not {'sklearn', 'pandas', 'pdfplumber', 'torch'} & set(sys.modules), sorted({'sklearn', 'pandas', 'pdfplumber', 'torch'} & set(sys.modules))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_scan_opens_no_socket(monkeypatch):
    import socket

    from agreement_scan.scan import scan

    def refuse(*a, **k):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    report = scan(b"1. The Parties shall release all children.\n\n2. This is the end of the text.", name="a.txt")
    assert report.document.name == "a.txt"
