"""JUnit XML, parsed back and held against the schema of Jenkins' xUnit plugin."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from verdicts import made, rich, settled

from cdmo_cli.check import Verdict, check
from cdmo_cli.present.validate_junit import render
from cdmo_cli.rules import ALL_RULES

XSD = Path(__file__).parent / "schemas" / "junit-10.xsd"


def parsed(verdict: Verdict) -> Element:
    text = render(verdict)
    root = fromstring(text.encode("utf-8"))
    assert isinstance(root, Element)
    return root


@pytest.mark.parametrize("verdict", [rich(), settled(), made("model.xlsx"), check([])])
def test_the_schema_of_jenkins_holds(verdict: Verdict) -> None:
    etree = pytest.importorskip("lxml.etree", reason="lxml reads XML schemas")
    schema = etree.XMLSchema(etree.parse(str(XSD)))
    schema.assertValid(etree.fromstring(render(verdict).encode("utf-8")))


def case(root: Element, name: str) -> Element:
    (found,) = root.findall(f".//testcase[@name='{name}']")
    return found


def test_a_suite_a_file_and_a_case_a_rule() -> None:
    root = parsed(rich())
    suites = root.findall("testsuite")
    assert [s.get("name") for s in suites] == [
        "models/cross table.xlsx", "models/shares.xlsx", "models/clean.xlsx", "models/broken.xlsx",
    ]  # fmt: skip
    clean = suites[2]
    assert [c.get("name") for c in clean] == [None, *(f"{rule.code} {rule.name}" for rule in ALL_RULES)]
    assert (clean.get("tests"), clean.get("failures")) == (str(len(ALL_RULES)), "0")
    assert root.get("tests") == str(sum(int(s.get("tests") or 0) for s in suites))


def test_an_error_is_a_failure_and_says_where_and_why() -> None:
    root = parsed(rich())
    failure = case(root, "T101 parts-differ-from-total in Cross!G2").find("failure")
    assert failure is not None
    assert failure.get("message") == "Small molecules 2024 is 131.4, but its 5 parts add up to 149.4"
    assert (failure.text or "").splitlines() == [
        "error[T101] Cross!G2",
        "Small molecules 2024 is 131.4, but its 5 parts add up to 149.4",
        "C2 should probably be 24.5 (two digits swapped, >99 %): that settles 2 findings",
    ]


def test_warnings_and_notes_pass_and_say_what_was_found() -> None:
    suite = parsed(rich()).findall("testsuite")[1]
    said = [element.text or "" for element in suite.iter("system-out")]
    assert any(text.startswith("warning[R201] Shares!B2") for text in said)
    failures = list(suite.iter("failure"))
    assert suite.get("failures") == str(len(failures))


def test_a_file_that_was_not_read_is_an_error() -> None:
    suite = parsed(rich()).findall("testsuite")[3]
    assert (suite.get("tests"), suite.get("errors")) == ("1", "1")
    (error,) = suite.iter("error")
    assert error.get("message") == "not a workbook"


def test_waived_known_and_what_did_not_run_are_skipped() -> None:
    root = parsed(settled())
    messages = [element.get("message") or "" for element in root.iter("skipped")]
    assert messages[0] == "waived: restated in May" or messages[1] == "waived: restated in May"
    assert sum(message.startswith("in the baseline: ") for message in messages) == 1
    made_of = parsed(made("late"))
    assert "late" in [element.get("message") for element in made_of.iter("skipped")]


def test_names_are_unique_in_a_file() -> None:
    for suite in parsed(made("model")).findall("testsuite"):
        names = [c.get("name") for c in suite.findall("testcase")]
        assert len(names) == len(set(names))


def test_a_file_in_which_nothing_could_be_checked_is_not_told_as_passed() -> None:
    from subject_grid import subject

    root = parsed(check([subject({"Data": "Name | Height\nAnn | 1.71\nBob | 1.83"})]))
    (skipped,) = case(root, "there is something to check")
    assert skipped.get("message") == "no sum, share or rate was found"
