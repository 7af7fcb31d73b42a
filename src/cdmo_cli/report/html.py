"""A book of sections to one HTML document with everything inside it."""

from __future__ import annotations

import base64
import html as entities
import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from cdmo_cli.report import charts, fonts, glyphs, numbers, templating
from cdmo_cli.report.charts.model import AnyChart, Watermark
from cdmo_cli.report.charts.palette import colour
from cdmo_cli.report.exhibits import Book, KeyFigure, Point, Points
from cdmo_cli.report.frame import Frame
from cdmo_cli.report.style import Style, current

_CHIP = Markup('<span class="xx">XX</span>')
# A hidden figure with everything that no-break spaces tie to it.
_BOUND = re.compile(f"([^ \\n]*{numbers.HIDDEN}[^ \\n]*)")
_TITLES = ((40, 3), (32, 4), (26, 5), (20, 6))  # points, and the most lines
_TITLE_WIDTH = 132.0
_WHOLE = 1500  # characters of prose that are not broken across pages
_STYLES = ("page", "type", "layout", "exhibit", "table", "cover", "brand")
# Control characters are not allowed in XML and PDF text strings; the private character is ours.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# What is set in type, and what is not: tags, and elements whose text is read by programs and screen readers.
_UNSET = re.compile(r"(<(style|title)\b.*?</\2>|<[^>]*>)", re.DOTALL)


@lru_cache(maxsize=8)
def environment(folder: Path | None = None) -> Environment:
    """The templates, with those of a user's folder before the shipped ones."""
    filters: dict[str, Callable[..., Any]] = {
        "chips": chips,
        "plain": numbers.plain,
        "lines": lines,
        "bind": numbers.bind,
        "span": span,
        "kind": kind,
    }
    functions: dict[str, Callable[..., Any]] = {
        "draw": charts.draw,
        "draw_rows": charts.draw_rows,
        "height_of": height_of,
        "middle": middle,
        "is_whole": is_whole,
        "is_hidden": is_hidden,
        "label_height": label_height,
        "dressed": dressed,
        "cover_title": cover_title,
        "colour": colour,
        "string": _string,
    }
    return templating.environment(folder, filters, functions)


def kind(item: object) -> str:
    """What an item of a section is: `Exhibit`, `Points`, `Facts`, `Plain`."""
    return type(item).__name__


def chips(text: str) -> Markup:
    """Text with a chip for every hidden figure, which stays on one line with what is bound to it."""
    return Markup("").join(
        _piece(part) if numbers.HIDDEN in part else escape(part)
        for part in _BOUND.split(_UNPRINTABLE.sub("", str(text)))
    )


def _piece(text: str) -> Markup:
    if text == numbers.HIDDEN:
        return _CHIP
    inner = _CHIP.join(escape(part) for part in text.split(numbers.HIDDEN))
    return Markup('<span class="bound">{}</span>').format(inner)


def lines(text: str, points: float, limit: float) -> Markup:
    """A heading, broken evenly at `limit` millimetres."""
    broken = fonts.balanced(numbers.bind(text), points, limit)
    return Markup("<br>").join(chips(line) for line in broken)


def cover_title(text: str) -> tuple[int, tuple[str, ...]]:
    """The size in points and the lines of the cover's title: 40, and less for one that would run into the drawing."""
    for points, most in _TITLES:
        broken = fonts.balanced(numbers.bind(text), points, _TITLE_WIDTH)
        if len(broken) <= most:
            break
    return points, broken


def dressed(figure: KeyFigure) -> tuple[str, str]:
    """What stands before and after a key figure; a percent sign where the locale has it."""
    if figure.after != "%":
        return (f"{figure.before} " if figure.before else ""), (f" {figure.after}" if figure.after else "")
    before, after = numbers.percent_sign()
    return before.replace(numbers.NBSP, " "), after.replace(numbers.NBSP, " ")


def height_of(chart: AnyChart) -> float:
    """The height of a graphic in points."""
    return charts.geometry(chart).height


def middle(chart: AnyChart) -> str:
    """Where a large figure of some 30 mm stands beside a graphic, so that their middles meet."""
    return span(max(0.0, (height_of(chart) * 25.4 / 72 - 20.0) / 2))


def is_hidden(text: str) -> bool:
    """Whether a text holds a hidden figure: what stands beside it is then not highlighted."""
    return numbers.HIDDEN in text


def is_whole(point: Point) -> bool:
    """Whether a block of prose is short enough to be kept on one page: some 25 lines."""
    return sum(len(paragraph) for paragraph in point.paragraphs) <= _WHOLE


def label_height(point: Point) -> float:
    """The height in points of the label at the left of a block of prose."""
    return 13.5 * len(fonts.balanced(numbers.bind(point.label), 9.5, 44))


def span(width: float) -> str:
    """A length for a style sheet: `59.33mm`."""
    return f"{width:.4g}mm"


def html(book: Book, frame: Frame) -> str:
    """The document: styles, fonts and graphics are inside it, and it points to nothing outside but the order links.

    Raises TemplateError.
    """
    return document(book, frame)[0]


def document(book: Book, frame: Frame) -> tuple[str, frozenset[str]]:
    """The document, and the characters of the workbook that its fonts cannot print as they are: the page about method
    says which, so that page is in it. Raises TemplateError."""
    text, changed = _document(book, frame)
    return (_document(_saying(book, changed), frame)[0], changed) if changed else (text, changed)


def _document(book: Book, frame: Frame) -> tuple[str, frozenset[str]]:
    style = current()
    jinja = environment(style.templates)
    with templating.explained(style.templates):
        words = {"book": book, "frame": frame, "style": style}
        page, changed = _set(jinja.get_template("base.html").render(**words, sheet=""), style)
        sheet = _sheet(jinja, words, page, style)
    return page.replace("<style></style>", f"<style>{sheet}</style>", 1), changed


def _saying(book: Book, changed: frozenset[str]) -> Book:
    """The book with the chapter on method, or the last one, saying which characters are printed otherwise."""
    many = len(changed) > 1
    words = (
        f"The fonts of this report lack {numbers.words(len(changed))} of the workbook’s characters: "
        f"{glyphs.named(changed)}. {'They are' if many else 'It is'} spelt in another way or marked {glyphs.MISSING}."
    )
    note = Points((Point("Characters", (words,)),))
    keys = [section.key for section in book.sections]
    place = keys.index("method") if "method" in keys else len(keys) - 1
    said = replace(book.sections[place], items=(*book.sections[place].items, note))
    return replace(book, sections=(*book.sections[:place], said, *book.sections[place + 1 :]))


def _set(document: str, style: Style) -> tuple[str, frozenset[str]]:
    """The document with its text as the fonts can print it; metadata and alternative texts stay."""
    if document.isascii():
        return document, frozenset()
    parts, changed = _UNSET.split(document), set[str]()
    for place in range(0, len(parts), 3):
        parts[place], said = style.sans.printed(parts[place])
        changed |= said
    return "".join(part for place, part in enumerate(parts) if place % 3 != 2), frozenset(changed)


def _sheet(jinja: Environment, words: dict[str, Any], page: str, style: Style) -> str:
    """All style sheets, with the fonts that the page needs and the graphics of its margins as data URIs."""
    frame: Frame = words["frame"]
    around = style.sans.printed(frame.running + frame.footer)[0]
    used = entities.unescape(re.sub(r"<[^>]*>", "", page)) + around
    sans, serif = style.sans.used(used), style.serif.used(used)
    values = {
        "sans": Markup(style.sans.names(used)),  # noqa: S704 — our own names of fonts
        "serif": Markup(style.serif.names(used)),  # noqa: S704
        "watermark": _uri(str(charts.draw(_watermark(style)))) if frame.sample else "",
    }
    sheets = [jinja.get_template(f"css/{name}.css").render(**words, **values) for name in _STYLES]
    return "\n".join((*(face.rule for face in dict.fromkeys((*sans, *serif))), *sheets))


def _watermark(style: Style) -> Watermark:
    return Watermark(alt="", width=style.page.width * 72 / 25.4, height=style.page.height * 72 / 25.4)


def _uri(svg: str) -> str:
    if "xmlns=" not in svg:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")


def _string(text: str) -> Markup:
    """A CSS string that cannot end early, nor the style element with it."""
    printed, _ = current().sans.printed(numbers.plain(_UNPRINTABLE.sub("", text)))
    inner = "".join(f"\\{ord(char):06x}" if char in '"\\<>&\n\r' else char for char in printed)
    return Markup(f'"{inner}"')  # noqa: S704 — every character that could end it is escaped
