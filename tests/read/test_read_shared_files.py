"""The files in ../shared, real or hostile: each must end in seconds with a Workbook or a clear error."""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path

import openpyxl
import pytest
from read_files import SHARED

from cdmo_cli.address import Range, parse_a1
from cdmo_cli.errors import CdmoError, DamagedWorkbook, EmptyWorkbook, EncryptedWorkbook, InputError, TooLarge
from cdmo_cli.read import ErrorValue, Formula, Needs, Sheet, Style, Value, read

HOSTILE = SHARED / "data" / "hostile"
REAL = SHARED / "data" / "real"
ALL = Needs.STYLES | Needs.FORMULAS

pytestmark = pytest.mark.skipif(not HOSTILE.exists(), reason="needs ../shared")


def at(sheet: Sheet, cell: str) -> Value:
    return sheet.value(*parse_a1(cell))


REFUSED: dict[str, tuple[type[InputError], str]] = {
    "bad-workbook.xlsx": (EmptyWorkbook, "no sheet of it holds a value"),
    "broken-zip.xlsx": (DamagedWorkbook, "damaged: the file is cut off or its zip directory is broken"),
    "empty-workbook.xlsx": (EmptyWorkbook, "the file is empty (zero bytes)"),
    "encrypted.xlsx": (EncryptedWorkbook, "protected by a password"),
    "entity-bomb.xlsx": (
        DamagedWorkbook,
        "refused: 'xl/sharedStrings.xml' in it declares a document type, as no spreadsheet program does and attacks do",
    ),
    "fuzzed-sheet.xlsx": (
        DamagedWorkbook,
        "damaged: '_rels/.rels' in it cannot be unpacked (Bad CRC-32 for file '_rels/.rels')",
    ),
    "huge-dimensions.ods": (
        TooLarge,
        "sheet ‘Sheet1’ spans 999,999,999 rows × 999,999,999 columns; cdmo reads at most 20,000,000 cells of a file",
    ),
    "reader-panic.xls": (
        DamagedWorkbook,
        "damaged: the reader gave up on it (range end index 64 out of range for slice of length 1)",
    ),
    "reader-panic.xlsb": (EmptyWorkbook, "no sheet of it holds a value"),
    "zero-bytes.xlsx": (EmptyWorkbook, "the file is empty (zero bytes)"),
}

HOLDS: dict[str, dict[tuple[int, str], Value]] = {
    "dates-1904.xls": {(0, "A1"): dt.date(2000, 1, 1), (0, "B1"): dt.date(2000, 1, 1)},
    "error-cells.xlsx": {
        (0, "A1"): ErrorValue("#DIV/0!"),
        (0, "A2"): ErrorValue("#NAME?"),
        (0, "A3"): ErrorValue("#VALUE!"),
        (0, "A4"): ErrorValue("#NULL!"),
        (0, "A5"): ErrorValue("#REF!"),
        (0, "A6"): ErrorValue("#NUM!"),
        (0, "A7"): ErrorValue("#N/A"),
    },
    "huge-allocation.xls": {(0, "A8"): "Principal Projects / Deals:", (0, "W28"): 104.0},
    "missing-first-column.xls": {(0, "A1"): None, (0, "B1"): 1.0, (0, "B3"): 3.0},
    "missing-first-column.xlsx": {(0, "A1"): None, (0, "B1"): 1.0, (0, "B3"): 3.0},
    "missing-v-node-xlsx.xlsx": {(0, "C1"): "A + B", (0, "B2"): 2.0, (0, "C2"): None},
    "missing-values-xls.xls": {(0, "A2"): "NA", (0, "C2"): None, (0, "C4"): 2.0},
    "missing-values-xlsx.xlsx": {(0, "A2"): "NA", (0, "C2"): None, (0, "C4"): 2.0},
    "slow-in-openpyxl.xlsx": {(0, "A1"): 0.0, (0, "A19455"): 19454.0},
    "strict-ooxml.xlsx": {(1, "A4"): dt.date(1990, 1, 1), (1, "F3"): 6.0, (1, "A7"): 10.0},
}


def hostile_files() -> list[Path]:
    return sorted(HOSTILE.iterdir()) if HOSTILE.exists() else []


@pytest.mark.parametrize("needs", [Needs.VALUES, ALL], ids=["values", "all"])
@pytest.mark.parametrize("path", hostile_files(), ids=lambda path: path.name)
def test_hostile_files(path: Path, needs: Needs) -> None:
    if path.name in REFUSED:
        kind, message = REFUSED[path.name]
        with pytest.raises(CdmoError) as caught:
            read(path, needs)
        assert (type(caught.value), caught.value.message) == (kind, message)
        assert caught.value.hint
        assert caught.value.path == path
    else:
        book = read(path, needs)
        found = {place: at(book.sheets[place[0]], place[1]) for place in HOLDS[path.name]}
        assert found == HOLDS[path.name]


def test_what_formulas_say_in_hostile_files() -> None:
    errors = read(HOSTILE / "error-cells.xlsx", ALL).sheets[0]
    assert errors.formulas is not None
    assert errors.formulas[6, 1] == Formula("=SQRT(-4)")
    assert errors.hidden_rows == {20}
    never = read(HOSTILE / "missing-v-node-xlsx.xlsx", ALL)
    assert never.sheets[0].formulas == {(2, 3): Formula("=A2 + B2", cached=False)}
    assert never.notes == (
        "one formula holds no calculated value, the first in ‘Sheet1’ C2: open the file in Excel and save it",
    )


def test_xls_says_what_it_cannot_give() -> None:
    book = read(REAL / "ONS_overseas_travel_tourism.xls", ALL)

    assert book.format == "xls"
    assert book.unavailable[:5] == (
        "formulas",
        "number formats",
        "bold and indent",
        "hidden rows and columns",
        "outline levels",
    )
    index, table = book.sheets[:2]
    assert (index.name, index.top, index.left) == ("Index", 5, 2)
    assert (table.name, table.bottom, table.right, len(table.merges)) == ("Table 1", 77, 17, 3)
    assert at(table, "B10") == "Apr"


def test_real_csv_files() -> None:
    sizes = {
        "OECD_pharma_spending_data": (1342, 6, "."),
        "co2-fossil-by-nation": (18770, 10, "."),
        "population-world-bank": (17196, 4, None),
    }
    for name, (rows, columns, decimal) in sizes.items():
        book = read(REAL / f"{name}.csv")
        sheet = book.sheets[0]
        assert (book.format, sheet.name, sheet.bottom, sheet.right, sheet.decimal) == (
            "csv",
            name,
            rows,
            columns,
            decimal,
        )
        assert book.notes == ()


def test_the_hierarchy_marks_of_real_workbooks() -> None:
    transit = read(REAL / "smungs_toronto_transit.xlsx", ALL).sheets[0]
    assert (transit.top, at(transit, "A2"), at(transit, "B6")) == (2, "TORONTO TRANSIT COMMISSION", "  FARE MEDIA")
    assert transit.style(2, 1) == Style("#,##0_);(#,##0)", bold=True)
    jobs = read(REAL / "unemployment_NRW_de_202208.xlsx", ALL)
    assert len(jobs.sheets) == 22
    assert sum(len(sheet.merges) for sheet in jobs.sheets) == 155
    assert {sheet.name: len(sheet.hidden_rows) for sheet in jobs.sheets if sheet.hidden_rows} == {
        "Eckwerte": 6,
        "Eckwerte SGB III": 6,
        "Eckwerte SGB II": 6,
        "Unterbeschäftigung": 1,
    }


@pytest.mark.parametrize(
    "name", ["EIA_state_CO2_table1_2023", "smungs_cashflows", "smungs_toronto_transit", "smungs_school", "CBO_60664"]
)
def test_every_cell_of_a_real_workbook_is_what_openpyxl_reads(name: str) -> None:
    path = REAL / f"{name}.xlsx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(path, data_only=True)
        formulas = openpyxl.load_workbook(path)
    for sheet in read(path, ALL).sheets:
        other = values[sheet.name]
        cells = [cell for row in other.iter_rows() for cell in row if cell.value not in (None, "")]
        assert {(c.row, c.column): c.value for c in cells} == {
            (sheet.top + r, sheet.left + c): value
            for r, row in enumerate(sheet.rows)
            for c, value in enumerate(row)
            if value is not None
        }
        assert {(c.row, c.column): (c.number_format, bool(c.font.b), int(c.alignment.indent)) for c in cells} == {
            (c.row, c.column): (style.number_format, style.bold, style.indent)
            for c in cells
            for style in [sheet.style(c.row, c.column)]
        }
        written = {
            (c.row, c.column): c.value for row in formulas[sheet.name].iter_rows() for c in row if c.data_type == "f"
        }
        assert sheet.formulas is not None
        assert {cell: formula.text for cell, formula in sheet.formulas.items()} == written
        assert set(sheet.merges) == {
            Range(r.min_row, r.min_col, r.max_row, r.max_col) for r in other.merged_cells.ranges
        }
