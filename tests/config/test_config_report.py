"""The tables [report] and [sample]."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdmo_cli.config import ReportSettings, SampleSettings, load
from cdmo_cli.errors import ConfigError

WHOLE = """
[report]
publisher = "Acme"
logo = "brand/logo.svg"
locale = "de_CH"
format = "letter"
templates = "ours"
attach = "none"

[report.colours]
highlight = "#c2430a"

[report.fonts]
sans = "brand/sans.woff2"

[report.links]
purchase = "https://acme.example/{id}"

[report.texts]
disclaimer = "For clients only."

[sample]
headline = "base"
table = "type 2019"
figures = "size Biologics 2024"
sections = ["by-type"]
margin = 15
known = ["public.csv"]
"""


def test_what_is_not_set_has_defaults(tmp_path: Path) -> None:
    settings = load(folder=tmp_path)
    assert (settings.report, settings.sample) == (ReportSettings(), SampleSettings())
    assert (settings.report.format, settings.report.locale, settings.report.attach) == ("a4", "en_GB", "values")
    assert (settings.sample.headline, settings.sample.table, settings.sample.margin) == ("growth", "auto", 10.0)


def test_both_tables_are_read_and_paths_start_from_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "cdmo.toml").write_text(WHOLE, encoding="utf-8")
    below = tmp_path / "models"
    below.mkdir()
    settings = load(folder=below)
    report, sample = settings.report, settings.sample
    assert report.logo == tmp_path / "brand/logo.svg"
    assert report.fonts.sans == tmp_path / "brand/sans.woff2"
    assert report.fonts.serif is None
    assert report.templates == tmp_path / "ours"
    assert report.colours.highlight == "#C2430A"
    assert report.links == {"purchase": "https://acme.example/{id}"}
    assert (sample.headline, sample.figures, sample.sections) == ("base", ("size Biologics 2024",), ("by-type",))
    assert sample.margin == 15.0
    assert sample.known == (tmp_path / "public.csv",)


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ('[report]\nformat = "a5"', 2, "[report]: format = 'a5' cannot be: input should be 'a4' or 'letter'", ""),
        ('[report]\nfromat = "a4"', 2, "[report]: ‘fromat’ is no setting", "did you mean ‘format’?"),
        (
            '[report.colours]\nhighlight = "orange"',
            2,
            "[report.colours]: highlight = 'orange' cannot be: input should be a colour such as #0B2233",
            "",
        ),
        ('[report.colours]\nhihglight = "#000000"', 2, "‘hihglight’ is no setting", "did you mean ‘highlight’?"),
        ('[report.fonts]\nsan = "x.ttf"', 2, "[report.fonts]: ‘san’ is no setting", "did you mean ‘sans’?"),
        ("[sample]\nmargin = 0", 2, "[sample]: margin = 0 cannot be: input should be greater than 0", ""),
        ('[sample]\nheadline = "all"', 2, "[sample]: headline = 'all' cannot be", ""),
    ],
)
def test_what_cannot_be_is_said_with_its_table_and_line(
    tmp_path: Path, text: str, line: int, message: str, hint: str
) -> None:
    file = tmp_path / "cdmo.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert message in caught.value.message
    assert caught.value.hint == hint
    assert str(caught.value.path) == f"{file}:{line}"
