"""What the PDF carries: a workbook of its figures, each with the cell it comes from, or the author's own file.

The sample's workbook holds what the sample shows, as it is printed there, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from cdmo_cli.address import a1
from cdmo_cli.check import Verdict
from cdmo_cli.errors import UsageError
from cdmo_cli.identities.model import Identity, Judged, Judgement
from cdmo_cli.market.model import STATUSES
from cdmo_cli.report import cells, numbers
from cdmo_cli.report.exhibits import Book
from cdmo_cli.report.frame import Frame
from cdmo_cli.report.options import Options
from cdmo_cli.report.pdf import Enclosure
from cdmo_cli.report.view import View

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS = {
    "xlsx": XLSX,
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "parquet": "application/vnd.apache.parquet",
}
_MOST_ROWS = 200_000  # of a sheet: more would take longer than the pages
_MOST_PARTS = 60  # of a sum that are named
_LONGEST = 32_767  # characters that a cell can hold
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ATTRIBUTES = {"kind": "Kind", "year_end": "Year end", "basis": "Basis", "source": "Source"}

Value: TypeAlias = "str | int | float | Number | None"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the decimals to print it with; `percent` is one stored as a fraction."""

    value: float
    decimals: int
    percent: bool = False

    @property
    def code(self) -> str:
        """The number format."""
        return "#,##0" + ("." + "0" * self.decimals if self.decimals else "") + ("%" if self.percent else "")


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook: column heads with their widths in characters, and rows."""

    name: str
    heads: tuple[tuple[str, int], ...]
    rows: Sequence[Sequence[Value]]
    what: str = field(default="")  # it holds, for the first sheet


def enclosures(
    view: View, book: Book, around: Frame, options: Options, verdict: Verdict | None = None
) -> tuple[Enclosure, ...]:
    """What an edition carries, by `options.attach`. Raises UsageError for the author's file in the sample, which
    would give away everything."""
    if options.attach == "none":
        return ()
    if options.attach == "source":
        return (_source(view, options),)
    stem = view.file.rsplit(".", 1)[0] or "report"
    name = f"{stem}-sample-values.xlsx" if view.sample else f"{stem}-values.xlsx"
    what = "The figures that this sample shows" if view.sample else "Every figure of the report"
    return (Enclosure(name, workbook(view, book, around, options, verdict), XLSX, f"{what}, each with its cell"),)


def _source(view: View, options: Options) -> Enclosure:
    if view.sample:
        raise UsageError("the sample never carries the author’s file", hint="attach it to the full edition alone")
    if options.source is None:
        raise UsageError("there is no file of the author’s to attach", hint="attach the values instead")
    ending = view.file.rsplit(".", 1)[-1].lower()
    kind = _KINDS.get(ending, "application/octet-stream")
    return Enclosure(view.file or "source", options.source, kind, "The workbook that the report was made from")


def workbook(
    view: View,
    book: Book,
    around: Frame,
    options: Options = Options(),  # noqa: B008
    verdict: Verdict | None = None,
) -> bytes:
    """The workbook of values and origins: the same bytes for the same report."""
    sheets = [_figures(view), _exhibits(book)]
    if options.judgement is not None and not view.sample:
        sheets.append(_checks(view, options.judgement))
    if options.with_findings and verdict is not None and not view.sample:
        sheets.append(_findings(verdict))
    return _written([_about(view, around, verdict, sheets), *sheets], around)


def _about(view: View, around: Frame, verdict: Verdict | None, sheets: Sequence[Sheet]) -> Sheet:
    """What the workbook is, and what its sheets hold."""
    edition = "Sample: only what the sample shows, as it is printed there" if view.sample else "Full"
    file = verdict.files[0] if verdict is not None and len(verdict.files) == 1 and not view.sample else None
    rows = [
        ("Report", around.title + (f", {around.period}" if around.period else "")),
        ("Number", view.model.facts.report_id),
        ("Publisher", around.publisher),
        ("Date", around.created.isoformat() if around.dated else ""),
        ("Edition", edition),
        ("Made from", view.file),
        ("SHA-256", (file.sha256 or "") if file is not None else ""),
        ("Note", " ".join(part for part in (around.illustrative, around.note) if part)),
        *((f"Sheet {sheet.name}", sheet.what) for sheet in sheets),
    ]
    return Sheet("About", (("What", 18), ("Value", 100)), [(name, text) for name, text in rows if text])


def _figures(view: View) -> Sheet:
    """Every figure that the edition shows: its members, measure, period, value and unit, and the cell it stands in."""
    model, data = view.model, view.model.observations
    positions = cells.shown(view)
    kept = positions[:_MOST_ROWS]
    of = {position: cells.members(model, position) for position in kept}
    dimensions = [each for each in model.dimensions if any(each.code in found for found in of.values())]
    told = [name for name in _ATTRIBUTES if any(name in data.attributes.get(position, {}) for position in kept)]
    rows: list[tuple[Value, ...]] = []
    for position in kept:
        status = int(data.status[position])
        rows.append(
            (
                *(of[position].get(dimension.code) for dimension in dimensions),
                cells.NAMES[cells.measure(data, position)],
                _period(cells.period(data, position)),
                _value(view, position),
                cells.unit(data, position),
                STATUSES[status] if status >= 0 else None,
                _sheet(view, int(data.sheet[position])),
                a1(int(data.row[position]), int(data.column[position])),
                *(_told(view, position, name) for name in told),
            )
        )
    heads = (
        *((dimension.label, 24) for dimension in dimensions),
        *(("Measure", 10), ("Period", 11), ("Value", 13), ("Unit", 14), ("Status", 10), ("Sheet", 20), ("Cell", 8)),
        *((_ATTRIBUTES[name], 24) for name in told),
    )
    part = f"The first {len(kept):,} of {len(positions):,} figures" if len(kept) < len(positions) else "Every figure"
    scope = "that the sample shows" if view.sample else "of the workbook as it holds them"
    return Sheet("Figures", heads, rows, f"{part} {scope}, with the sheet and cell of each")


def _period(text: str) -> Value:
    """A year as a number."""
    return int(text) if text.isdecimal() and len(text) == 4 else text


def _value(view: View, position: int) -> Number:
    data = view.model.observations
    percent = cells.is_fraction(data, position)
    written = int(data.decimals[position]) - (2 if percent else 0)
    decimals = cells.decimals(data, position) if view.sample else min(max(written, 0), 12)
    return Number(view.printed(position), decimals, percent)


def _told(view: View, position: int, name: str) -> str | None:
    """An attribute of a figure, such as its source."""
    text = view.model.observations.attributes.get(position, {}).get(name)
    return None if text is None else numbers.plain(view.prose(text))


def _exhibits(book: Book) -> Sheet:
    """The exhibits by number: what each states, and where its figures stand."""
    rows = [
        tuple(
            numbers.plain(text).replace(numbers.NBSP, " ")
            for text in (exhibit.number, section.name, exhibit.title, exhibit.subtitle, exhibit.source, exhibit.note)
        )
        for section in book.sections
        for exhibit in section.exhibits
    ]
    heads = (("Exhibit", 8), ("Chapter", 24), ("Title", 60), ("Subtitle", 50), ("Source", 50), ("Note", 40))
    return Sheet("Exhibits", heads, rows, "Every exhibit, with the cells its figures come from")


def _checks(view: View, judgement: Judgement) -> Sheet:
    """Every identity that was checked: what it states, what it comes to, and the verdict."""
    pairs = zip(judgement.system.identities, judgement.judged, strict=True)
    rows = [_check(view, judgement, identity, judged) for identity, judged in pairs][:_MOST_ROWS]
    heads = (
        *(("Kind", 11), ("Sheet", 20), ("Cell", 8), ("Stated", 13), ("From", 13), ("To", 13)),
        *(("Outcome", 12), ("Rests on", 12), ("Computed from", 90)),
    )
    what = "Every sum, share and growth rate that was checked: what is stated, and between what it ought to lie"
    return Sheet("Checks", heads, rows, what)


def _check(view: View, judgement: Judgement, identity: Identity, judged: Judged) -> tuple[Value, ...]:
    data = judgement.system.cells
    if identity.total >= 0:
        sheet, row, column = data.place(identity.total)
        name, cell, stated = _sheet(view, sheet), a1(row, column), float(data.value[identity.total])
    else:
        name, cell, stated = "", "", identity.constant
    return (
        identity.kind,
        name,
        cell,
        stated,
        *(value if math.isfinite(value) else None for value in (judged.low, judged.high)),
        judged.outcome,
        identity.evidence,
        _formula(view, judgement, identity),
    )


def _formula(view: View, judgement: Judgement, identity: Identity) -> str:
    """The cells that a total or rate is computed from, in words that are no formula: `Market!B4 + Market!B5`."""
    data = judgement.system.cells
    named = []
    for part in identity.parts[:_MOST_PARTS]:
        sheet, row, column = data.place(part)
        named.append(f"{_sheet(view, sheet)}!{a1(row, column)}")
    more = len(identity.parts) - len(named)
    if identity.kind in ("sum", "difference"):
        signs = ["−" if sign < 0 else "+" for sign in identity.signs]
        text = " ".join(f"{sign} {name}" for sign, name in zip(signs, named, strict=False)).removeprefix("+ ")
        text += f" and {more} more" if more > 0 else ""
        return ("at least " if identity.relation == "at most" else "") + text
    text = " / ".join(named)
    return f"{text}, {identity.years:g} years" if identity.kind == "cagr" else text


def _findings(verdict: Verdict) -> Sheet:
    """What the rules found, with what was made of it."""
    rows = []
    for reported in verdict.findings:
        finding, place = reported.finding, reported.finding.place
        status = f"waived: {reported.waived}" if reported.waived else "known before" if reported.baselined else "open"
        cell = a1(place.row, place.column) if place else ""
        rows.append((finding.rule, finding.severity, reported.sheet, cell, finding.message, status))
    heads = (("Rule", 8), ("Severity", 10), ("Sheet", 20), ("Cell", 8), ("Finding", 100), ("Status", 30))
    return Sheet("Findings", heads, rows, "What the check found")


def _sheet(view: View, sheet: int) -> str:
    names = view.model.sheets
    return names[sheet] if 0 <= sheet < len(names) else str(sheet + 1)


def _written(sheets: Iterable[Sheet], around: Frame) -> bytes:
    """The sheets as xlsx, dated with the report."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    created = dt.datetime(around.created.year, around.created.month, around.created.day)
    book.set_properties({"title": around.document_title, "author": around.publisher, "created": created})
    styles = _Styles(book)
    for sheet in sheets:
        _fill(book.add_worksheet(sheet.name), sheet, styles)
    book.close()
    return target.getvalue()


class _Styles:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Format] = {}
        self.head: Format = book.add_format({"bold": True, "bottom": 1})
        self.text: Format = book.add_format({"valign": "top"})
        self.quoted: Format = book.add_format({"quote_prefix": True, "valign": "top"})
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})

    def number(self, code: str) -> Format:
        """The format of a number."""
        if code not in self._made:
            self._made[code] = self._book.add_format({"num_format": code, "valign": "top"})
        return self._made[code]


def _fill(target: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    for column, (head, width) in enumerate(sheet.heads):
        target.set_column(column, column, width)
        target.write_string(0, column, head, styles.head)
    for row, column, value in _cells(sheet):
        if isinstance(value, Number):
            target.write_number(row, column, value.value, styles.number(value.code))
        elif isinstance(value, str):
            _write(target, row, column, value, styles.wrapped if sheet.name == "About" else styles.text, styles)
        elif value is not None:
            target.write_number(row, column, value)
    target.freeze_panes(1, 0)
    if sheet.rows and sheet.name != "About":
        target.autofilter(0, 0, len(sheet.rows), len(sheet.heads) - 1)


def _cells(sheet: Sheet) -> Iterator[tuple[int, int, Value]]:
    for row, values in enumerate(sheet.rows, start=1):
        for column, value in enumerate(values):
            if value is not None and value != "":
                yield row, column, value


def _write(target: Worksheet, row: int, column: int, text: str, style: Format, styles: _Styles) -> None:
    """Text as text. What looks like a formula is marked as text, so that it stays so when the cell is edited."""
    target.write_string(row, column, text[:_LONGEST], styles.quoted if text.startswith(_FORMULA) else style)
