"""A user's own templates: they take the place of single ones, and what is wrong in them is said with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdmo_cli import report
from cdmo_cli.config import ReportSettings
from cdmo_cli.errors import ConfigError, TemplateError
from cdmo_cli.market.model import Model
from cdmo_cli.report.options import Options
from cdmo_cli.report.templating import located, overrides


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("css", "sections", "macros", "charts"):
        (tmp_path / name).mkdir()
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def document(model: Model, folder: Path) -> str:
    return report.compose(model, None, "full", Options(report=ReportSettings(templates=folder)))


def problem(model: Model, folder: Path) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        document(model, folder)
    return caught.value


def test_a_file_takes_the_place_of_the_template_of_its_name(one_year_model: Model, folder: Path) -> None:
    write(
        folder / "sections" / "cover.html",
        '<section class="cover"><h1 data-title="X">Own {{ frame.title }}</h1></section>',
    )
    made = document(one_year_model, folder)
    assert '<h1 data-title="X">Own Market</h1>' in made
    assert 'cover-legend">' not in made.partition("<body>")[2]
    assert 'id="market"' in made  # all others are the shipped ones


def test_a_template_can_extend_the_shipped_one(one_year_model: Model, folder: Path) -> None:
    text = '{% extends "default/sections/cover.html" %}\n{% block legend %}<p>Ours</p>{% endblock %}\n'
    write(folder / "sections" / "cover.html", text)
    made = document(one_year_model, folder)
    assert "<p>Ours</p>" in made
    assert 'class="cover-title"' in made
    assert 'class="cover-legend"' not in made


def test_style_sheets_too(one_year_model: Model, folder: Path) -> None:
    write(folder / "css" / "brand.css", 'h1 { color: {{ colour("highlight") }} }')
    write(folder / "css" / "cover.css", '{% include "default/css/cover.css" %}\n.cover-title { letter-spacing: 0 }')
    made = document(one_year_model, folder)
    assert "h1 { color: #C2430A }" in made
    assert ".cover-title { letter-spacing: 0 }" in made
    assert ".cover-legend .warm" in made


def test_the_drawing_of_charts_too(full_model: Model, folder: Path) -> None:
    write(
        folder / "charts" / "drawing.svg.j2",
        "{% macro svg(drawing, families) %}<svg class='own'><title>{{ drawing.alt }}</title></svg>{% endmacro %}",
    )
    assert "class='own'" in document(full_model, folder)
    assert "class='own'" not in report.compose(full_model, None, "full")  # nothing is left of it


def test_a_picture_of_the_folder_comes_along(one_year_model: Model, folder: Path) -> None:
    (folder / "pattern.png").write_bytes(b"\x89PNG")
    write(folder / "css" / "brand.css", 'body { background: url({{ asset("pattern.png") }}) }')
    assert "url(data:image/png;base64,iVBORw==)" in document(one_year_model, folder)
    write(folder / "css" / "brand.css", 'body {}\nh1 { background: url({{ asset("../outside.png") }}) }')
    (folder.parent / "outside.png").write_bytes(b"\x89PNG")
    assert "there is no file ‘../outside.png’" in str(problem(one_year_model, folder))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("<p>\n{% if frame.title %}\n<p>", 3, "Unexpected end of template"),
        ("<p>\n\n{{ frame.titel }}", 3, "a Frame has no attribute 'titel'"),
        ("\n{{ nothing }}", 2, "'nothing' is undefined"),
        ("\n{{ frame.title|shout }}", 2, "No filter named 'shout'"),
        ("\n{{ frame.title is loud }}", 2, "No test named 'loud'"),
        ("{{ 1 / 0 }}", 1, "ZeroDivisionError: division by zero"),
        ("\n{{ ''.__class__.__mro__ }}", 2, "access to attribute '__class__' of 'str' object is unsafe"),
        ("\n\n\n{% include 'sections/covr.html' %}", 4, "there is no template ‘sections/covr.html’"),
        ("\n{% macro draw(x) %}{{ x.y }}{% endmacro %}\n{{ draw(1) }}", 2, "has no attribute 'y'"),
    ],
)
def test_a_broken_template_is_named_with_its_line(
    one_year_model: Model, folder: Path, text: str, line: int, message: str
) -> None:
    path = write(folder / "sections" / "order.html", "")
    path = write(folder / "sections" / "contents.html", text)
    error = problem(one_year_model, folder)
    assert error.path == f"{path}:{line}"
    assert message in error.message
    assert error.exit_code == 2


def test_a_wrong_name_of_a_template_gets_the_nearest(one_year_model: Model, folder: Path) -> None:
    write(folder / "sections" / "contents.html", "{% include 'sections/covr.html' %}")
    assert problem(one_year_model, folder).hint == "did you mean ‘sections/cover.html’?"


def test_a_fault_within_a_shipped_macro_is_told_at_the_call(full_model: Model, folder: Path) -> None:
    path = write(
        folder / "sections" / "contents.html", '{% from "macros/table.html" import table %}\n\n{{ table(frame) }}'
    )
    assert problem(full_model, folder).path == f"{path}:3"


def test_a_broken_chart_macro_is_named_too(full_model: Model, folder: Path) -> None:
    path = write(
        folder / "charts" / "drawing.svg.j2", "{% macro svg(drawing, families) %}\n\n{{ drawing.nope }}{% endmacro %}"
    )
    assert problem(full_model, folder).path == f"{path}:3"


def test_a_style_sheet_is_named_too(one_year_model: Model, folder: Path) -> None:
    path = write(folder / "css" / "type.css", "h1 {}\nh2 { color: {{ colour('inc') }} }")
    error = problem(one_year_model, folder)
    assert error.path == f"{path}:2"
    assert "inc" in error.message


def test_a_template_that_extends_itself_is_told_so(one_year_model: Model, folder: Path) -> None:
    path = write(folder / "sections" / "cover.html", '\n{% extends "sections/cover.html" %}')
    error = problem(one_year_model, folder)
    assert error.path == f"{path}:2"
    assert error.message == "it extends or includes itself"
    assert error.hint == "‘default/sections/cover.html’ is the shipped one"


def test_a_file_that_is_not_there_is_told_where_it_is_asked_for(one_year_model: Model, folder: Path) -> None:
    path = write(folder / "css" / "brand.css", '\nh1 { background: url({{ asset("patern.png") }}) }')
    write(folder / "pattern.png", "x")
    error = problem(one_year_model, folder)
    assert (error.path, error.hint) == (f"{path}:2", "did you mean ‘pattern.png’?")


def test_an_unknown_colour_gets_the_nearest(one_year_model: Model, folder: Path) -> None:
    path = write(folder / "css" / "brand.css", 'h1 { color: {{ colour("highlite") }} }')
    error = problem(one_year_model, folder)
    assert (error.path, error.message) == (f"{path}:1", "there is no colour ‘highlite’")
    assert error.hint == "did you mean ‘highlight’?"


def test_a_block_that_takes_the_place_of_none_is_said(folder: Path) -> None:
    path = write(
        folder / "sections" / "cover.html",
        '{% extends "default/sections/cover.html" %}\n'
        "{% block legend %}{% block inner %}{% endblock %}{% endblock %}\n{% block wrds %}{% endblock %}",
    )
    assert overrides(folder) == (f"{path}:3: the block ‘wrds’ takes the place of none; did you mean ‘words’?",)
    write(folder / "sections" / "cover.html", '{% extends "sections/mine.html" %}\n{% block more %}{% endblock %}')
    write(folder / "sections" / "mine.html", "{% block more %}{% endblock %}")
    assert overrides(folder) == ()


def test_what_is_wrong_in_a_sheet_is_told_with_its_file(folder: Path) -> None:
    path = write(folder / "css" / "brand.css", "h1 {}\nh2 { colour: red }")
    remark = "Ignored `colour: red` at 214:6, unknown property."
    assert located(folder, remark) == f"{path}:2: Ignored `colour: red`, unknown property."
    assert located(folder, "Ignored `colour: blue` at 2:1, unknown property.").endswith("at 2:1, unknown property.")
    assert located(None, remark) == remark
    cover = write(folder / "sections" / "cover.html", '\n<img src="a.png" alt="a">')
    assert located(folder, "Relative URI reference without a base URI: a.png") == (
        f'{cover}:2: ‘a.png’ is not read: {{{{ asset("a.png") }}}} puts it into the report'
    )


def test_a_file_that_does_nothing_is_said(folder: Path) -> None:
    write(folder / "sections" / "covre.html", "<p>")
    write(folder / "sections" / "cover.html", '{% include "parts/legend.html" %}')
    (folder / "parts").mkdir()
    write(folder / "parts" / "legend.html", "<p>")
    write(folder / "notes.txt", "no template")
    write(folder / ".hidden.html", "")
    assert overrides(folder) == (
        f"{folder / 'sections/covre.html'} takes the place of no template; did you mean ‘sections/cover.html’?",
    )
    assert overrides(None) == ()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="templates folder is missing"):
        overrides(tmp_path / "none")


def test_a_template_that_is_not_utf_8(folder: Path) -> None:
    (folder / "sections" / "cover.html").write_bytes("<p>Überblick".encode("latin-1"))
    with pytest.raises(TemplateError, match="not UTF-8"):
        overrides(folder)
