"""What a badge may say, and how much room that takes."""

from __future__ import annotations

import unicodedata
from typing import Final

# A name has 63 characters, a tag 128 and the longest word of a state 10.
MAX_TEXT: Final = 160

# Advances of ASCII 32 to 126 in thousandths of an em: the wider of Verdana's and DejaVu Sans's, which stands in
# for it where there is no Verdana. From the fonts' own `hmtx` tables, rounded up.
_FIRST: Final = 32
_TABLE: Final = """
    352 401 460 838 637 1077 780 275 455 455 636 838 364 455 364 455
    637 637 637 637 637 637 637 637 637 637 455 455 838 838 838 546
    1000 685 687 699 771 633 576 776 752 421 455 693 558 863 749 788
    604 788 696 684 617 732 685 989 686 616 686 455 455 455 838 636
    636 613 635 550 635 616 353 635 634 278 345 592 278 975 634 612
    635 635 427 521 395 634 592 819 592 592 526 637 455 637 838
"""
_ADVANCES: Final = tuple(map(int, _TABLE.split()))
# Ideographs are one em wide; the emoji of the common systems a quarter to a third more.
_WIDEST: Final = 1400


def plain(text: str, longest: int = MAX_TEXT) -> str:
    """One line of what can be seen, at most `longest` characters.

    White space of any kind becomes single spaces. Everything that Unicode calls a control, format (writing
    direction among it), surrogate, private or unassigned character goes, so all that is left may stand in XML.
    """
    seen = "".join(" " if one.isspace() else one for one in text if one.isspace() or one.isprintable())
    line = " ".join(seen.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def width(text: str, size: int = 11) -> int:
    """The pixels that hold the text at that size in pixels; rather too many than too few."""
    return -(-sum(map(_advance, text)) * size // 1000)


def _advance(character: str) -> int:
    # An accented letter is as wide as the letter; NFD gives that first.
    place = ord(unicodedata.normalize("NFD", character)[0]) - _FIRST
    return _ADVANCES[place] if 0 <= place < len(_ADVANCES) else _WIDEST
