from __future__ import annotations

import pytest

from cdmo_cli.present.numbers import decimals_for, fixed, percent, signed


@pytest.mark.parametrize(
    ("largest", "decimals"), [(25_000, 0), (1000, 0), (999.9, 1), (10, 1), (9.9, 2), (0.5, 3), (0, 3)]
)
def test_about_four_digits_are_shown(largest, decimals):
    assert decimals_for(largest) == decimals


def test_figures_have_thousands_a_real_minus_and_no_negative_zero():
    assert fixed(1234.56, 1) == "1,234.6"
    assert fixed(-1234.5, 0) == "−1,234"
    assert fixed(-0.04, 1) == "0.0"
    assert signed(37.44, 1) == "+37.4"
    assert signed(-1.25, 2) == "−1.25"
    assert signed(0.04, 1) == "0.0"
    assert percent(5.2) == "5.2 %"
