"""What the validators of PDF/UA pass wrongly or cannot see: a lint of the composed HTML, and of colours as computed."""

from __future__ import annotations

import functools
import html as entities
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from cdmo_cli.report.colours import contrast
from cdmo_cli.report.style import current

SVG = "{http://www.w3.org/2000/svg}"
VOID = re.compile(r"<(meta|br|col|img|hr)\b([^>]*)>")
LEAST = 4.5


def tree(document: str) -> ET.Element:
    """The document as a tree: its markup is written so that it is XML, but for elements that HTML leaves open."""
    text = re.sub(r"<!doctype html>", "", document, count=1)
    text = re.sub(r"<style>.*?</style>", "<style></style>", text, flags=re.DOTALL)
    text = VOID.sub(r"<\1\2/>", text)
    text = re.sub(r"&(?!#|amp;|lt;|gt;|quot;)", "&amp;", text)
    return ET.fromstring(text)


def words(element: ET.Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def complaints(document: str, cover: str = "#0B2233") -> list[str]:
    """Everything that is wrong, in the order of the checks below."""
    root = tree(document)
    checks = (heads, headings, tables, pictures, links, emptiness, drawings)
    found = [said for check in checks for said in check(root)]
    return found + list(outside(document)) + list(unprintable(document)) + list(faint_charts(root, cover))


def heads(root: ET.Element) -> Iterator[str]:
    if not re.fullmatch(r"en(-[A-Z]{2})?", root.get("lang", "")):
        yield f"lang is {root.get('lang')!r}"
    title = root.find("head/title")
    if title is None or not words(title):
        yield "no title"


def headings(root: ET.Element) -> Iterator[str]:
    level = 0
    for element in root.iter():
        if re.fullmatch("h[1-6]", str(element.tag)):
            depth = int(element.tag[1])
            if depth > level + 1:
                yield f"h{depth} ‘{words(element)}’ after h{level}"
            if not words(element):
                yield f"an empty h{depth}"
            level = depth
    for section in root.iter("section"):
        count = len(list(section.iter("h1")))
        if count != 1:
            yield f"section {section.get('id') or section.get('class')} has {count} h1"
    inside = sum(len(list(section.iter("h1"))) for section in root.iter("section"))
    if inside != len(list(root.iter("h1"))):
        yield "an h1 outside of a section"


def tables(root: ET.Element) -> Iterator[str]:
    for table in root.iter("table"):
        name = words(table)[:40]
        for th in table.iter("th"):
            if th.get("scope") not in ("col", "row", "rowgroup", "colgroup"):
                yield f"a th without scope in ‘{name}’"
            if not words(th) and th.find(f".//{SVG}svg") is None:
                yield f"an empty th in ‘{name}’"
        head = table.find("thead")
        if head is None or not list(head.iter("th")):
            yield f"a table without heads: ‘{name}’"
        wide = {sum(int(cell.get("colspan", "1")) for cell in row) for row in table.iter("tr")}
        if len(wide) > 1:
            yield f"rows of {sorted(wide)} cells in ‘{name}’"
        for row in table.findall("tbody/tr"):
            if len([cell for cell in row if cell.tag == "th"]) != 1:
                yield f"a row with other than one head in ‘{name}’: {words(row)[:40]}"


def pictures(root: ET.Element) -> Iterator[str]:
    for image in root.iter("img"):
        if not (image.get("alt") or "").strip():
            yield "an img without alt"
    for svg in root.iter(f"{SVG}svg"):
        title = svg.find(f"{SVG}title")
        if title is None or not words(title):
            yield f"a drawing without title: {svg.get('class')}"
        elif "\ue000" in words(title) or "nan" in words(title).casefold().split():
            yield f"a drawing’s title holds no number: {words(title)}"


def links(root: ET.Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    yield from (f"id {name} {count} times" for name, count in ids.items() if count > 1)
    for link in root.iter("a"):
        target = link.get("href") or ""
        if target.startswith("#") and target[1:] not in ids:
            yield f"a link to {target}, which is not there"
        if not target.startswith(("#", "https://", "http://", "mailto:")):
            yield f"a link to {target!r}"
        if not words(link):
            yield f"a link without words to {target}"


def emptiness(root: ET.Element) -> Iterator[str]:
    for section in root.iter("section"):
        heading = section.find(".//h1")
        rest = words(section).replace(words(heading) if heading is not None else "", "", 1)
        if len(rest.split()) < 4:
            yield f"an empty section: {section.get('id')}"
    for name in ("p", "li", "tbody"):
        for element in root.iter(name):
            if not words(element) and element.find(".//img") is None and element.find(f".//{SVG}svg") is None:
                yield f"an empty {name} {element.get('class') or ''}"


def drawings(root: ET.Element) -> Iterator[str]:
    """Numbers of drawings that are none, and marks without any extent in their picture."""
    for svg in root.iter(f"{SVG}svg"):
        for element in svg.iter():
            for name, value in element.attrib.items():
                if re.search(r"\b(nan|inf)\b", value):
                    yield f"{name}={value} in a drawing"


def outside(document: str) -> Iterator[str]:
    body = re.sub(r'<a href="[^"]*"', "", document).replace("http://www.w3.org/", "")
    yield from (f"url({found[:30]})" for found in re.findall(r"url\(\s*['\"]?(?!data:)([^)]*)\)", body))
    yield from (f"points outside: {found[:40]}" for found in re.findall(r"(?:src|href)=\"(?!#|data:)([^\"]*)\"", body))
    yield from ("a script" for _ in re.findall(r"<script|@import|<link|<iframe|<object", body))


@functools.cache
def _printable() -> frozenset[int]:
    return frozenset(code for face in current().sans.faces for code in face.glyphs)


def unprintable(document: str) -> Iterator[str]:
    """Characters that would be set in type and that none of the shipped fonts has."""
    text = re.sub(r"<(style|title)\b.*?</\1>|<[^>]*>", "", document, flags=re.DOTALL)
    strange = {char for char in entities.unescape(text) if ord(char) not in _printable() and char not in "\n\t"}
    yield from (f"no glyph for U+{ord(char):04X}" for char in sorted(strange))


def faint_charts(root: ET.Element, cover: str) -> Iterator[str]:
    """Texts of drawings that do not stand out from the mark they stand on."""
    for svg in root.iter(f"{SVG}svg"):
        ground = cover if "chart-spiral" in (svg.get("class") or "") else "#FFFFFF"
        below: list[tuple[tuple[float, float, float, float], str]] = []
        for mark in svg:
            box = _box(mark)
            if box is not None:
                below.append((box, mark.get("fill", "")))
            elif mark.tag == f"{SVG}text" and (mark.text or "").strip():
                x, y = float(mark.get("x", 0)), float(mark.get("y", 0)) - 2.5
                x += {"start": 1.0, "end": -1.0}.get(mark.get("text-anchor", "start"), 0.0)
                under = [fill for (x0, y0, x1, y1), fill in below if x0 <= x <= x1 and y0 <= y <= y1]
                ratio = contrast(mark.get("fill", "#000000"), under[-1] if under else ground)
                if ratio < LEAST:
                    yield f"‘{mark.text}’ has a contrast of {ratio:.2f} in {svg.get('class')}"


def _box(mark: ET.Element) -> tuple[float, float, float, float] | None:
    get = {name: float(value) for name, value in mark.attrib.items() if re.fullmatch(r"-?[\d.]+", value)}
    if mark.tag == f"{SVG}rect":
        return get["x"], get["y"], get["x"] + get["width"], get["y"] + get["height"]
    if mark.tag == f"{SVG}circle" and mark.get("stroke") is None:
        return get["cx"] - get["r"], get["cy"] - get["r"], get["cx"] + get["r"], get["cy"] + get["r"]
    return None


def faint_words(document: str, cover: str) -> list[str]:
    """Texts of the page whose computed colour does not stand out from the computed ground."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        import weasyprint
        from weasyprint.css import get_all_computed_styles
        from weasyprint.css.counters import CounterStyle
        from weasyprint.text.fonts import FontConfiguration

        source = re.sub(r"@font-face \{[^}]*\}", "", document)
        html = weasyprint.HTML(string=source)
        styles = get_all_computed_styles(html, font_config=FontConfiguration(), counter_style=CounterStyle())
    found: dict[str, None] = {}
    for element in html.etree_element.iter():
        if not isinstance(element.tag, str) or "svg" in element.tag or not (element.text or "").strip():
            continue
        style = styles(element)
        if style is None or element.tag in ("style", "title", "script"):
            continue
        colour = _hex(style["color"])
        if colour is None:
            continue
        ground = _ground(html.etree_element, element, styles, cover)
        ratio = contrast(colour, ground)
        if ratio < LEAST:
            found[f"{element.tag}.{element.get('class')}: {colour} on {ground}: {ratio:.2f}"] = None
    return list(found)


def _hex(colour: Any) -> str | None:
    """A computed colour as #RRGGBB; None for one that lets through."""
    red, green, blue = colour.coordinates
    if colour.alpha < 0.99:
        return None
    return "#{:02X}{:02X}{:02X}".format(*(round(255 * channel) for channel in (red, green, blue)))


def _ground(root: Any, element: Any, styles: Any, cover: str) -> str:
    parents = _parents(root)
    while element is not None:
        if "cover" in (element.get("class") or "").split():
            return cover
        style = styles(element)
        value = style["background_color"] if style is not None else None
        if value is not None and value != "currentcolor" and (found := _hex(value)) is not None:
            return found
        element = parents.get(element)
    return "#FFFFFF"


@functools.lru_cache(maxsize=2)
def _parents(root: Any) -> dict[Any, Any]:
    return {child: parent for parent in root.iter() for child in parent}
