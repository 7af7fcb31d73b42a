"""What a workbook says of the report itself: facts, prose and its own vocabulary, each with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cdmo_cli.address import Range
from cdmo_cli.market.load import extend
from cdmo_cli.market.model import Dimension, Member, ReportFacts, Taxonomy, Text
from cdmo_cli.market.words import key, slug
from cdmo_cli.read.model import ErrorValue, Sheet, Value, Workbook
from cdmo_cli.tables.model import NotUnderstood, SheetTables, Unit
from cdmo_cli.tables.periods import find_period, read_period
from cdmo_cli.tables.units import currency_of, find_unit, scale_of, unit_name

REPORT, TEXTS, TAXONOMY = "report", "texts", "taxonomy"
_FIELDS: Mapping[str, str] = {
    **dict.fromkeys(("title", "report title", "name", "report"), "title"),
    **dict.fromkeys(("subtitle", "sub title"), "subtitle"),
    **dict.fromkeys(("report id", "id", "report no", "report number", "report code", "sku"), "report_id"),
    **dict.fromkeys(("publisher", "published by"), "publisher"),
    **dict.fromkeys(("edition", "version"), "edition"),
    **dict.fromkeys(("date", "published", "publication date", "date of publication"), "date"),
    **dict.fromkeys(("base year", "basis year", "base"), "base_year"),
    **dict.fromkeys(("forecast from", "forecast start", "start of forecast", "from", "start year"), "start_year"),
    **dict.fromkeys(("forecast to", "forecast end", "end of forecast", "to", "end year"), "end_year"),
    **dict.fromkeys(("forecast period", "period", "forecast", "study period"), "span"),
    **dict.fromkeys(("currency", "report currency"), "currency"),
    **dict.fromkeys(("unit", "units", "scale"), "unit"),
    **dict.fromkeys(("price basis", "prices", "basis of prices", "price base"), "price_basis"),
    **dict.fromkeys(("figures", "status of figures", "data"), "illustrative"),
    **dict.fromkeys(("note", "note on figures", "disclaimer"), "note"),
    **dict.fromkeys(
        ("enquire link", "enquiry link", "inquire link", "enquire", "enquiry", "enquire before buying"), "enquire"
    ),
    **dict.fromkeys(("purchase link", "order link", "purchase", "buy", "order"), "purchase"),
    **dict.fromkeys(("sample link", "request sample", "request a sample", "sample", "sample request"), "sample"),
}
_LINKS = frozenset(("enquire", "purchase", "sample"))
_ENOUGH = 2  # fields that a list of pairs must have to be one of report facts, outside of a sheet "Report"


@dataclass
class Facts:
    """Report facts with the unit of the report's figures and the cells that were used up."""

    facts: ReportFacts = field(default_factory=ReportFacts)
    unit: Unit | None = None
    used: dict[int, set[tuple[int, int]]] = field(default_factory=dict)  # sheet → cells


def read_facts(workbook: Workbook, tables: Sequence[SheetTables]) -> Facts:
    """The facts of the report, from a sheet "Report" and from lists of pairs that hold at least two of them. The
    first mention of a field counts."""
    found: dict[str, tuple[Value, int, int, int]] = {}
    for sheet in workbook.sheets:
        if not sheet.rows:
            continue
        whole = key(sheet.name) in (REPORT, "report facts", "about", "cover", "links")
        pairs = (
            {f: at for f, at in _pairs(sheet) if whole or f not in _WEAK} if whole or _has_pairs(sheet, tables) else {}
        )
        enough = whole or sum(f in _TELLING for f in pairs) >= _ENOUGH
        for name, at in pairs.items() if enough else ():
            found.setdefault(name, (at[0], sheet.index, at[1], at[2]))
    return _built(found)


_TELLING = frozenset(
    ("title", "report_id", "publisher", "edition", "base_year", "start_year", "end_year", "price_basis", *_LINKS)
)
_WEAK = frozenset(("illustrative",))


def _has_pairs(sheet: Sheet, tables: Sequence[SheetTables]) -> bool:
    return any(t.sheet == sheet.index and any(b.layout == "pairs" for b in t.blocks) for t in tables)


def _pairs(sheet: Sheet) -> Iterator[tuple[str, tuple[Value, int, int]]]:
    """Field, value, row and column of each line whose first text is a field and whose next cell is filled."""
    for r, row in enumerate(sheet.rows):
        filled = [(c, v) for c, v in enumerate(row) if v is not None and v != ""]
        if len(filled) < 2 or not isinstance(filled[0][1], str):
            continue
        name = _FIELDS.get(key(filled[0][1].rstrip(": ")))
        if name is not None and not isinstance(filled[1][1], ErrorValue):
            yield name, (filled[1][1], sheet.top + r, sheet.left + filled[1][0])


def _built(found: Mapping[str, tuple[Value, int, int, int]]) -> Facts:
    def text(name: str) -> str:
        value = found[name][0] if name in found else None
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return value.isoformat()[:10] if hasattr(value, "isoformat") else str(value).strip()

    start, end = _year(text("start_year")), _year(text("end_year"))
    for name in ("span", "title", "subtitle"):
        dated = find_period(text(name)) if text(name) else None
        if dated is not None and dated[0].period.through is not None:
            start, end = start or dated[0].period.year, end or dated[0].period.through
    unit = _unit(text("unit"), text("currency"))
    names = dict(found)
    facts = ReportFacts(
        title=text("title"),
        subtitle=text("subtitle"),
        report_id=text("report_id"),
        publisher=text("publisher"),
        edition=text("edition"),
        date=text("date"),
        base_year=_year(text("base_year")),
        start_year=start,
        end_year=end,
        currency=currency_of(text("currency")) or (unit.currency if unit else None),
        price_basis=text("price_basis"),
        illustrative=text("illustrative").casefold().startswith(("illustrative", "indicative")),
        note=text("note"),
        links={name: text(name) for name in ("enquire", "purchase", "sample") if text(name)},
        cells={name: at[1:] for name, at in names.items()},
    )
    used: dict[int, set[tuple[int, int]]] = {}
    for _, sheet, row, column in found.values():
        used.setdefault(sheet, set()).add((row, column))
    return Facts(facts, unit, used)


def _year(text: str) -> int | None:
    dated = read_period(text) or (read_period(float(text)) if re.fullmatch(r"\d{4}(?:\.0)?", text) else None)
    return dated.period.year if dated is not None else None


def _unit(text: str, currency: str) -> Unit | None:
    """The unit of the report's sizes: "USD billion", or "billion" beside a currency."""
    code = currency_of(currency) if currency else None
    scale = scale_of(text) if text else None
    if scale is not None and code is not None:
        return Unit("currency", code, scale, unit_name(code, scale), stated=False)
    found = find_unit(text) or find_unit(f"{currency} {text}".strip())
    if found is None or found[0].kind != "currency":
        return None
    unit = found[0]
    return Unit("currency", unit.currency, unit.scale, unit.text, stated=False)


# -- prose


def read_texts(workbook: Workbook) -> tuple[Text, ...]:
    """The prose of a sheet "Texts": Section | Heading | Text, a section that is left blank being that above it."""
    found = []
    for sheet in workbook.sheets:
        if key(sheet.name) not in (TEXTS, "text", "prose"):
            continue
        header = _header(sheet, ("section", "text"))
        if header is None:
            continue
        first, at = header
        section = ""
        for r in range(first, len(sheet.rows)):
            row = sheet.rows[r]
            section = _word(row, at.get("section")).casefold() or section
            text = _word(row, at.get("text"))
            if text:
                found.append(
                    Text(
                        section,
                        text,
                        sheet.index,
                        sheet.top + r,
                        sheet.left + at["text"],
                        _word(row, at.get("heading")),
                    )
                )
    return tuple(found)


def _header(sheet: Sheet, needed: Sequence[str]) -> tuple[int, dict[str, int]] | None:
    """The row after the header that has these headings, and each heading's column, both within the grid."""
    for r, row in enumerate(sheet.rows[:20]):
        at = {key(v): c for c, v in enumerate(row) if isinstance(v, str)}
        if all(n in at for n in needed):
            return r + 1, at
    return None


def _word(row: Sequence[Value], column: int | None) -> str:
    value = row[column] if column is not None and column < len(row) else None
    return "" if value is None or isinstance(value, ErrorValue) else str(value).strip()


# -- vocabulary


def with_own_taxonomy(workbook: Workbook, taxonomy: Taxonomy) -> Taxonomy:
    """The taxonomy with a sheet "Taxonomy" (Dimension | Member | Parent | Aliases | Rest) worked in.

    Aliases are separated by semicolons (or commas); Parent is the name of another member. A dimension of the
    taxonomy gains the members; where the workbook names none of those that it had, it belongs to another market
    and the sheet's members take their place. A new dimension is added, and is taken for a partition.
    """
    for sheet in workbook.sheets:
        header = _header(sheet, ("dimension", "member")) if key(sheet.name) == TAXONOMY else None
        if header is not None:
            taxonomy = _worked_in(taxonomy, _rows(sheet, *header), _words(workbook))
    return taxonomy


def with_unread_taxonomy(tables: SheetTables, sheet: Sheet) -> SheetTables:
    """What was found in a sheet, with the word that a sheet named Taxonomy is none where its columns are others."""
    if key(sheet.name) != TAXONOMY or not sheet.rows or _header(sheet, ("dimension", "member")) is not None:
        return tables
    first = Range(sheet.top, sheet.left, sheet.top, sheet.left + max(len(sheet.rows[0]) - 1, 0))
    why = "a sheet named Taxonomy needs the columns Dimension | Member | Parent | Aliases | Rest"
    return replace(tables, not_understood=(NotUnderstood(sheet.index, first, why), *tables.not_understood))


def _words(workbook: Workbook) -> frozenset[str]:
    """Every text of the workbook by its key."""
    texts = {v for s in workbook.sheets for row in s.rows for v in row if isinstance(v, str) and len(v) <= 60}
    return frozenset(key(text) for text in texts)


def _rows(sheet: Sheet, first: int, at: Mapping[str, int]) -> list[dict[str, str]]:
    names = ("dimension", "member", "parent", "aliases", "rest")
    rows: list[dict[str, str]] = []
    for row in sheet.rows[first:]:
        words = {n: _word(row, at.get(n)) for n in names}
        if not words["dimension"] and rows:
            words["dimension"] = rows[-1]["dimension"]
        if words["dimension"] and words["member"]:
            rows.append(words)
    return rows


def _worked_in(taxonomy: Taxonomy, rows: Sequence[Mapping[str, str]], words: frozenset[str]) -> Taxonomy:
    groups: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        groups.setdefault(_dimension_code(row["dimension"], taxonomy), []).append(row)
    codes = {key(m.label): m for d in taxonomy.dimensions for m in d.members}
    for row in rows:  # parents may be named after their parts
        dimension = _dimension_code(row["dimension"], taxonomy)
        known = codes.get(key(row["member"]))
        if known is None or known.dimension != dimension:
            codes[key(row["member"])] = Member(slug(row["member"]), row["member"], dimension)
    dimensions = [_dimension(code, group, codes, taxonomy) for code, group in groups.items()]
    kept = tuple(d for d in taxonomy.dimensions if d.code not in groups or _named(d, words))
    replaced = {d.code for d in taxonomy.dimensions} - {d.code for d in kept}
    base = Taxonomy(
        taxonomy.code,
        taxonomy.market,
        kept,
        tuple(g for g in taxonomy.groupings if g.dimension not in replaced),
        tuple(f for f in taxonomy.facts if "company" not in replaced),
    )
    return extend(base, Taxonomy("", "", tuple(dimensions)))


def _dimension_code(name: str, taxonomy: Taxonomy) -> str:
    words = key(name)
    for dimension in taxonomy.dimensions:
        if words in {key(n) for n in (dimension.code, dimension.label, dimension.plural)}:
            return dimension.code
    return slug(name)


def _dimension(
    code: str, rows: Sequence[Mapping[str, str]], codes: Mapping[str, Member], taxonomy: Taxonomy
) -> Dimension:
    members = []
    outer: str | None = None
    for row in rows:
        own = codes[key(row["member"])]
        parent = codes.get(key(row["parent"])) if row["parent"] else None
        if parent is not None and parent.dimension != code:
            outer = parent.dimension
        members.append(
            Member(
                own.code,
                row["member"],
                code,
                parent=parent.code if parent is not None else None,
                aliases=tuple(a.strip() for a in re.split(r"[;,]", row["aliases"]) if a.strip()),
                rest=row["rest"].casefold() in ("yes", "true", "1", "x", "rest", "y", "1.0", "wahr"),
            )
        )
    known = taxonomy.dimension(code)
    label = rows[0]["dimension"]
    return Dimension(
        code=code,
        label=known.label if known is not None else label,
        plural=known.plural if known is not None else f"{label}s",
        members=tuple({m.code: m for m in members}.values()),
        within=outer,
        partition=known.partition if known is not None else True,
        headings=known.headings if known is not None else (label, f"{label}s"),
        open=known.open if known is not None else False,
        everyday=known.everyday if known is not None else False,
    )


def _named(dimension: Dimension, words: frozenset[str]) -> bool:
    return any(key(name) in words for m in dimension.members for name in (m.label, *m.aliases))
