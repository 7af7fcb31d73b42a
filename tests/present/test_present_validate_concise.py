"""One line a finding: where, which rule, how grave, what, and who it may have been."""

from __future__ import annotations

import re

from subject_grid import subject
from verdicts import CLEAN, made, rich, settled

from cdmo_cli.check import check
from cdmo_cli.present.validate_concise import render

LINE = re.compile(r"(?P<where>.+?): (?P<rule>[A-Z]\d{3}) (?P<severity>error|warning|info): (?P<message>.+)")


def test_a_line_a_finding() -> None:
    lines = render(rich()).splitlines()
    found = [match for line in lines if (match := LINE.fullmatch(line))]
    assert len(found) == len(rich().findings)
    first = next(match for match in found if match["rule"] == "T101")
    assert first["where"] == "models/cross table.xlsx:Cross!G2"
    assert first["message"] == (
        "Small molecules 2024 is 131.4, but its 5 parts add up to 149.4"
        " [C2 should probably be 24.5 (two digits swapped, >99 %): that settles 2 findings]"
    )
    assert "models/broken.xlsx: not read: not a workbook" in lines
    assert lines[-1].endswith("; checked 25 of 25 figures in 3 tables of 3 files; 1 file could not be read")


def test_a_clean_file_is_one_line() -> None:
    assert render(check([subject({"Types": CLEAN})])) == (
        "model.xlsx: no findings; checked 3 of 3 figures in 1 table\n"
    )


def test_waived_and_known_findings_are_counted() -> None:
    lines = render(settled()).splitlines()
    assert sum(LINE.fullmatch(line) is not None for line in lines) == len(rich().findings) - 2
    assert ", 1 in the baseline, 1 waived; " in lines[-1]


def test_what_was_not_understood_and_not_run_are_lines_too() -> None:
    lines = render(made("Types", "model.xlsx")).splitlines()
    assert "model.xlsx:Types!A1:B2: not understood: Types" in lines
    assert "not run: F701: Types" in lines


def test_no_text_breaks_a_line() -> None:
    assert len(render(made("a\nb\r\nc\u2028d\x85e")).splitlines()) == len(render(made("a")).splitlines())
