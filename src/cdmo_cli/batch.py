"""Many files in one run: the same work on each, in worker processes where that pays, in the order given.

One bad file never stops the rest: what went wrong with it is its outcome.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Generic, TypeVar

from cdmo_cli.errors import CdmoError, DamagedWorkbook, MissingLibrary, OutputError

Job = TypeVar("Job")
Result = TypeVar("Result")

# Bytes in all from which workers pay: starting them takes as long as this much work. Every file costs as much as its
# bytes and some more.
PARALLEL_FROM = 4_000_000
PER_FILE = 50_000


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Result]):
    """What became of one file: a value, or the error that stood in the way."""

    path: Path
    value: Result | None = None
    error: CdmoError | None = None


def run(
    paths: Sequence[Path], work: Callable[[Path], Result], *, parallel_from: int = PARALLEL_FROM
) -> list[Outcome[Result]]:
    """Do `work` on every path and return the outcomes in the order of `paths`.

    `work` must be picklable (a function of a module, or a `functools.partial` of one). Several large files
    (`parallel_from` bytes in all) are shared among worker processes, one a processor.
    """
    workers = min(processors(), len(paths))
    if workers < 2 or sum(_size(path) + PER_FILE for path in paths) < parallel_from:
        return [_attempt(work, path, path) for path in paths]
    return list(_shared(paths, paths, work, workers, _died))


def stream(
    jobs: Sequence[Job],
    work: Callable[[Job], Result],
    path_of: Callable[[Job], Path],
    died: Callable[[Path], CdmoError],
    *,
    workers: int,
) -> Iterator[Outcome[Result]]:
    """Do `work` on every job in so many worker processes, and yield the outcomes in order, each as soon as it is there.

    Jobs and `work` must be picklable; `path_of` says which file an outcome is about, `died` what it means that a worker
    died of it. One worker: in this process.
    """
    paths = [path_of(job) for job in jobs]
    if min(workers, len(jobs)) < 2:
        yield from (_attempt(work, job, path) for job, path in zip(jobs, paths, strict=True))
    else:
        yield from _shared(jobs, paths, work, min(workers, len(jobs)), died)


def processors() -> int:
    """How many processors there are."""
    return os.cpu_count() or 1


def as_cdmo_error(error: BaseException, path: Path | None = None) -> CdmoError:
    """Any exception as one that can be shown to a user; one that cdmo did not foresee is called a bug in cdmo."""
    if isinstance(error, CdmoError):
        return error
    if os.environ.get("CDMO_TRACEBACK", "0") not in ("", "0"):
        traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, MemoryError):
        return CdmoError("not enough memory", hint="close other programs, or give fewer or smaller files", path=path)
    if isinstance(error, ModuleNotFoundError) and not (error.name or "cdmo_cli").startswith("cdmo_cli"):
        return MissingLibrary(f"the Python package {error.name} is not installed", hint="install cdmo again")
    if isinstance(error, OSError) and error.strerror:
        where = path if error.filename is None else str(error.filename)
        return OutputError(error.strerror, path=where)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return CdmoError(
        f"this is a bug in cdmo: {type(error).__name__}: {error}{place}",
        hint="please report it in the project's issue tracker, with the command and what it prints when the "
        "environment variable CDMO_TRACEBACK is 1",
        path=path,
    )


def _attempt(work: Callable[[Job], Result], job: Job, path: Path) -> Outcome[Result]:
    try:
        return Outcome(path, value=work(job))
    except Exception as error:
        return Outcome(path, error=as_cdmo_error(error, path))


def _shared(
    jobs: Sequence[Job],
    paths: Sequence[Path],
    work: Callable[[Job], Result],
    workers: int,
    died: Callable[[Path], CdmoError],
) -> Iterator[Outcome[Result]]:
    """Outcomes in order. A worker that died takes the whole pool with it: each job left over gets a pool of its own, to
    find the culprit."""
    for job, path, outcome in zip(jobs, paths, _in_workers(jobs, paths, work, workers), strict=True):
        yield outcome or next(_in_workers([job], [path], work, 1)) or Outcome(path, error=died(path))


def _in_workers(
    jobs: Sequence[Job], paths: Sequence[Path], work: Callable[[Job], Result], workers: int
) -> Iterator[Outcome[Result] | None]:
    """Outcomes in order; None for jobs whose worker died, or that were in the pool of one that died."""
    executor = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_prepare_worker)
    futures: list[Future[Outcome[Result]] | None] = []
    try:
        with _interrupts_held():  # the workers start here
            futures = _handed_out(executor, jobs, paths, work)
        for future in futures:
            yield _result(future) if future is not None else None
    finally:
        at_rest = bool(futures) and all(future is None or future.done() for future in futures)
        if not at_rest:  # interrupted, or nobody wants the rest
            for worker in active_children():
                worker.terminate()  # or the program would wait for what they are at
        executor.shutdown(wait=at_rest, cancel_futures=True)


def _handed_out(
    executor: ProcessPoolExecutor, jobs: Sequence[Job], paths: Sequence[Path], work: Callable[[Job], Result]
) -> list[Future[Outcome[Result]] | None]:
    """The jobs in the pool; None for those that were left when it broke."""
    futures: list[Future[Outcome[Result]] | None] = []
    try:
        for job, path in zip(jobs, paths, strict=True):
            futures.append(executor.submit(_attempt, work, job, path))
    except BrokenProcessPool:
        futures += [None] * (len(jobs) - len(futures))
    return futures


def _result(future: Future[Outcome[Result]]) -> Outcome[Result] | None:
    try:
        return future.result()
    except BrokenProcessPool:
        return None


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C takes effect when the block is left. A worker that starts within inherits that it holds them (not on
    Windows), so that one that is still importing does not show a traceback.

    The mask is that of this thread alone, and a thread of a library may take the signal in its stead: so the handler
    only notes it too, or a worker could be left with half of what it needs to start.
    """
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, handler)
    if came:
        signal.raise_signal(signal.SIGINT)


def _prepare_worker() -> None:
    """Ctrl-C ends a worker without a traceback, also the one that came while it started."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _died(path: Path) -> CdmoError:
    return DamagedWorkbook(
        "the reader crashed on it", hint="open it in a spreadsheet program and save it again", path=path
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
