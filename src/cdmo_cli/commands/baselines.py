"""Baselines as files: read, laid beside the files of a run, written."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cdmo_cli.check import Verdict
from cdmo_cli.check.baseline import Baseline, Entry, dumps, entries, loads
from cdmo_cli.commands import files
from cdmo_cli.errors import ConfigError


@dataclass(frozen=True)
class Kept:
    """A baseline with the file that it stands in: its keys are paths relative to that file's folder."""

    file: Path
    baseline: Baseline

    def known(self, paths: Iterable[str]) -> dict[str, tuple[Entry, ...]]:
        """The known findings of each file of a run.

        A file that the baseline does not name may be one that was renamed: what it has in common with those that the
        baseline names and that are gone is known too.
        """
        moved = tuple(entry for key in self._gone() for entry in self.baseline.files[key])
        keys = {path: key_of(Path(path), self.file) for path in paths}
        named = self.baseline.files
        return {path: self.baseline.known(key) if key in named else moved for path, key in keys.items()}

    def mended(self, verdict: Verdict) -> int:
        """How many entries for the files that were read in this run occur no more though their rule ran."""
        found: dict[str, set[str]] = {}
        for item in verdict.findings:
            found.setdefault(verdict.files[item.file].path, set()).add(item.fingerprint)
        mended = 0
        for file in verdict.files:
            if file.error is None:
                idle = _not_run(verdict, file.path)
                own = self.baseline.files.get(key_of(Path(file.path), self.file), ())
                known = found.get(file.path, set())
                mended += sum(entry.rule not in idle and entry.fingerprint not in known for entry in own)
        return mended

    def _gone(self) -> list[str]:
        return [key for key in self.baseline.files if not (self.file.parent / key).exists()]


def key_of(path: Path, baseline: Path) -> str:
    """The path of a file from the folder of the baseline, with slashes, wherever cdmo was started; the whole path
    where there is no way between them (drives of Windows)."""
    whole = path.parent.resolve() / path.name
    try:
        return Path(os.path.relpath(whole, baseline.parent.resolve())).as_posix()
    except ValueError:
        return whole.as_posix()


def read(file: Path) -> Kept:
    """A baseline that was written before. Raises ConfigError."""
    try:
        return Kept(file, loads(file.read_text(encoding="utf-8-sig")))
    except FileNotFoundError as error:
        hint = "cdmo validate FILE... --write-baseline " + str(file)
        raise ConfigError("there is no such baseline", hint=f"write it: {hint}", path=file) from error
    except OSError as error:
        raise ConfigError(f"the baseline cannot be read: {error.strerror}", path=file) from error
    except ValueError as error:  # UnicodeDecodeError is one
        raise ConfigError(f"{error}", hint="write it again with --write-baseline", path=file) from error


@dataclass(frozen=True)
class Written:
    """A baseline as it was written: the findings of the run, and the files of an earlier one whose entries it keeps
    since they were not read."""

    kept: Kept
    findings: int
    files_kept: int


def write(file: Path, verdict: Verdict, *, force: bool) -> Written:
    """Write the findings of a run as a baseline.

    Files of an earlier baseline that were not read in this run keep their entries, whether they are still there or
    not, and so do rules that did not run; `force` begins anew. Raises ConfigError where the file is something else than
    a baseline (unless `force`), and OutputError.
    """
    begin = force or not file.exists() or files.is_stream(file)
    earlier = Kept(file, Baseline()) if begin else read(file)
    kept: dict[str, tuple[Entry, ...]] = dict(earlier.baseline.files)
    not_read = set(kept)
    count = 0
    for position, read_now in enumerate(verdict.files):
        if read_now.error is None:
            key, idle = key_of(Path(read_now.path), file), _not_run(verdict, read_now.path)
            found = entries(item for item in verdict.findings if item.file == position)
            kept[key] = (*found, *(entry for entry in kept.get(key, ()) if entry.rule in idle and entry not in found))
            not_read.discard(key)
            count += len(found)
    baseline = Baseline({key: found for key, found in kept.items() if found})
    files.write_text(file, dumps(baseline))
    return Written(Kept(file, baseline), count, len(not_read))


def _not_run(verdict: Verdict, path: str) -> set[str]:
    """The rules that did not run on a file: of their findings nothing is known."""
    return {item.rule for item in verdict.rules_not_run if item.on(path)}
