"""How a delimited text is written: its encoding, its separator, its decimal mark. Found, never asked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from cdmo_cli.errors import NotAWorkbook
from cdmo_cli.read.detect import READABLE, looks_utf16

SEPARATORS = (",", ";", "\t", "|")
SAMPLE_CHARACTERS = 200_000
SAMPLE_RECORDS = 5_000
GROUPED = 10  # times as many numbers must show a mark between groups of three digits as show it elsewhere

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_HINT = re.compile(r"\s*sep=(.)[ \t]*\r?\n", re.IGNORECASE)  # Excel's own first line
_NUMBER = re.compile(r"[-+(−]?\s*[^\w\s.,]{0,2}\s*([0-9][0-9.,'’ \u00a0\u202f]*)\s*%?\)?")
_SPACED_QUOTE = re.compile(r'(?:"(?:[^"]|"")*"|[^"]*?)(?:S(?: *"(?:[^"]|"")*"|[^"S]*))+\r?\n?')


def decode(data: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding.

    UTF-8 unless a byte order mark or the pattern of its zero bytes says otherwise; what is no UTF-8 is taken for
    cp1252, as Excel writes it in the west, or latin-1 where bytes have no meaning in cp1252. Raises NotAWorkbook.
    """
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), None) or looks_utf16(data[:4096])
    if encoding is not None:
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError as error:
            raise NotAWorkbook("not a workbook: neither a spreadsheet's file nor text", hint=READABLE) from error
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        if text.count("\ufffd") * 20 < sum(not character.isascii() for character in text):
            return text, "utf-8 with damaged characters"
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def stated_separator(text: str) -> str | None:
    """The separator that a first line such as `sep=;` states."""
    match = _HINT.match(text)
    return match[1] if match else None


def find_separator(text: str, suffix: str) -> str | None:
    """The separator under which most lines agree on their number of fields and fields look like values.

    None where no line has two fields under any. Lines that agree with no neighbour (titles, notes) count little.
    """
    sample = text[:SAMPLE_CHARACTERS]
    if len(text) > len(sample):
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    whole = len(sample) == len(text)
    splits = {mark: _strictly(sample, mark, whole) for mark in SEPARATORS if mark in sample}
    if all(records is None for records in splits.values()):
        splits = {mark: list(_reader(sample, mark, strict=False)) for mark in splits}
    scores = {
        mark: _score(records, mark) * (2 if mark == "\t" and suffix in {".tsv", ".tab"} else 1)
        for mark, records in splits.items()
        if records is not None
    }
    best = max(scores, key=lambda mark: scores[mark], default=None)
    return best if best is not None and scores[best] > 0 else None


def _reader(text: str, mark: str, *, strict: bool) -> Iterable[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=strict)


def _strictly(sample: str, mark: str, whole: bool) -> list[list[str]] | None:
    """The records, or None where closing quotes are not followed by this separator: it is not the one."""
    records: list[list[str]] = []
    try:
        for record in _reader(sample, mark, strict=True):
            records.append(record)
    except csv.Error as error:
        if whole or "unexpected end" not in str(error):
            return None
    return records


def _score(records: Sequence[Sequence[str]], mark: str) -> float:
    filled = [record for record in records[:SAMPLE_RECORDS] if record]
    agreeing, fields, clean = 0.0, 0, 0.0
    for position, record in enumerate(filled):
        width = len(record)
        if width < 2:
            continue
        neighbours = filled[max(position - 1, 0) : position] + filled[position + 1 : position + 2]
        agreeing += 1.0 if any(len(other) == width for other in neighbours) else 0.1
        fields += width
        clean += sum(_cleanness(field, mark) for field in record)
    return agreeing * (clean / fields) ** 2 if fields else 0.0


def _cleanness(field: str, mark: str) -> float:
    """How much a field looks like one value rather than like several, or a piece of one."""
    if _NUMBER.fullmatch(field):
        return 1.0
    if any(other in field for other in ("\t", ";", "|") if other != mark):
        return 0.0
    if re.search(r",\S", field) and mark != ",":
        return 0.2
    return 0.5 if field.startswith(" ") and mark in ",;" else 0.95


def spaces_before_quotes(text: str, mark: str) -> bool:
    """Whether fields are quoted behind a space (`1, "a, b"`), which the csv module takes for text unless told."""
    if f'{mark} "' not in text[:SAMPLE_CHARACTERS]:
        return False
    pattern = re.compile(_SPACED_QUOTE.pattern.replace("S", re.escape(mark)))
    open_quote = False
    for line in io.StringIO(text[:SAMPLE_CHARACTERS], newline=""):
        if not open_quote and f'{mark} "' in line and pattern.fullmatch(line):
            outside = re.sub(r'"(?:[^"]|"")*"', '""', line)
            if f'{mark} ""' in outside:
                return True
        open_quote ^= line.count('"') % 2 == 1
    return False


def find_decimal(records: Sequence[Sequence[str]]) -> Literal[".", ",", None]:
    """The decimal mark that the numbers of a text speak for; None where none of them tells.

    A few numbers whose digits are grouped wrongly, 8,97 for 8,997, do not outvote very many that are grouped rightly.
    """
    votes = {".": 0, ",": 0}
    groups = {".": 0, ",": 0}
    for record in records[:SAMPLE_RECORDS]:
        for field in record:
            if ("." in field or "," in field) and (match := _NUMBER.fullmatch(field.strip())):
                mark = _decimal_of(match[1].rstrip())
                if mark is not None:
                    votes[mark] += 1
                else:
                    groups["." if "." in field else ","] += 1
    votes = {mark: count if count * GROUPED > groups[mark] else 0 for mark, count in votes.items()}
    if votes["."] == votes[","]:
        return None
    return "." if votes["."] > votes[","] else ","


def _decimal_of(number: str) -> Literal[".", ",", None]:
    """The decimal mark of one number; `1,234` does not tell."""
    point, comma = number.count("."), number.count(",")
    if point and comma:
        last: Literal[".", ","] = "." if number.rfind(".") > number.rfind(",") else ","
        return last if number.count(last) == 1 else None
    mark: Literal[".", ","] = "." if point else ","
    other: Literal[".", ","] = "," if point else "."
    groups = number.split(mark)
    if len(groups) > 2:  # 1.234.567: thousands, unless it is a date or a version
        return other if all(len(group) == 3 for group in groups[1:]) and 1 <= len(groups[0]) <= 3 else None
    before, after = groups
    if not after:
        return None
    grouped = len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")
    return None if grouped else mark
