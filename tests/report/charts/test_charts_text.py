import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.report.charts import text


def test_widths_are_those_of_inter() -> None:
    """hmtx and HVAR of Inter 4: "A" at weight 400, and bold is wider."""
    assert text.advance("0", 400) == pytest.approx(0.62, abs=0.03)
    assert text.advance("1", 400) < text.advance("0", 400)
    assert text.advance("m", 700) > text.advance("m", 400)


def test_measure_adds_up_and_scales() -> None:
    assert text.measure("AB", 10) == pytest.approx(text.measure("A", 10) + text.measure("B", 10))
    assert text.measure("AB", 20) == pytest.approx(2 * text.measure("AB", 10))
    assert text.measure("", 10) == 0


def test_extended_latin_and_unknown_characters_have_a_width() -> None:
    assert 0.3 < text.advance("ő", 400) < 0.8
    assert text.advance("中", 400) == 1.0


def test_shorten_keeps_what_fits() -> None:
    width = text.measure("Middle East", 8)
    assert text.shorten("Middle East", width, 8) == "Middle East"
    assert text.shorten("Middle East & Africa", width + 8, 8) == "Middle East…"


@given(st.text(max_size=40), st.floats(10, 200), st.sampled_from([400, 600]))
def test_shortened_text_fits(content: str, width: float, weight: int) -> None:
    short = text.shorten(content, width, 8, weight)
    assert text.measure(short, 8, weight) <= width
    assert short == content or short.endswith("…")


@given(st.lists(st.text("abc", min_size=1, max_size=8), max_size=8), st.integers(1, 3))
def test_wrapped_lines_fit_and_lose_no_word_where_there_is_room(words: list[str], lines: int) -> None:
    wrapped = text.wrap(" ".join(words), 60, 8, lines=lines)
    assert len(wrapped) <= lines
    assert all(text.measure(line, 8) <= 60 for line in wrapped)
    if not any(line.endswith("…") for line in wrapped):
        assert " ".join(wrapped).split() == words


def test_a_no_break_space_holds() -> None:
    assert text.wrap("aaaa 5\u00a0%", text.measure("aaaa 5", 8), 8) == ("aaaa", "5\u00a0%")


def test_outline_is_a_path_without_text() -> None:
    path = text.outline("I", 100, 700, (1, 0, 0, 1), 0, 100)
    assert path.startswith("M")
    assert path.endswith("Z")
    assert path == text.outline("I", 100, 700, (1, 0, 0, 1), 0, 100)
    assert text.outline("É", 100, 700, (1, 0, 0, 1), 0, 100).count("M") > 1
    assert text.outline(" ", 100, 700, (1, 0, 0, 1), 0, 0) == ""
