"""The slips that a printed figure may be, backwards from its digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.identities.slips import PRIOR, slips


def causes(printed: float, true: float, decimals: int = 0) -> set[str]:
    return {slip.cause for slip in slips(printed, decimals) if slip.value == pytest.approx(true)}


@pytest.mark.parametrize(
    ("printed", "true", "decimals", "cause"),
    [
        (161, 116, 0, "two digits swapped"),
        (208, 280, 0, "two digits swapped"),
        (42.5, 24.5, 1, "two digits swapped"),
        (1979, 19979, 0, "a digit dropped"),
        (12.3, 12.34, 2, "a digit dropped"),
        (1.34, 12.34, 2, "a digit dropped"),
        (1179, 179, 0, "a digit doubled"),
        (1579, 179, 0, "a digit too many"),
        (131.4, 137.4, 1, "a digit mistyped"),
        (482.084, 482084, 3, "a power of ten"),
        (-208, 208, 0, "the sign"),
    ],
)
def test_known_slips(printed: float, true: float, decimals: int, cause: str) -> None:
    assert cause in causes(printed, true, decimals)


def test_zero_and_computed_figures_are_no_slips() -> None:
    assert list(slips(0.0, 1)) == []
    assert list(slips(1234567.123456789, 9)) == []


@given(st.integers(1, 10**7), st.integers(0, 3))
def test_weights_of_one_cause_stay_within_its_prior(digits: int, decimals: int) -> None:
    total: dict[str, float] = {}
    for slip in slips(digits / 10**decimals, decimals):
        assert slip.weight > 0
        total[slip.cause] = total.get(slip.cause, 0.0) + slip.weight
    for cause in ("two digits swapped", "a digit mistyped", "a power of ten", "the sign"):
        assert total.get(cause, 0.0) <= PRIOR[cause] + 1e-9
