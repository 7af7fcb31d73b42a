"""A book of sections to one HTML document with everything inside it."""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from cdmo_cli.report import charts, fonts, numbers
from cdmo_cli.report.charts.model import AnyChart, Logo, Watermark
from cdmo_cli.report.exhibits import Book, Point
from cdmo_cli.report.frame import Frame
from cdmo_cli.resources import resources

_CHIP = Markup('<span class="xx">XX</span>')
# A hidden figure with everything that no-break spaces tie to it.
_BOUND = re.compile(f"([^ \\n]*{numbers.HIDDEN}[^ \\n]*)")
_WHOLE = 1500  # characters of prose that are not broken across pages
_STYLES = ("page", "type", "layout", "exhibit", "table", "cover")
# Control characters are not allowed in XML and PDF text strings; the private character is ours.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@cache
def environment() -> Environment:
    """The templates. A workbook's text is never markup (autoescape), a misspelt name an error (StrictUndefined)."""
    loader: BaseLoader = FileSystemLoader(resources())
    jinja = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    jinja.filters |= {"chips": chips, "plain": numbers.plain, "lines": lines, "bind": numbers.bind, "span": span}
    jinja.globals |= {
        "draw": charts.draw,
        "draw_rows": charts.draw_rows,
        "height_of": height_of,
        "middle": middle,
        "is_whole": is_whole,
        "label_height": label_height,
    }
    return jinja


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


def height_of(chart: AnyChart) -> float:
    """The height of a graphic in points."""
    return charts.geometry(chart).height


def middle(chart: AnyChart) -> str:
    """Where a large figure of some 30 mm stands beside a graphic, so that their middles meet."""
    return span(max(0.0, (height_of(chart) * 25.4 / 72 - 20.0) / 2))


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
    """The document: styles, fonts and graphics are inside it, and it points to nothing outside but the order links."""
    template = environment().get_template("base.html")
    return template.render(book=book, frame=frame, style=Markup(_style(frame)))  # noqa: S704 — our own style sheets


def _style(frame: Frame) -> str:
    """All style sheets, with the fonts and the graphics of the page margins as data URIs."""
    folder: Path = resources() / "css"
    sheets = [(folder / f"{name}.css").read_text(encoding="utf-8") for name in _STYLES]
    values: dict[str, Any] = {
        "__RUNNING__": _string(frame.running),
        "__FOOTER__": _string(frame.footer),
        "__LOGO__": _uri(str(charts.draw(Logo(alt="")))),
        "__WATERMARK__": f"url({_uri(str(charts.draw(Watermark(alt=''))))})" if frame.sample else "none",
    }
    text = "\n".join(sheets)
    for name, value in values.items():
        text = text.replace(name, value)
    return fonts.font_faces() + "\n" + text


def _uri(svg: str) -> str:
    if "xmlns=" not in svg:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")


def _string(text: str) -> str:
    """A CSS string that cannot end early, nor the style element with it."""
    return '"' + "".join(f"\\{ord(char):06x}" if char in '"\\<>&\n\r' else char for char in numbers.plain(text)) + '"'
