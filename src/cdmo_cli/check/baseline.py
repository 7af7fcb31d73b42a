"""A baseline: the findings that were there when someone decided to look at new ones only. Pure: text in, text out.

It is JSON, `cdmo.baseline/1`: for each file, by its path relative to the baseline's own folder, the fingerprints of its
findings and by how much their figures are off, with rule and message for people. Fingerprints survive inserted rows and
moved columns; a finding whose figure is off by another amount than before is a new one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cdmo_cli.check.model import Reported
from cdmo_cli.rules import s006

SCHEMA = "cdmo.baseline/1"

SAME = 1e-4
"""Amounts that differ by no more than this part of them are the same."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A known finding; only the fingerprint and by how much its figure is off count."""

    rule: str
    message: str
    fingerprint: str
    off: float | None = field(default=None, compare=False)

    def knows(self, item: Reported) -> bool:
        """Whether a finding is this one."""
        return self.fingerprint == item.fingerprint and as_much(self.off, off(item))


def as_much(one: float | None, other: float | None) -> bool:
    """Whether two figures are off by the same amount, as far as it is known of both."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=SAME)


def off(item: Reported) -> float | None:
    """Observed less expected, to six digits; None where one of them is not known. What binary arithmetic leaves of
    equal figures is 0."""
    observed, expected = item.finding.observed, item.finding.expected
    if observed is None or expected is None or expected.value is None:
        return None
    amount = observed - expected.value
    if not math.isfinite(amount):
        return None
    return 0.0 if math.isclose(observed, expected.value, rel_tol=1e-12) else float(f"{amount:.6g}")


@dataclass(frozen=True)
class Baseline:
    """The known findings of each file, by a key that is the same wherever cdmo is started."""

    files: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)

    def known(self, file: str) -> tuple[Entry, ...]:
        """The known findings of a file."""
        return self.files.get(file, ())


def entries(findings: Iterable[Reported]) -> tuple[Entry, ...]:
    """What a baseline keeps of findings, in a stable order: not those that are waived, nor that a waiver has expired,
    which would then be so for ever."""
    kept = (item for item in findings if item.waived is None and item.finding.rule != s006.RULE.code)
    return tuple(sorted(Entry(item.finding.rule, item.finding.message, item.fingerprint, off(item)) for item in kept))


def dumps(baseline: Baseline) -> str:
    """The baseline as JSON: files and entries in a stable order, a line for each value, so that diffs are small."""
    files = {file: [_written(entry) for entry in sorted(found)] for file, found in sorted(baseline.files.items())}
    return json.dumps({"schema": SCHEMA, "files": files}, ensure_ascii=False, indent=2) + "\n"


def _written(entry: Entry) -> dict[str, Any]:
    return {"rule": entry.rule, "message": entry.message, "fingerprint": entry.fingerprint, "off": entry.off}


def loads(text: str) -> Baseline:
    """The baseline that `dumps` wrote. Raises ValueError, with what is wrong, for anything else."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error}") from error
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema != SCHEMA:
        raise ValueError(f"is no baseline of this version of cdmo: schema is {schema!r}, not {SCHEMA!r}")
    try:
        return Baseline(
            {
                str(file): tuple(
                    Entry(str(e["rule"]), str(e["message"]), str(e["fingerprint"]), _off(e["off"])) for e in found
                )
                for file, found in data["files"].items()
            }
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("is no baseline: an entry lacks rule, message, fingerprint or off") from error


def _off(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"is no baseline: off = {value!r} is no number")
    return float(value)
