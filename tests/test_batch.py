from __future__ import annotations

import os
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from cdmo_cli.batch import run, stream
from cdmo_cli.errors import CdmoError, EmptyWorkbook


def length(path: Path) -> int:
    """The work: fails in the ways that work fails."""
    text = path.read_text(encoding="utf-8")
    if text == "empty":
        raise EmptyWorkbook("nothing in it", hint="fill it", path=path)
    if text == "bug":
        raise KeyError("x")
    if text == "die":
        os._exit(3)
    return len(text)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = []
    for number, text in enumerate(["a", "empty", "ccc", "bug", "eeeee"]):
        paths.append(tmp_path / f"{9 - number}.txt")
        paths[-1].write_text(text, encoding="utf-8")
    return paths


@pytest.mark.parametrize("parallel_from", [0, 1_000_000], ids=["workers", "in process"])
def test_outcomes_keep_the_order_and_one_bad_file_stops_no_other(files, parallel_from):
    outcomes = run(files, length, parallel_from=parallel_from)
    assert [outcome.path for outcome in outcomes] == files
    assert [outcome.value for outcome in outcomes] == [1, None, 3, None, 5]
    assert isinstance(outcomes[1].error, EmptyWorkbook)
    assert (outcomes[1].error.hint, outcomes[1].error.path) == ("fill it", files[1])
    assert str(outcomes[3].error).startswith(f"{files[3]}: this is a bug in cdmo: KeyError: 'x' at test_batch.py:")


def test_a_worker_that_dies_costs_only_its_own_file(files):
    files[2].write_text("die", encoding="utf-8")
    outcomes = run(files[::2], length, parallel_from=0)
    assert [outcome.value for outcome in outcomes] == [1, None, 5]
    assert str(outcomes[1].error) == f"{files[2]}: the reader crashed on it"


def test_a_file_that_is_missing_is_its_own_outcome(tmp_path):
    outcomes = run([tmp_path / "none.txt"], length)
    assert str(outcomes[0].error) == f"{tmp_path / 'none.txt'}: No such file or directory"


def test_no_file_is_no_outcome():
    assert run([], length) == []


def died(path: Path) -> CdmoError:
    return CdmoError("ended", path=path)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stream_yields_each_outcome_in_order_when_it_is_there(files, workers):
    jobs = [(path, number) for number, path in enumerate(files)]
    outcomes = stream(jobs, length_of, path_of, died, workers=workers)
    first = next(outcomes)
    assert (first.path, first.value) == (files[0], 1)
    assert [outcome.value for outcome in outcomes] == [None, 3, None, 5]


def test_in_a_stream_a_worker_that_dies_costs_its_own_job(files):
    files[2].write_text("die", encoding="utf-8")
    jobs = [(path, number) for number, path in enumerate(files[::2])]
    outcomes = list(stream(jobs, length_of, path_of, died, workers=2))
    assert [outcome.value for outcome in outcomes] == [1, None, 5]
    assert str(outcomes[1].error) == f"{files[2]}: ended"


def test_a_stream_that_nobody_reads_on_leaves_no_worker_behind(files):
    outcomes = stream([(path, 0) for path in files], length_of, path_of, died, workers=2)
    next(outcomes)
    outcomes.close()
    until = time.monotonic() + 10  # the pool's own thread may be about to take note of their end
    while active_children() and time.monotonic() < until:
        time.sleep(0.01)
    assert not active_children()


def length_of(job: tuple[Path, int]) -> int:
    return length(job[0])


def path_of(job: tuple[Path, int]) -> Path:
    return job[0]
