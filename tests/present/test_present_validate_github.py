"""GitHub's workflow commands, read back as the runner reads them."""

from __future__ import annotations

from verdicts import made, rich, settled

from cdmo_cli.present.validate_github import command, render

Command = tuple[str, dict[str, str], str]


def read(line: str) -> Command:
    """A line as the runner takes it: `::name key=value,key=value::message`, escapes undone, `%25` last."""
    assert line.startswith("::")
    head, _, message = line[2:].partition("::")
    name, _, listed = head.partition(" ")
    properties = dict(pair.split("=", 1) for pair in listed.split(",") if pair)
    return name, {key: undone(value, "%3A", "%2C") for key, value in properties.items()}, undone(message)


def undone(text: str, *also: str) -> str:
    signs = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
    for escape in ("%0D", "%0A", *also, "%25"):
        text = text.replace(escape, signs[escape])
    return text


def test_a_command_a_finding() -> None:
    *lines, last = render(rich()).splitlines()
    commands = [read(line) for line in lines]
    name, properties, message = next(c for c in commands if c[1]["title"].startswith("T101"))
    assert name == "error"
    assert properties == {
        "file": "models/cross table.xlsx",
        "title": "T101 parts-differ-from-total in Cross!G2",
        "line": "2",
        "col": "7",
    }
    assert message.startswith(
        "Small molecules 2024 is 131.4, but its 5 parts add up to 149.4. C2 should probably be 24.5"
    )
    assert {name for name, _, _ in commands} == {"error", "warning", "notice"}
    assert commands[-1] == ("error", {"file": "models/broken.xlsx", "title": "not read"}, "not a workbook")
    assert last.startswith("cdmo: ")
    assert last.endswith("1 file could not be read")


def test_waived_and_known_findings_are_no_annotations() -> None:
    assert len(render(rich()).splitlines()) - len(render(settled()).splitlines()) == 2


def test_everything_comes_back_as_it_was() -> None:
    properties = {"file": "a,b::c%2C=d.xlsx", "title": "50 %, 10 : 1"}
    assert read(command("error", properties, "100 % :: a, %0A")) == ("error", properties, "100 % :: a, %0A")


def test_a_label_cannot_give_a_command_of_its_own() -> None:
    for text in ("x\n::stop-commands::y", "::error::z", "a\r\n::set-output name=a::b", "##[error]x", "%0A::error::x"):
        *lines, last = render(made(text)).splitlines()
        assert len(lines) == 4  # three findings that count, one file not read
        for line in lines:
            assert read(line)[0] in ("error", "warning", "notice")
        assert last.startswith("cdmo: 1 error, 1 warning, 1 note")
