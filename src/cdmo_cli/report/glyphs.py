"""What becomes of characters that no font of the report has: never an empty box, never a font of the machine.

Invisible ones go, kinds of spaces and hyphens become the plain ones, some signs have a spelling (`->`), and letters in
compatibility forms become what Unicode says they stand for. Whatever is left is printed as MISSING and said.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Final

MISSING: Final = "[?]"
_NAMED: Final = 8  # the most that a message lists
_PRIVATE = "\ue000"  # the mark of a hidden figure, see numbers.HIDDEN: templates make a chip of it

# Alike: the reader sees no difference.
_ALIKE: Final = {
    "\u2000": " ", "\u2001": " ", "\u2002": " ", "\u2003": " ", "\u2004": " ", "\u2005": " ", "\u2006": " ",
    "\u2007": "\u00a0", "\u2008": " ", "\u2009": "\u00a0", "\u200a": "\u00a0", "\u202f": "\u00a0", "\u205f": "\u00a0",
    "\u3000": " ", "\u2010": "-", "\u2011": "-", "\u2015": "—", "\u2028": " ", "\u2029": " ", "\u0085": " ",
    "\u2044": "/", "\u2215": "/", "\u2032": "'", "\u2033": '"', "\u2219": "·", "\u22c5": "·", "\u25cf": "•",
    "\u25a0": "•", "\u25aa": "•", "\u2666": "•", "\u2023": "•", "\u03bc": "µ",
}  # fmt: skip
# Another spelling: said, because the reader sees it.
_INSTEAD: Final = {
    "→": "->", "←": "<-", "↔": "<->", "⇒": "=>", "⇐": "<=", "≥": ">=", "≤": "<=", "≈": "~", "≠": "!=", "≡": "=",
    "√": "sqrt ", "∞": "infinity", "∑": "sum ", "∆": "Δ", "✓": "yes", "✔": "yes", "✗": "no", "✘": "no", "☑": "yes",
    "№": "No.", "‰": " per mille", "▲": "↑", "▼": "↓", "△": "↑", "▽": "↓", "★": "*", "☆": "*", "†": "+", "‡": "++",
}  # fmt: skip


def printed(text: str, has: Callable[[str], bool]) -> tuple[str, frozenset[str]]:
    """The text as the fonts can print it, and the characters that it shows otherwise; `has` says what they have."""
    if text.isascii():
        return text, frozenset()
    spelt, changed = [], set()
    for char in unicodedata.normalize("NFC", text):
        instead, said = _one(char, has)
        spelt.append(instead)
        if said:
            changed.add(char)
    # One mark for a run of characters: a name in another script is one gap, not twenty.
    parts = [part for part, run in itertools.groupby(spelt) for part in ([part] if part == MISSING else run)]
    return "".join(parts), frozenset(changed)


def _one(char: str, has: Callable[[str], bool]) -> tuple[str, bool]:
    """What is printed for a character, and whether the reader is to be told."""
    if char.isascii() or char == _PRIVATE:
        return char, False
    category = unicodedata.category(char)
    # Joiners, marks of direction, variants.
    if (category == "Cf" and char != "\u00ad") or "\ufe00" <= char <= "\ufe0f":
        return "", False
    if has(char):
        return char, False
    if char in _ALIKE:
        return _ALIKE[char], False
    spelt = _INSTEAD.get(char) or _plainer(char)
    if spelt and all(each.isascii() or has(each) for each in spelt):
        return spelt, True
    return MISSING, True


def _plainer(char: str) -> str:
    """What Unicode says that a character stands for: `①` 1, `㎎` mg, `ǻ` without its marks."""
    spelt = unicodedata.normalize("NFKD", char)
    kept = "".join(each for each in spelt if not unicodedata.combining(each))
    return kept if spelt != char else ""


def named(characters: frozenset[str] | set[str]) -> str:
    """Characters in words, for a message: letters by their script, `6 of CJK`, signs by their names, `U+2192 rightwards
    arrow`; eight at most."""
    scripts: Counter[str] = Counter()
    signs = []
    for char in sorted(characters):
        name = unicodedata.name(char, "")
        if unicodedata.category(char).startswith("L") and name:
            scripts[name.split()[0]] += 1
        else:
            signs.append(f"U+{ord(char):04X} {name.lower()}".strip())
    letters = [f"{count} of {script if script == 'CJK' else script.capitalize()}" for script, count in scripts.items()]
    listed = [*letters, *signs]
    return ", ".join(listed[:_NAMED]) + (f" and {len(listed) - _NAMED} more" if len(listed) > _NAMED else "")
