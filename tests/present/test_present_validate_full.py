"""What a person sees of a verdict: golden files that were looked at, and what untrusted text may not do.

`CDMO_GOLDEN=write` writes the golden files anew.
"""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console
from subject_grid import subject

from cdmo_cli.check import NotRun, Reported, Settings, Unreadable, Verdict, check
from cdmo_cli.present.validate_cells import figure
from cdmo_cli.present.validate_cells import shown as cell_text
from cdmo_cli.present.validate_excerpt import Mark, excerpt
from cdmo_cli.present.validate_full import print_verdict
from cdmo_cli.present.validate_words import addresses, culprit, should
from cdmo_cli.read.model import Style
from cdmo_cli.rules.model import Expected, Finding, Place, Suspect

GOLDEN = Path(__file__).parent / "golden"

CROSS = (
    "Revenue 2024, USD billion | North America | Europe | Asia-Pacific | Latin America | Middle East & Africa | World\n"
    "Small molecules | 46.4 | 42.5 | 44.4 | 9.2 | 6.9 | 131.4\n"
    "Biologics | 38.4 | 17.9 | 19.2 | 3.0 | 2.1 | 80.6\n"
    "All types | 84.8 | 42.4 | 63.6 | 12.2 | 9.0 | 212.0\n"
)
REGIONS = (
    "Revenue, USD billion | 2024 | 2025\n"
    "North America | 84.8 | 88.6\nEurope | 42.4 | 44.1\nAsia-Pacific | 63.6 | 76.9\n"
    "Latin America | 12.2 | 12.9\nMiddle East & Africa | 9.0 | 9.5\nWorld | 212.0 | 223.0\n"
)
SHARES = "Region | Share, %\nNorth America | 40\nAPAC | 30\nEurope | 20\nUnited States | 10\n"
CLAIMS = (
    "Publisher | Size, USD billion | Year | Size, USD billion | Year | CAGR, %\n"
    "Virtue | 211.91 | 2024 | 336.65 | 2030 | 9.7\nFortune | 242.62 | 2024 | 465.14 | 2032 | 8.5\n"
)
FORMULA = "Revenue, USD billion | 2024\nSmall molecules | 131.4\nBiologics | 80.6\nTotal | =SUM(B2:B3) -> 221.0\n"
LONG = "Region | Country | Year | Value, USD billion\n" + "".join(
    f"North America | {country} | {year} | {value}\n"
    for year, values in ((2024, ("76.30", "8.20", "3.00", "84.80")), (2025, ("79.45", "8.65", "0.31", "88.41")))
    for country, value in zip(("United States", "Canada", "Rest of North America", "Total"), values, strict=True)
)
CLEAN = FORMULA.replace("221.0", "212.0")

CASES = {
    "validate-group": {"Cross": CROSS},
    "validate-regions": {"Regions": REGIONS},
    "validate-shares": {"Shares": SHARES},
    "validate-claims": {"Claims": CLAIMS},
    "validate-formula": {"Types": FORMULA},
    "validate-long": {"Long": LONG},
    "validate-clean": {"Types": CLEAN},
}


def shown(verdict: Verdict, width: int = 80, colour: bool = False) -> str:
    target = io.StringIO()
    console = Console(
        file=target, width=width, force_terminal=colour, color_system="truecolor" if colour else None, highlight=False
    )
    print_verdict(verdict, console)
    return target.getvalue()


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    text = shown(check([subject(CASES[name])]))
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("CDMO_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_no_line_is_wider_than_the_terminal_and_no_space_ends_one(name: str) -> None:
    for line in shown(check([subject(CASES[name])])).splitlines():
        assert len(line) <= 80
        assert line == line.rstrip()


@pytest.mark.parametrize("width", [40, 60, 120])
def test_other_widths_keep_numbers_whole(width: int) -> None:
    text = shown(check([subject(CASES["validate-regions"])]), width)
    assert "223.0" in text
    assert "232.0" in text
    assert "^^^" in text


def test_labels_are_neither_markup_nor_control_sequences() -> None:
    sheets = {
        "Reg[red]ions": "Revenue, USD billion | 2024\n"
        "[bold]Small molecules[/bold] | 131.4\nBiologics\x1b[2J | 80.6\nTotal | 300.0\n"
        "Europe \x1b]8;;http://x\x07 | 5\n",
        "Country": "Country | 2024\nGermny[link=http://x] | 1\nFrance | 2\nItaly | 3\n",
    }
    text = shown(check([subject(sheets, "evil\x1b[31m[bold].xlsx")]))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold].xlsx" in text


def test_colour_only_on_a_terminal() -> None:
    verdict = check([subject(CASES["validate-regions"])])
    assert "\x1b[1;31m" in shown(verdict, colour=True)
    assert "\x1b" not in shown(verdict)


def test_an_unreadable_file_is_told() -> None:
    text = shown(check([], unreadable=[Unreadable("broken.xlsx", "not a workbook")]))
    assert "broken.xlsx: not read: not a workbook" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(129.40000000000001, "129.4"), (3.0, "3"), (0.0520123, "0.05201"), (1 / 3, "0.3333"), (1234567.5, "1,234,567.5")],
)
def test_figures(value: float, text: str) -> None:
    assert figure(value) == text


def test_a_file_that_was_not_read_never_counts_as_one_without_findings() -> None:
    text = shown(check([], unreadable=[Unreadable("broken.xlsx", "not a workbook")]))
    assert "no findings" not in text.lower()


def test_a_file_in_which_nothing_could_be_checked_is_not_called_clean() -> None:
    text = shown(check([subject({"Data": "Name | Height\nAnn | 1.71\nBob | 1.83"})]))
    assert "no findings" not in text.lower()
    assert text == (
        "model.xlsx: nothing could be checked: no sum, share or rate was found among 2\n  figures in 1 table\n"
    )


NARROW = """\
error[T101]: World 2025 is 223.0, but
  its 5 parts add up to 232.0
 --> model.xlsx › Regions › C7
"""


def test_a_narrow_terminal_gets_short_lines() -> None:
    text = shown(check([subject(CASES["validate-regions"])]), 40)
    assert text.startswith(NARROW)
    assert max(len(line) for line in text.splitlines()) <= 40


def test_columns_without_room_are_named() -> None:
    text = shown(check([subject(CASES["validate-group"])]), 40)
    assert "C      G" in text  # the culprit and the total stay
    assert "= not shown: 4 more of its cells,\n      B2, D2:F2\n" in text


def test_what_it_should_be_stands_under_the_cell_where_there_is_room() -> None:
    text = "Market size, USD billion | 2024\nSmall molecules | 131.4\nBiologics | 80.6\nTotal | 230.7"
    verdict = check([subject({"Types": text})])
    assert "^^^^^ should be between 211.9 and 212.1" in shown(verdict, 80)
    assert "= note: 230.7 should be between 211.9\n      and 212.1" in shown(verdict, 44)


def test_a_total_need_not_change_where_another_cell_is_certain_to_be_wrong() -> None:
    verdict = check([subject(CASES["validate-group"])])
    assert "^^^^^ its parts add up to 149.4" in shown(verdict, 140)
    assert "= help: C2 should probably be 24.5" in shown(verdict, 140)
    for width in (140, 80, 44):
        assert "131.4 should be" not in shown(verdict, width)
        assert "should be between" not in shown(verdict, width)


def test_a_column_that_names_every_row_stands_alone() -> None:
    text = (
        "Company | Headquarters | Currency | Revenue, USD billion | Fiscal year\n"
        "Acme | Basel | CHF | 5 | 2024\nBetter | Boston | USD | 2 | 2024\nCrest | Bath | GBP | 1 | 2024"
    )
    sheet = subject({"Companies": text}).workbook.sheets[0]
    found = excerpt(sheet, {(3, 4): Mark("^")}, [(2, 4), (4, 4)], 80)
    assert [row.text.split() for row in found.rows if row.gutter] == [["Acme", "5"], ["Better", "2"], ["Crest", "1"]]


def test_computed_figures_show_the_decimals_of_their_format() -> None:
    text = "Market size, USD billion | 2024 | 2025\nTablets | 1234.56789 | 2.5\nCapsules | 0.12345 | 0.0512345"
    sheet = subject({"Types": text}).workbook.sheets[0]
    sheet = replace(sheet, styles={(2, 2): Style(number_format="#,##0.0"), (3, 3): Style(number_format="0.0%")})
    assert [cell_text(sheet, row, column) for row, column in ((2, 2), (2, 3), (3, 2), (3, 3))] == [
        "1234.6",
        "2.5",
        "0.1235",
        "5.1 %",
    ]


def many(count: int) -> Verdict:
    text = "Revenue, USD billion | 2024\nNorth America | 84.8\nEurope | 42.4\nWorld | 129.2\n"
    (report,) = [check([subject({"Regions": text})])]
    finding = Finding(
        "T101", "parts-differ-from-total", "error", "World is wrong", Place(0, 4, 2), related=(Place(0, 2, 2),)
    )
    found = [
        Reported(replace(finding, message=f"World is wrong, no. {i}"), 0, "Regions", f"{i:016x}") for i in range(count)
    ]
    return replace(report, verdict="inconsistent", findings=tuple(found))


def shown_over(sheets: dict[str, str], **changes: Any) -> str:
    """What is shown of one finding, changed so, over other sheets."""
    verdict = many(1)
    (item,) = verdict.findings
    file = replace(verdict.files[0], workbook=subject(sheets).workbook)
    finding = replace(item.finding, **changes)
    return shown(replace(verdict, files=(file,), findings=(replace(item, finding=finding),)))


def test_of_very_many_findings_the_first_of_a_rule_are_shown_and_the_others_counted() -> None:
    text = shown(many(400))
    assert text.count("error[T101]") == 10
    assert "Not shown: 390 more T101. `--format concise` lists all, one a line.\n" in text
    assert text.count("= more: cdmo rule T101") == 1
    assert text.rstrip().splitlines()[-1].startswith("model.xlsx: 400 errors; checked")


def test_ten_of_a_rule_are_all_shown() -> None:
    assert "Not shown" not in shown(many(10))


def test_followers_are_short_lines_under_their_leader() -> None:
    verdict = many(8)
    grouped = [
        replace(item, finding=replace(item.finding, group="g1"), leads=number == 0)
        for number, item in enumerate(verdict.findings)
    ]
    text = shown(replace(verdict, findings=tuple(grouped)))
    assert text.count("= with it: error[T101] Regions!B4: World is wrong") == 5
    assert "= with it: 2 more of the same cause; `--format concise` lists them" in text
    assert "8 errors of 1 cause" in text


def test_waived_and_known_findings_are_counted_not_shown() -> None:
    verdict = many(3)
    first, second, third = verdict.findings
    text = shown(
        replace(verdict, findings=(first, replace(second, waived="late data"), replace(third, baselined=True)))
    )
    assert "no. 0" in text
    assert "no. 1" not in text
    assert "no. 2" not in text
    assert "model.xlsx: 1 error, 1 in the baseline, 1 waived; checked" in text


def test_several_files_have_a_line_each_and_one_in_all() -> None:
    subjects = [subject(CASES["validate-regions"], "a.xlsx"), subject(CASES["validate-claims"], "b.xlsx")]
    *_, first, second, last = shown(check(subjects)).splitlines()
    assert first == "a.xlsx: 1 error; checked 12 of 12 figures in 1 table"
    assert second == "b.xlsx: 1 error; checked 6 of 6 figures in 1 table"
    assert last == "2 errors; checked 18 of 18 figures in 2 tables of 2 files"


def test_rules_that_did_not_run_are_told_in_a_line() -> None:
    why = "cdmo cannot get formulas from xls"
    lost = (NotRun("F701", why, lost=True), NotRun("F702", why, lost=True))
    text = shown(replace(check([subject(CASES["validate-regions"])]), rules_not_run=lost))
    assert f"not run: F701, F702 ({why})\n" in text


def test_rules_that_are_not_wanted_or_have_nothing_to_look_at_are_not_told() -> None:
    verdict = check([subject(CASES["validate-regions"])], Settings(select=("R",)))
    nothing = NotRun("F701", "csv holds no formulas")
    assert "not run" not in shown(replace(verdict, rules_not_run=(*verdict.rules_not_run, nothing)))


def test_of_rules_that_ran_on_some_files_the_codes_are_told() -> None:
    why = "cdmo cannot get formulas from xls"
    found = tuple(NotRun(code, why, lost=True, files=("a.xls", "b.xls")) for code in ("F701", "F702", "F703", "S004"))
    text = shown(replace(check([subject(CASES["validate-clean"])]), rules_not_run=found))
    assert "not run on all files: F701–F703, S004; `--format concise` says where and why\n" in text


def test_a_number_kept_as_text_is_told_from_a_number() -> None:
    sheets = {"Types": "Revenue, USD billion | 2024\nBiologics | '80.6\nTotal | 80.6\n"}
    sheet = subject(sheets).workbook.sheets[0]
    assert (cell_text(sheet, 2, 2), cell_text(sheet, 3, 2), cell_text(sheet, 1, 2)) == ("'80.6", "80.6", "2024")


def test_cells_of_other_sheets_are_shown_with_their_own_arrow() -> None:
    sheets = {
        "Market": "Revenue, USD billion | 2024\nWorld | 215.0\n",
        "Types": "Revenue, USD billion | 2024\nSmall molecules | 131.4\nBiologics | 80.6\n",
    }
    text = shown(check([subject(sheets)]))
    assert " --> model.xlsx › Market › B2\n" in text
    assert (
        " ::: model.xlsx › Types\n  | A                    B\n  |                   2024\n"
        "2 | Small molecules  131.4\n3 | Biologics         80.6\n"
    ) in text


def test_many_parts_are_not_lost() -> None:
    parts = "".join(f"Country {i} | 1.0\n" for i in range(1, 40))
    sheets = {"Regions": f"Revenue | 2024\n{parts}Total | 50.0\n"}
    related = tuple(Place(0, row, 2) for row in range(2, 41))
    text = shown_over(sheets, place=Place(0, 41, 2), related=related)
    assert "... |\n 41 | Total         50\n" in text
    assert "= not shown: 28 more of its cells, B13:B40\n" in text


def test_a_blank_cell_is_marked_over_its_column() -> None:
    sheets = {"Shares": "Region | Share, %\nEurope | 20.5\nAPAC | \nWorld | 100.0\n"}
    text = shown_over(sheets, place=Place(0, 3, 2), related=(Place(0, 2, 2), Place(0, 4, 2)))
    assert "3 | APAC\n  |         ^^^^^^^^\n" in text


def test_wide_characters_keep_their_columns() -> None:
    sheets = {"市場": "収益, USD billion | 2024\n北米 | 84.8\nヨーロッパ | 42.4\n合計 | 300.0\n"}
    text = shown_over(sheets, related=(Place(0, 2, 2), Place(0, 3, 2)))
    lines = [line for line in text.splitlines() if line[:1].isdigit() or "^" in line]
    assert len({cell_len(line) for line in lines}) == 1  # all end where the figures end


def test_hidden_rows_say_so() -> None:
    sheets = {"Regions": "Revenue, USD billion | 2024\nNorth America | 84.8\n~Europe | 42.4\nWorld | 129.2\n"}
    text = shown_over(sheets, related=(Place(0, 2, 2), Place(0, 3, 2)))
    assert "3 | Europe (hidden)" in text


def test_marks_tell_which_cells_are_meant_where_rows_and_columns_do_not() -> None:
    sheets = {"Types": "Revenue | 2024 | Share\nBiologics | 80.6 | 38\nTotal | 212.0 | 100\n"}
    text = shown_over(sheets, place=Place(0, 2, 3), related=(Place(0, 2, 2), Place(0, 3, 2)))
    assert "2 | Biologics   80.6     38\n  |             ----     ^^\n" in text
    assert "3 | Total      212.0    100\n  |            -----\n" in text


def suspect(column: int, probability: float, shown: str = "7.0", settles: int = 1) -> Suspect:
    return Suspect(Place(0, 2, column), 7.0, "a digit mistyped", probability, settles, shown)


@pytest.mark.parametrize(
    ("suspects", "undecided", "said"),
    [
        ([suspect(2, 0.97, settles=3)], False,
         "B2 should probably be 7.0 (a digit mistyped, 97 %): that settles 3 findings"),
        ([suspect(2, 0.995)], False, "B2 should probably be 7.0 (a digit mistyped, >99 %)"),
        ([suspect(2, 0.8, "")], False, "B2 is probably wrong (a digit mistyped, 80 %)"),
        ([suspect(2, 0.48), suspect(3, 0.47), suspect(4, 0.05)], True,
         "either B2 should be 7.0 (a digit mistyped, 48 %) or C2 should be 7.0 (a digit mistyped, 47 %); the figures"
         " cannot tell"),
        ([suspect(2, 0.4), suspect(3, 0.1)], False, "perhaps B2 should be 7.0 (a digit mistyped, 40 %)"),
        ([], False, ""),
    ],
)  # fmt: skip
def test_the_culprit_in_words(suspects: list[Suspect], undecided: bool, said: str) -> None:
    verdict = many(1)
    finding = replace(verdict.findings[0].finding, suspects=tuple(suspects), undecided=undecided)
    assert culprit(verdict.files[0], finding) == said


def test_culprits_of_one_sum_and_culprits_not_sought() -> None:
    verdict = many(1)
    both = (suspect(2, 0.97, settles=2), suspect(3, 0.97, settles=2))
    finding = replace(verdict.findings[0].finding, suspects=both, together=True)
    assert culprit(verdict.files[0], finding) == (
        "B2 should be 7.0 (a digit mistyped, 97 %) and C2 should be 7.0 (a digit mistyped, 97 %), together: that"
        " settles 2 findings"
    )
    assert culprit(verdict.files[0], replace(finding, suspects=(), unsought="251 sums fail")) == "251 sums fail"


@pytest.mark.parametrize(
    ("low", "high", "percent", "said"),
    [
        (231.75, 232.25, False, "should be between 231.75 and 232.25"),
        (212.0, 212.0, False, "should be 212"),
        (1353.5729, 1353.6952, False, "should be between 1353.57 and 1353.7"),
        (-21.416, -21.17, False, "should be between −21.42 and −21.17"),
        (127050.0, 127150.0, False, "should be between 127,050 and 127,150"),
        (0.30000000000000004, 0.4, False, "should be between 0.3 and 0.4"),
        (12345.5, float("inf"), False, "should be at least 12,345.5"),
        (float("-inf"), 100.0, False, "should be at most 100"),
        (0.375, 0.385, True, "should be between 37.5 % and 38.5 %"),
        (float("-inf"), float("inf"), False, ""),
    ],
)
def test_what_a_cell_should_be(low: float, high: float, percent: bool, said: str) -> None:
    assert should(Expected(None, low, high), percent) == said


def test_neighbouring_cells_are_one_range() -> None:
    file = many(1).files[0]
    places = [Place(0, 3, 2), Place(0, 2, 2), Place(0, 4, 2), Place(0, 4, 4)]
    assert addresses(file, places, Place(0, 9, 9)) == ["B2:B4", "D4"]
    assert addresses(file, [Place(0, 2, 2), Place(0, 2, 3)], None) == ["Regions!B2:C2"]
