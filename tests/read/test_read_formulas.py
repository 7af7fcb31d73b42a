from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator
from read_files import write_xlsx

from cdmo_cli.address import a1
from cdmo_cli.errors import TooLarge
from cdmo_cli.read import Formula, Needs, read, sheetxml
from cdmo_cli.read.shared import SharedFormula


def formulas_of(path: Path) -> dict[str, Formula]:
    found = read(path, Needs.FORMULAS).sheets[0].formulas
    assert found is not None
    return {a1(*cell): formula for cell, formula in found.items()}


def test_formulas_with_their_values(tmp_path: Path) -> None:
    path = tmp_path / "model.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write("B2", 1)
    sheet.write_formula("B3", "=SUM(B2:B2)", None, 1)
    sheet.write_formula("B4", '=IF(B2>0,"yes","<no> & no")', None, "yes")
    sheet.write_formula("B6", "=XLOOKUP(B2,B2:B2,B2:B2)", None, 1)
    sheet.write_array_formula("B7:B7", "{=SUM(B2:B3*2)}", None, 4)
    book.close()

    assert formulas_of(path) == {
        "B3": Formula("=SUM(B2:B2)"),
        "B4": Formula('=IF(B2>0,"yes","<no> & no")'),
        "B6": Formula("=XLOOKUP(B2,B2:B2,B2:B2)"),
        "B7": Formula("=SUM(B2:B3*2)"),
    }
    assert read(path, Needs.FORMULAS).notes == ()
    assert read(path).sheets[0].formulas is None


def test_a_workbook_that_was_never_calculated(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Model"
    sheet.append([1, 2])
    sheet["A3"] = "=A1+B1"
    sheet["B3"] = "=A3*2"
    book.save(tmp_path / "new.xlsx")
    found = read(tmp_path / "new.xlsx", Needs.FORMULAS)

    assert found.sheets[0].formulas == {
        (3, 1): Formula("=A1+B1", cached=False),
        (3, 2): Formula("=A3*2", cached=False),
    }
    assert found.sheets[0].value(3, 1) is None
    assert found.notes == (
        "2 formulas hold no calculated value, the first in ‘Model’ A3: open the file in Excel and save it",
    )


def test_shared_formulas_are_moved_to_each_cell(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "shared.xlsx",
        '<row r="2"><c r="C2"><f t="shared" ref="C2:D4" si="0">SUM(A2:B2)/$A$1+Rates!B$2</f><v>1</v></c>'
        '<c r="D2"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="4"><c r="C4"><f t="shared" si="0"></f><v>3</v></c><c r="D4"><f t="shared" si="0"/></c></row>'
        '<row r="5"><c r="C5"><f t="shared" si="7"/><v>3</v></c></row>',
    )

    assert formulas_of(path) == {
        "C2": Formula("=SUM(A2:B2)/$A$1+Rates!B$2"),
        "D2": Formula("=SUM(B2:C2)/$A$1+Rates!C$2"),
        "C4": Formula("=SUM(A4:B4)/$A$1+Rates!B$2"),
        "D4": Formula("=SUM(B4:C4)/$A$1+Rates!C$2", cached=False),
    }
    assert read(path, Needs.FORMULAS).notes == (
        "one formula holds no calculated value, the first in ‘Data’ D4: open the file in Excel and save it",
        "formulas that could not be read: 1",
    )


def test_pretty_printed_xml_does_not_pass_for_a_value(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "pretty.xlsx",
        '<row r="1">\n  <c r="A1">\n    <f>\n1+1</f>\n    <v>\n</v>\n  </c>\n  <c r="B1">\n <v>5</v>\n </c>\n</row>',
    )

    assert formulas_of(path) == {"A1": Formula("=\n1+1", cached=False)}


def test_an_empty_text_and_an_error_are_calculated_values_and_a_data_table_has_a_formula(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "x.xlsx",
        '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="B1"><f t="dataTable" ref="B1:B2" dt2D="1" r1="A1" r2="A2"/><v>5</v></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c></row>',
    )

    assert formulas_of(path) == {"A1": Formula("=1/0"), "B1": Formula("=TABLE(A1,A2)"), "C1": Formula('=""')}


def test_formulas_that_grow_without_bound_end_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheetxml, "MAX_FORMULA_CHARACTERS", 1000)
    long = "+".join(["A1"] * 100)
    rows = f'<row r="1"><c r="B1"><f t="shared" ref="B1:B9" si="0">{long}</f><v>1</v></c></row>' + "".join(
        f'<row r="{row}"><c r="B{row}"><f t="shared" si="0"/><v>1</v></c></row>' for row in range(2, 10)
    )

    with pytest.raises(TooLarge, match="the formulas of one sheet are longer than 1,000 characters"):
        read(write_xlsx(tmp_path / "x.xlsx", rows), Needs.FORMULAS)


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("SUM(B4:B9)", "SUM(D7:D12)"),
        ("$B4+B$4+$B$4", "$B7+D$4+$B$4"),
        ("SUM(B:B)+SUM($B:C)+SUM(4:4)+SUM($4:5)", "SUM(D:D)+SUM($B:E)+SUM(7:7)+SUM($4:8)"),
        ("'North America'!B4+Sheet2!$A1", "'North America'!D7+Sheet2!$A4"),
        ('"B4 and "&B4&"it""s B4"', '"B4 and "&D7&"it""s B4"'),
        ("LOG10(B4)+FY24_total+Table1[B4]", "LOG10(D7)+FY24_total+Table1[B4]"),
        ("A1:INDEX(B4:B9,2)", "C4:INDEX(D7:D12,2)"),
        ("#REF!+B4", "#REF!+D7"),
        ("1E5+B4", "1E5+D7"),
        ("[1]Sheet1!B4", "[1]Sheet1!D7"),
    ],
)
def test_a_formula_moved_three_down_and_two_right(formula: str, moved: str) -> None:
    assert SharedFormula.of(formula, 10, 2).at(13, 4) == moved


def test_a_reference_that_leaves_the_sheet() -> None:
    assert SharedFormula.of("A1+B$1+$A5", 5, 5).at(4, 4) == "#REF!+A$1+$A4"


references = st.builds(
    lambda c, r, fc, fr: f"{'$' * fc}{c}{'$' * fr}{r}",
    st.sampled_from(["C", "Z", "AB", "XF"]),
    st.integers(5, 5000),
    st.booleans(),
    st.booleans(),
)
terms = st.one_of(
    references,
    st.builds("{}:{}".format, references, references),
    st.builds("Sheet1!{}".format, references),
    st.builds("'It''s {}'!{}".format, references, references),
    st.builds("SUM({},2)".format, references),
    st.sampled_from(["1.5", '"C5"', "TRUE", "my_name", "$C:$D", "C:D", "5:$6"]),
)


@given(st.lists(terms, min_size=1, max_size=5), st.integers(-2, 40), st.integers(-2, 40))
def test_moving_agrees_with_openpyxl(parts: list[str], down: int, right: int) -> None:
    formula = "+".join(parts)
    expected = Translator(f"={formula}", "D10").translate_formula(a1(10 + down, 4 + right))

    assert f"={SharedFormula.of(formula, 10, 4).at(10 + down, 4 + right)}" == expected
