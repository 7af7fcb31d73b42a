"""The JSON of a verdict against its published schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from subject_grid import subject
from verdicts import settled

import cdmo_cli.present
from cdmo_cli.check import Unreadable, Verdict, check
from cdmo_cli.present.validate_json import number, render

SCHEMA = json.loads((Path(cdmo_cli.present.__file__).parent / "validate-1.schema.json").read_text(encoding="utf-8"))

CROSS = (
    "Revenue 2024, USD billion | North America | Europe | Asia-Pacific | Latin America | Middle East & Africa | World\n"
    "Small molecules | 46.4 | 42.5 | 44.4 | 9.2 | 6.9 | 131.4\n"
    "Biologics | 38.4 | 17.9 | 19.2 | 3.0 | 2.1 | 80.6\n"
    "All types | 84.8 | 42.4 | 63.6 | 12.2 | 9.0 | 212.0\n"
)
MORE = (
    "Revenue, USD billion | 2024\nNorth America | 84.8\n  United States | 86.3\nEurope | 42.4\nAsia-Pacific | 63.6\n"
    "Latin America | 12.2\nMiddle East & Africa | 9.0\nWorld | 212.0\n"
)


def validated(verdict: Verdict) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(render(verdict))
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    return data


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_finding_with_its_suspect_and_group() -> None:
    data = validated(check([subject({"Cross": CROSS}, "cross.xlsx")]))
    assert data["schema"] == "cdmo.validate/1"
    assert data["verdict"] == "inconsistent"
    first, second = data["findings"]
    assert (first["rule"], first["file"], first["sheet"], first["cell"]) == ("T101", "cross.xlsx", "Cross", "G2")
    assert (first["row"], first["column"], first["observed"]) == (2, 7, 131.4)
    assert first["expected"] == {"value": 149.4, "low": 149.15, "high": 149.65}
    assert first["related"] == ["B2", "C2", "D2", "E2", "F2"]
    assert first["suspects"][0] | {"probability": 1} == {
        "cell": "C2",
        "value": 24.5,
        "cause": "two digits swapped",
        "probability": 1,
        "settles": 2,
    }
    assert (first["group"], second["group"], second["suspects"]) == ("g1", "g1", [])
    assert first["impact"] == 18
    assert data["files"][0]["coverage"] == {
        "numeric_cells": 18,
        "in_identities": 18,
        "tables": 1,
        "not_understood": [],
    }


def test_an_open_bound_is_null() -> None:
    data = validated(check([subject({"Regions": MORE})]))
    (finding,) = [f for f in data["findings"] if f["rule"] == "T101"]
    assert finding["expected"]["high"] is None
    assert finding["expected"]["low"] == 86.25


def test_clean_unchecked_and_unreadable() -> None:
    data = validated(check([], unreadable=[Unreadable("broken.xlsx", "not a workbook")]))
    assert data["verdict"] == "unchecked"
    assert data["files"][0]["error"] == "not a workbook"
    assert data["files"][0]["sha256"] is None


def test_a_cell_of_another_sheet_is_named_with_it() -> None:
    sheets = {
        "Market": "Revenue, USD billion | 2024\nWorld | 215.0\n",
        "Types": "Revenue, USD billion | 2024\nSmall molecules | 131.4\nBiologics | 80.6\n",
    }
    (finding,) = validated(check([subject(sheets)]))["findings"]
    assert (finding["sheet"], finding["cell"]) == ("Market", "B2")
    assert finding["related"] == ["Types!B2", "Types!B3"]


@pytest.mark.parametrize(
    ("value", "written"),
    [(127.40000000000001, 127.4), (3.0, 3), (float("inf"), None), (float("nan"), None), (None, None), (1e-9, 1e-9)],
)
def test_numbers(value: float | None, written: float | None) -> None:
    assert number(value) == written


def test_waived_and_known_findings_stay_and_say_so() -> None:
    first, second, third, *_ = validated(settled())["findings"]
    assert [first["waived"], first["known"]] == ["restated in May", False]
    assert [second["waived"], second["known"]] == [None, True]
    assert [third["waived"], third["known"]] == [None, False]


def test_the_schema_lets_nothing_else_pass() -> None:
    def objects(node: object) -> list[dict[str, Any]]:
        if isinstance(node, dict):
            own = [node] if "properties" in node else []
            return own + [found for value in node.values() for found in objects(value)]
        return [found for item in node for found in objects(item)] if isinstance(node, list) else []

    found = objects(SCHEMA)
    assert len(found) >= 7
    for described in found:
        assert described["additionalProperties"] is False
        optional = {"waived", "known", "together", "unsought"}  # came later within version 1
        assert set(described["properties"]) - set(described["required"]) <= optional


def test_an_older_report_without_the_later_fields_is_valid() -> None:
    data = validated(settled())
    for finding in data["findings"]:
        del finding["waived"], finding["known"], finding["together"], finding["unsought"]
    assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(data)) == []
