from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from cdmo_cli import errors


def all_errors(kind: type[errors.CdmoError] = errors.CdmoError) -> list[type[errors.CdmoError]]:
    return [kind, *(e for child in kind.__subclasses__() for e in all_errors(child))]


@pytest.mark.parametrize("kind", all_errors())
def test_an_error_survives_the_way_back_from_a_worker(kind: type[errors.CdmoError]) -> None:
    error = kind("it is empty", hint="fill it", path=Path("a.xlsx"))
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (again.message, again.hint, again.path) == ("it is empty", "fill it", Path("a.xlsx"))


def test_an_error_names_its_file_first() -> None:
    assert str(errors.EmptyWorkbook("it is empty", path="a.xlsx")) == "a.xlsx: it is empty"
    assert str(errors.UsageError("no such sheet")) == "no such sheet"


def test_every_error_ends_with_exit_code_2_but_a_sample_that_gives_figures_away() -> None:
    assert {kind.__name__ for kind in all_errors() if kind.exit_code != 2} == {"Undisclosable"}
    assert errors.Undisclosable.exit_code == 1


def test_the_tree_in_the_docstring_names_every_error() -> None:
    drawn = errors.__doc__ or ""
    for kind in all_errors():
        if kind.__module__ != errors.__name__:
            continue  # a stage's own kind of one of these
        assert f"{kind.__name__} " in drawn or f"{kind.__name__}\n" in drawn, kind.__name__
