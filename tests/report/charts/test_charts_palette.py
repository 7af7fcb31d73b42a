import re
from itertools import pairwise

import pytest

from cdmo_cli.errors import TemplateError
from cdmo_cli.report.charts import palette


@pytest.mark.parametrize(("role", "ratio"), [("ink", 16.3), ("secondary", 7.9), ("note", 5.5), ("highlight", 5.1)])
def test_contrast_on_white_is_that_of_the_study(role: str, ratio: float) -> None:
    assert palette.contrast(role, "paper") == pytest.approx(ratio, abs=0.06)


def test_contrast_ends() -> None:
    assert palette.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert palette.contrast("bar", "bar") == 1


@pytest.mark.parametrize("role", ["secondary", "note"])
def test_band_carries_its_text(role: str) -> None:
    assert palette.contrast(role, "band") >= 4.5


FILLS = [role for role in palette.ROLES if role not in ("note", "secondary") and not role.startswith("cover-")]


@pytest.mark.parametrize("role", FILLS)
def test_text_on_every_fill_is_readable(role: str) -> None:
    assert palette.contrast(palette.text_on(role), role) >= 4.5


def test_text_is_white_on_the_last_two_bins_alone() -> None:
    assert [palette.text_on(f"sequential-{level}") for level in range(1, 6)] == ["ink"] * 3 + ["paper"] * 2


def test_sequential_bins_darken() -> None:
    steps = [palette.luminance(f"sequential-{level}") for level in range(1, 6)]
    assert steps == sorted(steps, reverse=True)
    assert min(a - b for a, b in pairwise(steps)) > 0.05


def test_highlight_and_bars_differ_in_greyscale() -> None:
    assert palette.contrast("highlight", "bar") > 1.5


def test_ramp_runs_between_its_ends() -> None:
    colours = palette.ramp(7)
    assert (colours[0], colours[-1], len(set(colours))) == ("#F7C65A", "#E25A1C", 7)
    assert palette.ramp(1) == ("#E25A1C",)
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in colours)


@pytest.mark.parametrize("count", range(1, 6))
def test_segments_differ_from_their_neighbours(count: int) -> None:
    for highlight in (None, *range(-1, count)):
        roles = palette.segments(count, highlight)
        assert len(roles) == count
        assert len(set(roles)) == count
        if highlight is not None:
            assert [index for index, role in enumerate(roles) if role == "highlight"] == [highlight % count]


def test_a_hex_value_is_its_own_colour() -> None:
    assert palette.colour("#123456") == "#123456"
    with pytest.raises(TemplateError, match="no-such-role"):
        palette.colour("no-such-role")
