"""Lines that a sum does not speak on: means under points, ratios beside amounts, figures that are not shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from infer_axis import Row, axis

from cdmo_cli.identities.infer.foreign import foreign, in_proportion
from cdmo_cli.identities.infer.model import Axis, Pattern
from cdmo_cli.identities.infer.strength import strengths

# items × lines: two parts, their total; the last line is the one in question
PARTS: tuple[list[float | str | None], ...] = ([12.0, 31.0, 25.0], [40.0, 11.0, 28.0], [52.0, 42.0, 53.0])


def table(*last: Row) -> tuple[Axis, Pattern]:
    """The three lines that hold, and one more."""
    rows = [[*row, *more] for row, more in zip(PARTS, last, strict=True)]
    lines = tuple(range(len(rows[0])))
    return axis(rows, totals=[2]), Pattern(2, (0, 1), lines, lines[3:], 10.0)


def test_a_line_of_means_under_whole_points_is_of_another_kind() -> None:
    means, pattern = table([22.66667], [26.33333], [51.2])
    assert foreign(means, [pattern]) == [{3}]


def test_a_total_finer_than_all_of_its_parts_is_no_sum_of_them() -> None:
    mean, pattern = table([22.0], [26.0], [9.65714])
    assert foreign(mean, [pattern]) == [{3}]


def test_a_total_whose_decimal_mark_is_wrong_is_a_wrong_total() -> None:
    wrong, pattern = table([200.0], [282.0], [0.482])
    assert foreign(wrong, [pattern]) == [set()]


def test_ratios_beside_amounts_are_of_another_kind_but_one_small_figure_is_not() -> None:
    ratios, pattern = table([0.12], [0.25], [0.25])
    assert foreign(ratios, [pattern]) == [{3}]
    small, pattern = table([22.0], [26.0], [4.0])
    assert foreign(small, [pattern]) == [set()]


def test_percentages_by_their_sign_are_no_parts_of_an_amount() -> None:
    mixed, pattern = table([1.0], [1.0], [4863.0])
    sign = np.zeros((3, 4), dtype=np.bool_)
    sign[:2, 3] = True
    assert foreign(replace(mixed, percent=sign), [pattern]) == [{3}]
    assert foreign(mixed, [pattern]) == [set()]
    sign[2, 3] = True
    assert foreign(replace(mixed, percent=sign), [pattern]) == [set()]


def test_a_figure_not_shown_may_be_what_is_lacking_but_not_what_is_too_much() -> None:
    for total, expected in ((53.0, {3}), (43.0, set()), (200.0, set())):
        lacking, pattern = table([50.0], [None], [total])
        hidden = np.zeros((3, 4), dtype=np.bool_)
        hidden[1, 3] = True
        assert foreign(replace(lacking, hidden=hidden), [pattern]) == [expected]


def test_a_part_that_is_zero_wherever_the_sum_holds_may_be_subtracted() -> None:
    rows: list[list[float]] = [[12.0, 31.0, 25.0, 30.0], [0.0, 0.0, 0.0, 6.0], [12.0, 31.0, 25.0, 24.0]]
    total, part = axis(rows, totals=[0]), Pattern(0, (1, 2), (0, 1, 2, 3), (), 9.0)
    assert foreign(total, [part]) == [set()]
    rows[0][3] = 18.0
    assert foreign(axis(rows, totals=[0]), [replace(part, broken=(3,))]) == [{3}]
    rows[0][3] = 15.0
    assert foreign(axis(rows, totals=[0]), [replace(part, broken=(3,))]) == [set()]


def test_lines_that_lack_exactly_an_item_among_the_parts_have_other_parts() -> None:
    rows: list[list[float | None]] = [
        [12.0, 31.0, 25.0],
        [None, None, 1056.0],
        [40.0, 11.0, 28.0],
        [52.0, 42.0, 1109.0],
    ]
    pattern = Pattern(3, (0, 2), (0, 1, 2), (2,), 5.0)
    assert foreign(axis(rows), [pattern]) == [{2}]
    rows[3][2] = 1115.0
    assert foreign(axis(rows), [pattern]) == [set()]


def test_sums_without_a_common_figure_that_all_fail_on_a_line_do_not_speak_there() -> None:
    rows: list[Row] = [[1.0, 5.0], [2.0, 6.0], [3.0, 18.0], [4.0, 7.0], [5.0, 8.0], [9.0, 19.0]]
    one, other = Pattern(2, (0, 1), (0, 1), (1,), 5.0), Pattern(5, (3, 4), (0, 1), (1,), 5.0)
    assert foreign(axis(rows), [one, other]) == [{1}, {1}]
    assert foreign(axis(rows), [one, replace(other, broken=())]) == [set(), set()]
    assert foreign(axis(rows), [one, Pattern(5, (2, 3, 4), (0, 1), (1,), 5.0)]) == [set(), set()]


def test_lines_that_are_multiples_of_one_prove_no_more_than_one() -> None:
    rows: list[Row] = [[100.0, 102.0, 104.04], [200.0, 204.0, 208.08], [300.0, 306.0, 312.12]]
    assert in_proportion(axis(rows), Pattern(2, (0, 1), (0, 1, 2), (), 9.0))
    assert not in_proportion(*table([1.0], [2.0], [4.0]))


def test_what_fails_far_on_the_first_or_last_line_is_no_error_what_fails_by_little_is() -> None:
    rows: list[Row] = [[1210.0 + 7 * n for n in range(8)], [440.0 + n * n for n in range(8)]]
    total: Row = [float(a or 0) + float(b or 0) for a, b in zip(*rows, strict=True)]
    for line, off, expected in ((0, 300.0, "likely"), (0, 5.0, "strong"), (3, 300.0, "strong"), (7, -300.0, "likely")):
        spoilt = [float(value or 0) + (off if at == line else 0.0) for at, value in enumerate(total)]
        pattern = Pattern(2, (0, 1), tuple(range(8)), (line,), 14.0)
        how = strengths(axis([*rows, spoilt], totals=[2]), [pattern])[0]
        assert how.pop(line) == expected
        assert set(how.values()) == {"strong"}
