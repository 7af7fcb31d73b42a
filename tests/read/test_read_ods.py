from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from read_files import write_ods

from cdmo_cli.address import Range
from cdmo_cli.errors import DamagedWorkbook, EmptyWorkbook
from cdmo_cli.read import ErrorValue, Needs, Sheet, Value, read
from cdmo_cli.read.workbooks import with_errors

ALL = Needs.STYLES | Needs.FORMULAS


def cell(kind: str, attributes: str = "", text: str = "") -> str:
    return f'<table:table-cell office:value-type="{kind}" {attributes}><text:p>{text}</text:p></table:table-cell>'


def number(value: float, attributes: str = "") -> str:
    return cell("float", f'office:value="{value}" {attributes}', str(value))


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def table(*rows: str, name: str = "Data", attributes: str = "") -> str:
    return f'<table:table table:name="{name}" {attributes}>{"".join(rows)}</table:table>'


EMPTY = "<table:table-cell/>"


def test_values_types_and_addresses(tmp_path: Path) -> None:
    path = write_ods(
        tmp_path / "model.ods",
        table(
            row(),
            row(
                EMPTY,
                cell("string", "", '<text:s text:c="3"/>Germany'),
                number(12.5),
                cell("percentage", 'office:value="0.052"', "5.2%"),
                cell("currency", 'office:value="3" office:currency="EUR"', "3 €"),
                cell("date", 'office:date-value="2024-02-29"', "29.02.24"),
                cell("date", 'office:date-value="2024-02-29T12:30:00"', "29.02.24"),
                cell("boolean", 'office:boolean-value="true"', "TRUE"),
                cell("time", 'office:time-value="PT13H30M00S"', "13:30"),
                '<table:table-cell table:number-columns-repeated="16000"/>',
            ),
            row(
                '<table:table-cell table:number-columns-repeated="16384"/>',
                attributes='table:number-rows-repeated="1048570"',
            ),
            name="Märkte & mehr".replace("&", "&amp;"),
        ),
    )
    book = read(path)
    sheet = book.sheets[0]

    assert (book.format, sheet.name, sheet.top, sheet.left) == ("ods", "Märkte & mehr", 2, 2)
    assert sheet.rows == [
        [
            "   Germany",
            12.5,
            0.052,
            3.0,
            dt.date(2024, 2, 29),
            dt.datetime(2024, 2, 29, 12, 30),
            True,
            dt.time(13, 30),
        ]
    ]
    assert book.unavailable == ()


def test_what_it_cannot_give_is_said_where_it_was_asked_for(tmp_path: Path) -> None:
    book = read(write_ods(tmp_path / "x.ods", table(row(number(1)))), ALL)

    assert book.unavailable == ("formulas", "number formats", "bold and indent")
    assert book.sheets[0].formulas is None
    assert book.sheets[0].styles is None


def test_hidden_sheets(tmp_path: Path) -> None:
    hide = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/>'
    hide += "</style:style>"
    tables = table(row(number(1)), name="A") + table(row(number(2)), name="B", attributes='table:style-name="ta2"')
    book = read(write_ods(tmp_path / "x.ods", tables, styles=hide))

    assert [(sheet.name, sheet.visible, sheet.rows) for sheet in book.sheets] == [
        ("A", True, [[1]]),
        ("B", False, [[2]]),
    ]


def test_merges_hidden_lines_and_outline(tmp_path: Path) -> None:
    columns = (
        "<table:table-column/>"
        '<table:table-column table:number-columns-repeated="2" table:visibility="collapse"/>'
        '<table:table-column table:number-columns-repeated="16381"/>'
    )
    path = write_ods(
        tmp_path / "x.ods",
        table(
            columns,
            row(
                cell("string", 'table:number-columns-spanned="3" table:number-rows-spanned="2"', "Title"),
                '<table:covered-table-cell table:number-columns-repeated="2"/>',
                number(2024),
            ),
            row('<table:covered-table-cell table:number-columns-repeated="3"/>', number(1)),
            "<table:table-row-group>",
            row(number(5)),
            "<table:table-row-group>",
            row(number(6), attributes='table:number-rows-repeated="2" table:visibility="collapse"'),
            "</table:table-row-group></table:table-row-group>",
            row(number(7)),
            row(attributes='table:number-rows-repeated="1048000" table:visibility="filter"'),
        ),
    )
    sheet = read(path, Needs.STYLES).sheets[0]

    assert sheet.rows == [
        ["Title", None, None, 2024],
        [None, None, None, 1],
        [5, None, None, None],
        [6, None, None, None],
        [6, None, None, None],
        [7, None, None, None],
    ]
    assert sheet.merges == (Range(1, 1, 2, 3),)
    assert sheet.hidden_rows == {4, 5}
    assert sheet.hidden_columns == {2, 3}
    assert sheet.outline == {3: 1, 4: 2, 5: 2}
    plain = read(path).sheets[0]
    assert (plain.merges, plain.hidden_rows, plain.outline) == (sheet.merges, frozenset(), {})


def test_errors_of_libreoffice_and_of_excel(tmp_path: Path) -> None:
    error = 'office:string-value="" calcext:value-type="error"'
    note = "<office:annotation><text:p>why</text:p></office:annotation>"
    noted = f'<table:table-cell office:value-type="string" {error}>{note}<text:p>#VALUE!</text:p></table:table-cell>'
    path = write_ods(
        tmp_path / "x.ods",
        table(
            row(number(1), cell("string", error, "#REF!")),
            row(cell("string", error + ' table:number-columns-repeated="2"', "#DIV/0!")),
            row(cell("float", 'office:value="0" calcext:value-type="error"', "Err:508")),
            row(cell("string", "", "#N/A"), cell("string", "", "# n/a")),
            row(EMPTY, EMPTY, noted),
        ),
    )

    assert read(path).sheets[0].rows == [
        [1, ErrorValue("#REF!"), None],
        [ErrorValue("#DIV/0!"), ErrorValue("#DIV/0!"), None],
        [ErrorValue("Err:508"), None, None],
        [ErrorValue("#N/A"), "# n/a", None],
        [None, None, ErrorValue("#VALUE!")],
    ]


def test_a_document_type_and_broken_xml(tmp_path: Path) -> None:
    with pytest.raises(DamagedWorkbook, match=r"'content\.xml' in it is not well-formed XML"):
        read(write_ods(tmp_path / "x.ods", "<table:table>"))
    path = write_ods(tmp_path / "y.ods", table(row(number(1))))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(DamagedWorkbook, match="cut off"):
        read(path)


def test_no_values(tmp_path: Path) -> None:
    with pytest.raises(EmptyWorkbook, match="no sheet of it holds a value"):
        read(write_ods(tmp_path / "x.ods", table(row(EMPTY))))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({(3, 3): "#REF!"}, (3, 3, [["#REF!", 2], [3, 4]])),
        ({(2, 5): "#REF!"}, (2, 3, [[None, None, "#REF!"], [1, 2, None], [3, 4, None]])),
        ({(6, 1): "#REF!"}, (3, 1, [[None, None, 1, 2], [None, None, 3, 4], [None] * 4, ["#REF!", None, None, None]])),
    ],
)
def test_a_sheet_grows_for_errors_outside_of_its_rectangle(
    cells: dict[tuple[int, int], str], expected: tuple[int, int, list[list[Value]]]
) -> None:
    errors = {cell: ErrorValue(code) for cell, code in cells.items()}
    found = with_errors(Sheet("x", 0, [[1, 2], [3, 4]], top=3, left=3), errors)
    rows = [[v.code if isinstance(v, ErrorValue) else v for v in row] for row in found.rows]

    assert (found.top, found.left, rows) == expected


def test_a_sheet_of_errors_alone() -> None:
    found = with_errors(Sheet("x", 0, []), {(2, 2): ErrorValue("#REF!"), (3, 3): ErrorValue("#N/A")})

    assert (found.top, found.left) == (2, 2)
    assert found.rows == [[ErrorValue("#REF!"), None], [None, ErrorValue("#N/A")]]
