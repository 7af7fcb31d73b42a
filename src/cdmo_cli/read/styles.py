"""The styles part of an OOXML workbook: which look each format number of a cell stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cdmo_cli.read.model import PLAIN, Style
from cdmo_cli.read.package import Package, is_true

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_INDENT = 250  # Excel's own limit


def read_styles(package: Package) -> dict[str, Style]:
    """The styles that differ from a plain one, by the text of a cell's `s` attribute."""
    part = package.styles_part()
    if part is None:
        return {}
    root = package.parse(part)
    formats = {
        number.get("numFmtId", ""): number.get("formatCode", "General")
        for number in _entries(root, "numFmts", "numFmt")
    }
    bold = [_is_bold(font) for font in _entries(root, "fonts", "font")]
    looks = (_style(xf, formats, bold) for xf in _entries(root, "cellXfs", "xf"))
    return {str(number): style for number, style in enumerate(looks) if style != PLAIN}


def _entries(root: Element, group: str, name: str) -> Iterator[Element]:
    return (child for parent in root if _name(parent) == group for child in parent if _name(child) == name)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_bold(font: Element) -> bool:
    return any(_name(child) == "b" and is_true(child.get("val", "1")) for child in font)


def _style(xf: Element, formats: dict[str, str], bold: list[bool]) -> Style:
    number = xf.get("numFmtId", "0")
    font = xf.get("fontId", "0")
    indent = next((child.get("indent", "0") for child in xf if _name(child) == "alignment"), "0")
    return Style(
        number_format=formats[number] if number in formats else _builtin_format(number),
        bold=font.isdecimal() and int(font) < len(bold) and bold[int(font)],
        indent=min(int(indent), MAX_INDENT) if indent.isdecimal() else 0,
    )


def _builtin_format(number: str) -> str:
    if number == "0" or not number.isdecimal():
        return "General"
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    return str(BUILTIN_FORMATS.get(int(number), "General"))
