"""Texts of a workbook that mean harm, in every format: each is read back by what reads it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from verdicts import made

import cdmo_cli.present
from cdmo_cli.present import validate
from cdmo_cli.present.validate_full import print_verdict

OWN = json.loads((Path(cdmo_cli.present.__file__).parent / "validate-1.schema.json").read_text(encoding="utf-8"))
SARIF = json.loads((Path(__file__).parent / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))

PIECES = [
    "\x00", "\x07", "\x1b[31m", "\x1b]8;;http://x\x07", "\x85", "\x9b2J", "\u2028", "\u202e", "\u2066", "\ufeff",
    "\ufffe", "\ufffd", "\n", "\r\n", "\t", "::", "::error::", "##[error]", "%", "%0A", "%25", ",", "]]>", "<!--",
    "&amp;", "<b>", "'", '"', "[bold]", "[/]", "[a](b)", "{0}", "\\", "é", "e\u0301", "👩‍🔬", "市場", "שוק", "سوق",
    "=1+1", "|", " ", "x",
]  # fmt: skip
HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), min_size=1, max_size=8).map("".join)
TEXTS = HOSTILE.map(lambda text: "".join(c for c in text if not 0xD800 <= ord(c) <= 0xDFFF)).filter(bool)

FEW = settings(max_examples=60, deadline=None)


def test_every_format_has_a_name_and_ends_its_last_line() -> None:
    assert get_args(validate.Format) == validate.FORMATS
    for name in validate.FORMATS:
        text = validate.render(made("model", "model.xlsx"), name, to_file=True)
        assert text.endswith("\n")
        assert "T101" in text


@FEW
@given(TEXTS)
def test_json(text: str) -> None:
    data = json.loads(validate.render(made(text), "json"))
    jsonschema.Draft202012Validator(OWN).validate(data)
    assert data["findings"][0]["sheet"] == text
    assert data["files"][0]["path"] == text


@FEW
@given(TEXTS)
def test_sarif(text: str) -> None:
    data = json.loads(validate.render(made(text), "sarif"))
    jsonschema.Draft4Validator(SARIF).validate(data)
    assert "](" not in data["runs"][0]["results"][0]["message"]["text"]


@FEW
@given(TEXTS)
def test_junit(text: str) -> None:
    root = fromstring(validate.render(made(text), "junit").encode("utf-8"))
    assert len(root.findall("testsuite")) == 2
    assert len(root.findall(".//failure")) == 1
    assert len(root.findall(".//error")) == 1


@FEW
@given(TEXTS)
def test_github(text: str) -> None:
    lines = validate.render(made(text), "github").splitlines()
    assert len(lines) == 5
    for line in lines[:-1]:
        assert line.startswith(("::error file=", "::warning file=", "::notice file="))
        assert line.count("::", 0, line.index("::", 2) + 2) == 2


@FEW
@given(TEXTS)
def test_gitlab(text: str) -> None:
    found = json.loads(validate.render(made(text), "gitlab"))
    assert [entry["severity"] for entry in found] == ["critical", "info", "major", "blocker"]


@FEW
@given(TEXTS)
def test_concise(text: str) -> None:
    written = validate.render(made(text), "concise")
    assert written.replace("\n", "").isprintable()
    assert len(written.splitlines()) == 7


@FEW
@given(TEXTS, st.sampled_from([40, 80, 160]))
def test_full(text: str, width: int) -> None:
    target = io.StringIO()
    print_verdict(made(text, "model.xlsx"), Console(file=target, width=width, highlight=False))
    written = target.getvalue()
    assert written.replace("\n", "").isprintable()
    assert written.count("error[T101]") == 1
    assert [line for line in written.split("\n") if line != line.rstrip()] == []
    framed = [line for line in written.split("\n") if " | " in line[:6]]
    assert all(cell_len(line) <= width for line in framed)


@pytest.mark.parametrize("name", validate.FORMATS)
def test_a_files_name_that_is_no_text_can_be_written(name: validate.Format) -> None:
    verdict = made("model", b"caf\xe9.xlsx".decode("utf-8", "surrogateescape"))
    text = validate.render(verdict, name, to_file=True)
    text.encode("utf-8")
    assert "caf" in text


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab"])
def test_json_holds_no_half_of_a_surrogate_pair(name: validate.Format) -> None:
    verdict = made("model", b"caf\xe9.xlsx".decode("utf-8", "surrogateescape"))
    text = validate.render(verdict, name, to_file=True)
    json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8")
    if name != "sarif":  # there it is part of a URI
        assert "caf\\udce9.xlsx" in json.dumps(json.loads(text), ensure_ascii=False).replace("\\\\", "\\")
