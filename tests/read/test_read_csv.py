from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cdmo_cli.errors import NotAWorkbook, TooLarge
from cdmo_cli.read import Needs, Workbook, delimited, dialect, limits, read


def read_bytes(folder: Path, content: bytes | str, name: str = "model.csv", needs: Needs = Needs.VALUES) -> Workbook:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path, needs)


def test_a_comma_file(tmp_path: Path) -> None:
    book = read_bytes(tmp_path, 'Region,2024,2025\n"  Germany","1,234.5",-2.25\n,n/a,\n')
    sheet = book.sheets[0]

    assert (book.format, len(book.sheets), sheet.name, sheet.index) == ("csv", 1, "model", 0)
    assert sheet.rows == [["Region", "2024", "2025"], ["  Germany", "1,234.5", "-2.25"], [None, "n/a", None]]
    assert (sheet.top, sheet.left, sheet.visible, sheet.typed, sheet.decimal) == (1, 1, True, False, ".")
    assert book.notes == ()
    assert book.unavailable == ()


def test_what_text_cannot_give_is_said_where_it_was_asked_for(tmp_path: Path) -> None:
    book = read_bytes(tmp_path, "a,b\n1,2\n", needs=Needs.STYLES | Needs.FORMULAS)

    assert book.unavailable == (
        "formulas",
        "number formats",
        "bold and indent",
        "hidden rows and columns",
        "outline levels",
    )
    assert book.sheets[0].styles is None
    assert book.sheets[0].formulas is None


def test_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    book = read_bytes(tmp_path, "Region;2024;2025\nEuropa;1.234,5;2,5\nAsien;3,5;4\n")

    assert book.sheets[0].rows[1] == ["Europa", "1.234,5", "2,5"]
    assert book.sheets[0].decimal == ","
    assert book.notes == ("separated by semicolons",)


def test_every_figure_has_a_decimal_comma(tmp_path: Path) -> None:
    sheet = read_bytes(tmp_path, "1,5;2,5;3,5\n1,25;2,25;3,25\n").sheets[0]

    assert sheet.rows == [["1,5", "2,5", "3,5"], ["1,25", "2,25", "3,25"]]


def test_tabs_and_bars(tmp_path: Path) -> None:
    tabs = read_bytes(tmp_path, "Region\t2024\nEurope, west\t1,5\nAsia, all\t2,5\n", "model.tsv")
    bars = read_bytes(tmp_path, "Region|2024\nEurope|1.5\n", "model.txt")

    assert (tabs.format, tabs.sheets[0].rows[1]) == ("tsv", ["Europe, west", "1,5"])
    assert tabs.sheets[0].decimal == ","
    assert (bars.format, bars.sheets[0].rows) == ("csv", [["Region", "2024"], ["Europe", "1.5"]])
    assert bars.notes == ("separated by bars",)


def test_tabs_under_the_name_csv_are_tsv(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a\tb\n1\t2\n").format == "tsv"


def test_text_under_the_name_of_a_workbook_is_read_as_what_it_is(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a,b\n1,2\n3,4\n", "model.xlsx").format == "csv"


def test_one_column_and_one_line(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "Region\nEurope\nAsia\n").sheets[0].rows == [["Region"], ["Europe"], ["Asia"]]
    assert read_bytes(tmp_path, "a;b;c").sheets[0].rows == [["a", "b", "c"]]


def test_titles_and_notes_around_the_table_do_not_decide(tmp_path: Path) -> None:
    text = (
        "CDMO outsourcing, by region, in USD million\n"
        "Source: own estimates, rounded, unaudited\n"
        "\n"
        "Region;2024;2025\n"
        "Europe;1,5;2,5\n"
        "\n"
        "Note: parts, totals, and shares may differ; see method\n"
    )
    sheet = read_bytes(tmp_path, text).sheets[0]

    assert sheet.rows == [
        ["CDMO outsourcing, by region, in USD million", None, None],
        ["Source: own estimates, rounded, unaudited", None, None],
        [None, None, None],
        ["Region", "2024", "2025"],
        ["Europe", "1,5", "2,5"],
        [None, None, None],
        ["Note: parts, totals, and shares may differ", " see method", None],
    ]


def test_several_tables_of_different_widths(tmp_path: Path) -> None:
    sheet = read_bytes(tmp_path, "a,b\n1,2\n3,4\n\nc,d,e,f\n5,6,7,8\n9,10,11,12\n").sheets[0]

    assert sheet.value(2, 2) == "2"
    assert sheet.value(2, 3) is None
    assert sheet.value(7, 4) == "12"
    assert {len(row) for row in sheet.rows} == {4}


def test_the_separator_that_excel_states(tmp_path: Path) -> None:
    sheet = read_bytes(tmp_path, "sep=|\r\na,b|c,d\r\n1,2|3,4\r\n").sheets[0]

    assert sheet.rows == [[None, None], ["a,b", "c,d"], ["1,2", "3,4"]]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_breaks_of_every_system(tmp_path: Path, newline: str) -> None:
    sheet = read_bytes(tmp_path, newline.join(["a,b", "", "1,2", ""])).sheets[0]

    assert sheet.rows == [["a", "b"], [None, None], ["1", "2"]]


def test_quoted_line_breaks_make_rows_count_records(tmp_path: Path) -> None:
    book = read_bytes(tmp_path, 'a,b\n"two\nlines",1\nx,2\n')

    assert book.sheets[0].rows == [["a", "b"], ["two\nlines", "1"], ["x", "2"]]
    assert book.notes == ("rows count records, not lines: values hold line breaks, the first in row 2",)


def test_a_quote_that_is_never_closed_does_not_swallow_the_file(tmp_path: Path) -> None:
    book = read_bytes(tmp_path, 'size,price\n"5 inch,2\n6,"3\n7,4\n8,"9\n')

    assert book.sheets[0].rows == [["size", "price"], ['"5 inch', "2"], ["6", '"3'], ["7", "4"], ["8", '"9']]
    assert book.notes == ("a quotation mark is never closed: quotation marks are read as text",)


def test_quotes_behind_a_space(tmp_path: Path) -> None:
    sheet = read_bytes(tmp_path, '"Month", "Note, long"\n"May", "a, b"\n"June", 5\n').sheets[0]

    assert sheet.rows == [["Month", "Note, long"], ["May", "a, b"], ["June", "5"]]


def test_a_long_field(tmp_path: Path) -> None:
    long = "x" * 200_000
    limit = csv.field_size_limit()

    assert read_bytes(tmp_path, f"a,b\n1,{long}\n").sheets[0].value(2, 2) == long
    assert csv.field_size_limit() == limit


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ("read as utf-16",)),
        ("utf-16-le", ("read as utf-16-le",)),
        ("utf-16-be", ("read as utf-16-be",)),
        ("utf-32", ("read as utf-32",)),
        ("cp1252", ("read as cp1252",)),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, note: tuple[str, ...]) -> None:
    book = read_bytes(tmp_path, "Région,Größe €\nCôte d’Ivoire,1.5\n".encode(encoding))

    assert book.sheets[0].rows == [["Région", "Größe €"], ["Côte d’Ivoire", "1.5"]]
    assert book.notes == note


def test_bytes_without_meaning_in_cp1252_are_latin_1(tmp_path: Path) -> None:
    book = read_bytes(tmp_path, b"a\x81,b\xe9\n1,2\n")

    assert book.sheets[0].rows[0] == ["a\x81", "bé"]
    assert book.notes == ("read as latin-1",)


def test_one_damaged_character_does_not_change_the_encoding(tmp_path: Path) -> None:
    book = read_bytes(tmp_path, ("é,ü\n" * 30).encode() + b"\xe9,x\n")

    assert book.sheets[0].value(30, 1) == "é"
    assert book.sheets[0].value(31, 1) == "\ufffd"
    assert book.notes == ("read as utf-8 with damaged characters",)


@pytest.mark.parametrize(
    ("numbers", "mark"),
    [
        (["1,5"], ","),
        (["1.5"], "."),
        (["1.234,56"], ","),
        (["1,234.56"], "."),
        (["1,234"], None),
        (["1.234", "2024"], None),
        (["0,125"], ","),
        (["1234.567"], "."),
        (["1.234.567"], ","),
        (["1,234,567"], "."),
        (["12,5 %", "(3,25)", "€ 4,5", "-0,5"], ","),
        (["1 234,5"], ","),
        (["1’234.5"], "."),
        (["31.12.2024", "v1.2.3", "n/a", "Europe, west"], None),
        (["1,5", "2.5"], None),
        (["1,5", "2,5", "2.5"], ","),
        ([f"{n},437" for n in range(1, 11)] + ["8,97"], None),
    ],
)
def test_the_decimal_mark(numbers: list[str], mark: str | None) -> None:
    assert dialect.find_decimal([numbers]) == mark


def test_more_cells_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_CELLS", 100)
    with pytest.raises(TooLarge, match="sheet ‘model’ spans 12 rows × 10 columns"):
        read_bytes(tmp_path, "," * 9 + "\n" + "1\n" * 11)


# -- whatever the csv module writes is read back

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\x1f\x1e"), max_size=8)
PLAIN = st.text("abcXYZ 0123456789.äé€%-\n\"'", max_size=8)


def grids(cells: st.SearchStrategy[str], columns: int = 2) -> st.SearchStrategy[list[list[str]]]:
    return st.integers(columns, 5).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=2, max_size=6)
    )


def written(grid: list[list[str]], separator: str, quoting: int, newline: str) -> str:
    target = io.StringIO(newline="")
    kind = csv.QUOTE_ALL if quoting else csv.QUOTE_MINIMAL
    csv.writer(target, delimiter=separator, quoting=kind, lineterminator=newline).writerows(grid)
    return target.getvalue()


def as_read(grid: list[list[str]]) -> list[list[str | None]]:
    return [[value or None for value in row] for row in grid]


@given(grids(TEXT), st.sampled_from(dialect.SEPARATORS), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@example([["", ""], ["", ""]], ";", "utf-8")
def test_quoted_grids_of_any_text_read_back_equal(grid: list[list[str]], separator: str, encoding: str) -> None:
    text = written(grid, separator, 1, "\r\n")
    found, contents = delimited.read_delimited(text.encode(encoding), "x", ".csv", Needs.VALUES)

    assert contents.sheets[0].rows == as_read(grid)
    assert found == separator


@given(
    grids(PLAIN),
    st.sampled_from(dialect.SEPARATORS),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_grids_quoted_where_needed_read_back_equal(
    grid: list[list[str]], separator: str, encoding: str, newline: str
) -> None:
    data = written(grid, separator, 0, newline).encode(encoding)
    if encoding == "cp1252":
        assume(not _is_utf8(data) or data.isascii())
    _, contents = delimited.read_delimited(data, "x", ".csv", Needs.VALUES)

    assert contents.sheets[0].rows == as_read(grid)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


NUMBERS = st.decimals(-9999, 9999, places=2).map(str)


@given(grids(NUMBERS), st.sampled_from([(",", "."), (";", ","), ("\t", ","), ("\t", "."), ("|", ","), (";", ".")]))
def test_figures_keep_their_separator_and_their_decimal_mark(grid: list[list[str]], marks: tuple[str, str]) -> None:
    separator, decimal = marks
    figures = [[value.replace(".", decimal) for value in row] for row in grid]
    found, contents = delimited.read_delimited(written(figures, separator, 0, "\n").encode(), "x", ".csv", Needs.VALUES)

    assert (found, contents.sheets[0].decimal) == (separator, decimal)
    assert contents.sheets[0].rows == figures


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_sheet_or_a_refusal(data: bytes) -> None:
    try:
        separator, contents = delimited.read_delimited(data, "x", ".csv", Needs.VALUES)
    except NotAWorkbook:
        assume(False)
    assert separator in {*dialect.SEPARATORS, "\x1f"}
    assert len({len(row) for row in contents.sheets[0].rows}) <= 1
