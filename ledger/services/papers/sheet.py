"""Sheet: an A4 paper with one typeface, a running head and foot, and tables that go on over pages.

The same content makes the same bytes: its date is the instant it was read at, and only glyphs in use are embedded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

FONTS: Final = Path(__file__).parent / "fonts"
MARGIN_MM: Final = 17.0
WIDTH_MM: Final = 210.0 - 2 * MARGIN_MM
LINE_MM: Final = 5.4
_FOOT_MM: Final = 20.0

INK: Final = (28, 38, 46)
QUIET: Final = (104, 117, 127)
ACCENT: Final = (11, 83, 105)
RULE: Final = (205, 214, 219)
WASH: Final = (238, 243, 245)
ALARM: Final = (163, 32, 32)
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, its width in millimetres, and on which side its cells stand."""

    name: str
    width_mm: float
    right: bool = False
    small: bool = False


class Sheet(FPDF):
    """A paper in the making; ``finished`` gives its bytes.

    Args:
        issuer: who keeps the books, on top of every page.
        foot: what every page says at its foot, besides its number.
    """

    def __init__(self, title: str, issuer: str, foot: Sequence[str], language: str, at: datetime) -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self._issuer, self._foot, self._named = issuer, foot, title
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.add_font("sans", style, FONTS / f"MileageSans-{name}.ttf")
        self.set_title(title)
        self.set_author(issuer)
        self.set_lang(language)
        self.set_creator("mileage-ledger")
        self.set_creation_date(at)
        self.set_margins(MARGIN_MM, MARGIN_MM, MARGIN_MM)
        self.set_auto_page_break(True, _FOOT_MM)
        self.set_draw_color(*RULE)
        self.add_page()

    def header(self) -> None:
        """Say on top of every page who keeps the books, and from the second on what it is a page of."""
        self.set_y(10)
        self._speak(7.5, QUIET)
        self.cell(WIDTH_MM / 2, 4, self._issuer)
        if self.page_no() > 1:
            self.cell(WIDTH_MM / 2, 4, self._named, align=Align.R)
        self.set_y(MARGIN_MM)

    def footer(self) -> None:
        """Say at the foot of every page where it was read, and which page it is."""
        self.set_y(-_FOOT_MM + 4)
        self.set_line_width(0.2)
        self.line(MARGIN_MM, self.get_y(), MARGIN_MM + WIDTH_MM, self.get_y())
        self.ln(1.5)
        self._speak(6.5, QUIET)
        for line in self._foot:
            self.cell(WIDTH_MM - 20, 3.2, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_xy(MARGIN_MM + WIDTH_MM - 20, -_FOOT_MM + 5.5)
        self.cell(20, 3.2, f"{self.page_no()} / {{nb}}", align=Align.R)

    def heading(self, words: str, beside: str = "") -> None:
        """Write the paper's title, with a word beside it, such as that it does not count any more."""
        self.ln(3)
        self._speak(21, ACCENT, bold=True)
        self.cell(WIDTH_MM, 11, words, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        if beside:
            self._speak(10, QUIET)
            self.cell(WIDTH_MM, 5.5, beside, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1.5)
        self.set_draw_color(*ACCENT)
        self.set_line_width(0.6)
        self.line(MARGIN_MM, self.get_y(), MARGIN_MM + WIDTH_MM, self.get_y())
        self.set_draw_color(*RULE)
        self.set_line_width(0.2)
        self.ln(4)

    def section(self, words: str, beside: str = "") -> None:
        """Begin a section, on the next page where only its title would still be on this one."""
        self._room(LINE_MM * 4)
        self.ln(3.5)
        self._speak(11, ACCENT, bold=True)
        self.cell(self.get_string_width(words) + 3, 6, words)
        self._speak(7.5, QUIET)
        self.cell(0, 6.6, beside, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)

    def facts(self, told: Mapping[str, str], name_mm: float = 34.0, size: float = 9.0) -> None:
        """Write names and values, a pair on a line; a long value takes more than one."""
        for name, value in told.items():
            top = self.get_y()
            self._speak(size - 0.5, QUIET)
            self.cell(name_mm, LINE_MM, name)
            self._speak(size, INK)
            self.set_xy(MARGIN_MM + name_mm, top)
            self.multi_cell(WIDTH_MM - name_mm, LINE_MM, value, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def text_block(self, words: str, size: float = 8.5, colour: Colour = INK, *, bold: bool = False) -> None:
        """Write a paragraph."""
        self._speak(size, colour, bold=bold)
        self.multi_cell(WIDTH_MM, size * 0.55, words, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)

    def lines(self, columns: Sequence[Column], rows: Iterable[Sequence[str]], *, last_bold: bool = False) -> int:
        """Write a table whose head is repeated on each page; gives how many rows it has.

        Args:
            last_bold: the last row is a sum.
        """
        self._table_head(columns)
        count, waiting = 0, None
        for row in rows:
            if waiting is not None:
                self._table_row(columns, waiting, bold=False)
            waiting, count = row, count + 1
        if waiting is not None:
            self._table_row(columns, waiting, bold=last_bold)
        return count

    def finished(self) -> bytes:
        """Give the paper's bytes."""
        return bytes(self.output())

    def _table_head(self, columns: Sequence[Column]) -> None:
        self._room(LINE_MM * 3)
        self._speak(7.5, ACCENT, bold=True)
        self.set_fill_color(*WASH)
        for column in columns:
            self.cell(column.width_mm, LINE_MM + 0.6, column.name, fill=True, align=_side(column))
        self.ln(LINE_MM + 0.6)

    def _table_row(self, columns: Sequence[Column], row: Sequence[str], *, bold: bool) -> None:
        if self.get_y() + LINE_MM > self.h - _FOOT_MM:
            self.add_page()
            self.ln(2)
            self._table_head(columns)
        for column, words in zip(columns, row, strict=True):
            self._speak(6.3 if column.small else 8.2, QUIET if column.small else INK, bold=bold)
            self.cell(column.width_mm, LINE_MM, self._fitting(words, column.width_mm), border="B", align=_side(column))
        self.ln(LINE_MM)

    def _fitting(self, words: str, width_mm: float) -> str:
        """Give words as far as a cell holds them."""
        if self.get_string_width(words) <= width_mm - 2:
            return words
        while words and self.get_string_width(words + "…") > width_mm - 2:
            words = words[:-1]
        return words + "…"

    def _room(self, height_mm: float) -> None:
        if self.get_y() + height_mm > self.h - _FOOT_MM:
            self.add_page()

    def _speak(self, size: float, colour: Colour, *, bold: bool = False) -> None:
        self.set_font("sans", "B" if bold else "", size)
        self.set_text_color(*colour)


def _side(column: Column) -> Align:
    return Align.R if column.right else Align.L
