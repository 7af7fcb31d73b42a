from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.present.summary_tables import choose_years


def test_few_years_are_spread_evenly_and_keep_both_ends_of_the_forecast():
    years = range(2019, 2032)
    assert choose_years(years, 2, (2024, 2031)) == (2024, 2031)
    assert choose_years(years, 3, (2024, 2031)) == (2019, 2024, 2031)
    assert choose_years(years, 5, (2024, 2031)) in {(2019, 2021, 2024, 2027, 2031), (2019, 2022, 2024, 2027, 2031)}
    assert choose_years(years, 99, (2024, 2031)) == tuple(years)
    assert choose_years((), 4, (0, 0)) == ()


@given(st.sets(st.integers(1990, 2050), min_size=1), st.integers(0, 30), st.data())
def test_the_choice_is_sorted_unique_and_no_longer_than_asked(years, count, data):
    ordered = sorted(years)
    wanted = (data.draw(st.sampled_from(ordered)), data.draw(st.sampled_from(ordered)))
    chosen = choose_years(ordered, count, wanted)
    assert list(chosen) == sorted(set(chosen))
    assert set(wanted) <= set(chosen) <= years
    assert len(chosen) == max(min(count, len(years)), len(set(wanted)))
