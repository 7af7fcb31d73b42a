"""How likely a printed figure is to be a slip of a true one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.identities.slips import PRIOR, anything, left_blank, likely_truths, repeated, slips


def causes(printed: float, true: float, decimals: int = 0) -> set[str]:
    return {slip.cause for slip in slips(true, printed, decimals)}


@pytest.mark.parametrize(
    ("printed", "true", "decimals", "cause"),
    [
        (161, 116, 0, "two digits swapped"),  # R deductive's example of correctTypos
        (208, 280, 0, "two digits swapped"),
        (42.5, 24.5, 1, "two digits swapped"),
        (5210, 2510, 0, "two digits swapped"),
        (4321, 1324, 0, "two digits swapped at a distance"),
        (1979, 19979, 0, "a digit dropped"),
        (12.3, 12.34, 2, "a digit dropped"),
        (1.34, 12.34, 2, "a digit dropped"),
        (23, 1023, 0, "a digit dropped"),
        (0, 20, 0, "a digit dropped"),
        (1179, 179, 0, "a digit doubled"),
        (1579, 179, 0, "a digit too many"),
        (131.4, 137.4, 1, "a digit mistyped"),
        (11155, 17755, 0, "two digits mistyped"),
        (482.084, 482084, 3, "a power of ten"),
        (302305.49, 302.31, 2, "a power of ten"),
        (20.4, 204, 1, "a power of ten"),
        (-208, 208, 0, "the sign"),
    ],
)
def test_known_slips(printed: float, true: float, decimals: int, cause: str) -> None:
    assert cause in causes(printed, true, decimals)
    assert cause in {"two digits mistyped", "two digits swapped at a distance"} or any(
        value == pytest.approx(true) for value in likely_truths(printed, decimals)
    )


@pytest.mark.parametrize(
    ("printed", "true", "decimals"),
    [
        (20274, 274, 0),  # nobody types zeros in front, to mistype one of them
        (12.2, 0.0, 1),
        (444.4, 44.4, 1),  # a point that slips takes all digits along
        (100, -90, 0),
        (5, 5, 0),
    ],
)
def test_no_slips(printed: float, true: float, decimals: int) -> None:
    assert causes(printed, true, decimals) <= {"a digit doubled", "a digit too many"}


def test_computed_figures_are_not_mistyped() -> None:
    assert causes(1234567.123456789, 1234567.123456780, 9) == set()


def test_zeros_that_nobody_types_count_for_nothing() -> None:
    assert {s.cause: s.weight for s in slips(5200.0, 2500.0, 5)} == {s.cause: s.weight for s in slips(5200, 2500, 0)}


def test_a_round_figure_is_easier_to_guess_than_another() -> None:
    assert left_blank(65000, 0).weight == pytest.approx(100 * left_blank(65123, 0).weight * 10)
    assert anything(212, 131, 0).weight == pytest.approx(PRIOR["another value"] * 1e-4)


def test_what_repeats_often_is_no_slip() -> None:
    assert repeated(2500, 0, 1e-4).weight > 50 * repeated(2500, 0, 0.3).weight


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(0, 3))
def test_weights_of_one_cause_stay_within_its_prior(one: int, other: int, decimals: int) -> None:
    total: dict[str, float] = {}
    for slip in slips(one / 10**decimals, other / 10**decimals, decimals):
        assert slip.weight > 0
        total[slip.cause] = total.get(slip.cause, 0.0) + slip.weight
    assert all(weight <= PRIOR[cause] + 1e-9 for cause, weight in total.items())


@given(st.integers(100, 10**7), st.data())
def test_a_dropped_digit_is_found_again(true: int, data: st.DataObject) -> None:
    text = str(true)
    at = data.draw(st.integers(0, len(text) - 1))
    printed = int(text[:at] + text[at + 1 :])
    assert "a digit dropped" in causes(printed, true)
