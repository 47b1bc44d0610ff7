"""Numbers of list items as they are printed: `3`, `c`, `iii`."""

from __future__ import annotations

import re

_RAISED = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
_RAISED_NUMBER = re.compile(r"\s*[\[(]?(\d{1,3})[\])]?\s*")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def format_number(number: int, style: str) -> str:
    """Give a number in one of Word's formats; those that are unknown here count in figures.

    Example:
        >>> [format_number(4, style) for style in ("decimal", "lowerLetter", "upperRoman", "decimalZero")]
        ['4', 'd', 'IV', '04']
    """
    if style == "decimalZero":
        return f"{number:02}"
    if number < 1 or number > 3000 or style not in ("lowerLetter", "upperLetter", "lowerRoman", "upperRoman"):
        return str(number)
    out = _letters(number) if "Letter" in style else _roman(number)
    return out.upper() if style.startswith("upper") else out


def raised(words: str) -> str:
    """Write the number of a footnote, or an exponent, with raised digits; other words stay.

    Example:
        >>> raised("12"), raised(" [3] "), raised("th")
        ('\u00b9\u00b2', '\u00b3', 'th')
    """
    hit = _RAISED_NUMBER.fullmatch(words)
    return hit[1].translate(_RAISED) if hit else words


def _letters(number: int) -> str:
    # As Word counts: z is followed by aa, bb, cc.
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    out = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        out += sign * count
    return out
