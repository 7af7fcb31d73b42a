"""Everything that stands in a PDF, place by place, and the figures that must not be among it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, EncodedStreamObject, IndirectObject, NameObject, StreamObject

from cdmo_cli.market.model import MEASURES
from cdmo_cli.report.view import View

_SEPARATORS = ("", ",", ".", " ", "\u00a0", "\u202f", "'")


def places(data: bytes) -> Mapping[str, str]:
    """The text of every place of a PDF: pages as they read, every object (metadata, bookmarks, alternative texts, the
    structure tree, links), every stream but those that only draw, and what is attached, unpacked."""
    reader = PdfReader(io.BytesIO(data))
    found = {f"page {number}": page.extract_text() for number, page in enumerate(reader.pages, start=1)}
    drawn = {number for page in reader.pages for number in _contents(page)}
    for number in range(1, int(reader.trailer["/Size"])):
        item = IndirectObject(number, 0, reader).get_object()
        if item is None:
            continue
        found[f"object {number}"] = "\n".join(_strings(item))
        if isinstance(item, StreamObject | EncodedStreamObject) and number not in drawn and not _only_draws(item):
            for name, text in _unpacked(f"stream {number}", item.get_data()):
                found[name] = text
    for name, contents in reader.attachments.items():
        for content in contents if isinstance(contents, list) else [contents]:
            found |= dict(_unpacked(f"attachment {name}", content))
    return {name: text for name, text in found.items() if text}


def _contents(page: DictionaryObject) -> Iterator[int]:
    contents = page.raw_get("/Contents")
    for reference in contents if isinstance(contents, list) else [contents]:
        yield reference.idnum


def _only_draws(item: StreamObject | EncodedStreamObject) -> bool:
    """Forms and patterns of the page (their text is read with it), images, fonts with their tables."""
    keys = set(item)
    font = {"/Length1", "/Length2"} & keys or item.get("/Subtype") in ("/OpenType", "/Type1C", "/CIDFontType0C")
    return bool(font) or item.get("/Type") in ("/XObject", "/Pattern", "/XRef", "/ObjStm") or "/N" in keys


def _unpacked(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from _unpacked(f"{name}: {member}", archive.read(member))
    else:
        text = data.decode("utf-8", errors="replace")
        # a cell with a text holds the text's number, and styles are numbered: neither is a figure
        text = re.sub(r't="s"><v>\d+</v>', 't="s">', text)
        yield name, re.sub(r'\b(?:\w*Id|s|r|style|count|uniqueCount|spans|min|max)="[^"]*"', "", text)


def _strings(item: object) -> Iterator[str]:
    if isinstance(item, DictionaryObject):
        for value in item.values():
            yield from _strings(value)
    elif isinstance(item, ArrayObject):
        for value in item:
            yield from _strings(value)
    elif isinstance(item, str) and not isinstance(item, NameObject | IndirectObject):
        yield str(item)
    elif isinstance(item, bytes):
        yield item.decode("latin-1")


def forms(value: float, unit: float = 1.0, least: int = 3) -> set[str]:
    """How a figure could be printed: with two decimals, with one, with none, as it is stored, in the unit given or in
    base units, with any mark and separator. Forms of fewer digits than `least` could be anything."""
    found: set[str] = set()
    for number in {abs(value), abs(value) * unit}:
        for written in (f"{number:,.2f}", f"{number:,.1f}", f"{number:,.0f}", f"{number:.12g}", repr(number)):
            figures = written.rstrip("0") if "." in written else written
            if sum(char.isdigit() for char in figures.removeprefix("0.")) < least or "e" in written:
                continue
            for separator in _SEPARATORS if "," in written else ("",):
                text = written.replace(",", "\x00").replace("\x00", separator)
                found.add(text)
                if "." in written and separator != ",":
                    head, _, tail = written.rpartition(".")
                    found.add(f"{head.replace(',', separator)},{tail}")
    return found


def hidden_forms(view: View, least: int = 3) -> dict[str, int]:
    """Every form of a hidden figure that no shown one has, with its observation; those of years are left out."""
    data = view.model.observations
    hidden: dict[str, int] = {}
    shown: set[str] = set()
    for position in range(len(data)):
        value = float(data.value[position])
        measure = MEASURES[int(data.measure[position])]
        rate = measure in ("share", "growth", "cagr")
        unit = 100.0 if rate and abs(value) <= 1 else 1.0
        for form in forms(value, unit, least):
            if not view.shows(position):
                hidden.setdefault(form, position)
            else:
                shown.add(form)
    return {
        form: position
        for form, position in hidden.items()
        if form not in shown and not re.fullmatch(r"(?:19|20|21)\d\d", form)
    }


def printed(text: Mapping[str, str], wanted: Mapping[str, int]) -> dict[str, str]:
    """The forms that stand somewhere, with the place; exhibits have numbers, too."""
    pattern = re.compile(r"(?<![\w.,/#-])\d[\d.,'\u00a0\u202f ]*\d(?![\w%]*\d)")
    exhibits = set(re.findall(r"Exhibit[ \u00a0](\d+\.\d+)", " ".join(text.values())))
    found: dict[str, str] = {}
    for place, content in text.items():
        for match in pattern.finditer(content):
            for piece in _pieces(match[0]):
                if piece in wanted and piece not in exhibits:
                    found.setdefault(piece, place)
    return found


_SHORT = re.compile(
    r"(?<![\w.,/#-])(?P<figure>\d[.,]\d(?![\d.,]*\d)|\d{1,2}(?![.,]?\d))"
    r"(?P<unit>[\s\u00a0\u202f]?(?:%|per cent|percent|billion|bn))?"
)


def printed_short(text: Mapping[str, str], wanted: Mapping[str, int]) -> dict[str, str]:
    """The forms of two digits that stand on a page or in a text beside it (an alternative, a bookmark) with a decimal
    or before a unit, with the place; the numbers of exhibits are no figures, but before a unit."""
    exhibits = set(re.findall(r"Exhibit[ \u00a0](\d+\.\d+)", " ".join(text.values())))
    found: dict[str, str] = {}
    for place, content in text.items():
        if place.startswith(("page ", "object ")):
            for match in _SHORT.finditer(content):
                figure = match["figure"]
                decimal = not figure.isdigit() and figure not in exhibits
                if figure in wanted and (match["unit"] or decimal):
                    found.setdefault(figure, place)
    return found


def _pieces(run: str) -> Iterator[str]:
    """A run of digits and separators, and what it may be made of: figures side by side."""
    yield run
    parts = re.split(r"[ \u00a0\u202f]+", run)
    for start in range(len(parts)):
        for end in range(start + 1, len(parts) + 1):
            yield " ".join(parts[start:end]).strip(".,' ")
