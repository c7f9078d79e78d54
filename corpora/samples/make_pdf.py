"""Makes the sample PDF from its text: a running head and page numbers, so that a reader has something to leave out.

Run from this folder with fpdf2 installed: ``python make_pdf.py``. The result is the same bytes every time.
"""

from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF

HERE = Path(__file__).parent


class Draft(FPDF):
    def header(self) -> None:
        self.set_font("Times", "I", 9)
        self.cell(0, 6, "Lowan cessation of hostilities - draft, not for circulation", align="R", new_x="LMARGIN", new_y="NEXT")
        self.ln(4)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Times", "", 9)
        self.cell(0, 6, f"Page {self.page_no()}", align="C")


def main() -> None:
    pdf = Draft(format="A4")
    pdf.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
    pdf.set_title("Draft agreement on a cessation of hostilities in Lowan")
    pdf.set_margins(25, 18, 25)
    pdf.add_page()
    for block in (HERE / "lowan-ceasefire-draft.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        heading = block.isupper() or (block.startswith("Article") and len(block) < 60)
        pdf.set_font("Times", "B" if heading else "", 12)
        pdf.multi_cell(0, 6, block, align="C" if block.isupper() else "L")
        pdf.ln(2.5)
    pdf.output(str(HERE / "lowan-ceasefire-draft.pdf"))


if __name__ == "__main__":
    main()
