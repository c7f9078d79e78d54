"""Small corpora and stand-ins for the scanner, at module level so that spawned workers and clusters find them."""

import io
import os
import signal
import time
import zipfile
from pathlib import Path

from agreement_scan.corpus.work import failure
from agreement_scan.options import Options

ROOT = Path(__file__).parents[2]
DRAFTS = sorted((ROOT / "corpora" / "drafts").glob("*.txt"))
PLAIN = Options(model="off")  # the rules alone: tests of the corpus do not depend on the classifier's weights


def stand_in(item):
    """What a worker may meet, said by the document itself."""
    said = item.load().decode()
    if said.startswith("hang"):
        time.sleep(600)
    if said.startswith("die once") and not os.path.exists(said.split()[2]):
        Path(said.split()[2]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if said.startswith("die always"):
        os.kill(os.getpid(), signal.SIGKILL)
    if said.startswith("eat"):
        return {"error": None, "size": len(bytearray(3_000_000_000))}
    if said.startswith("break"):
        return failure("fault", "broken")
    return {"error": None, "said": said}


def nothing():
    """Nothing to build."""


def refuse():
    raise RuntimeError("cannot be built")


def drafts(folder: Path, count: int = 6) -> Path:
    folder.mkdir(parents=True)
    for path in DRAFTS[:count]:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def zipped(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def hostile(folder: Path, huge: int = 300_000_000) -> dict[str, str]:
    """Bad files in a folder, and the error code each must end with."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = DRAFTS[0].read_bytes()
    bad = {
        "empty.txt": (b"", "empty"),
        "blank.txt": (b" \n\t\n", "empty"),
        "damaged.pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "damaged"),
        "damaged.docx": (b"PK\x03\x04" + b"\x00" * 60, "damaged"),
        "cut.zip": (zipped({"a.txt": draft})[:300], "damaged"),
        "picture.pdf": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "needs-ocr"),
        "sheet.docx": (zipped({"xl/workbook.xml": b"<a/>"}), "wrong-format"),
        "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "wrong-format"),
    }
    for name, (data, _) in bad.items():
        (folder / name).write_bytes(data)
    expected = {name: code for name, (_, code) in bad.items()}
    (folder / "bomb.zip").write_bytes(zipped({"bomb.txt": b"a" * 201_000_000}))
    expected["bomb.zip/bomb.txt"] = "too-large"
    with (folder / "huge.txt").open("wb") as file:  # holes cost no disk
        file.truncate(huge)
    expected["huge.txt"] = "too-large"
    return expected


def sealed_pdf() -> bytes:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    pdf.write(6, "The Parties shall release all children.")
    pdf.set_encryption(owner_password="owner", user_password="secret")
    return bytes(pdf.output())


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}
