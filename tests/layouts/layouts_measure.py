"""How many random books are read fully right, by layout and by the habit that breaks it.

Run as `python tests/layouts/layouts_measure.py [count] [layout ...]`.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from layouts_books import LAYOUTS
from layouts_habits import Habits
from layouts_oracle import false_alarms, misread, unnoticed

SUMS = ("wide", "wide nested", "years down", "cross", "two headers", "stacked", "sheets", "text")


def wrong(layout: str, seed: int, plain: frozenset[str], folder: Path) -> tuple[list[str], Habits]:
    habits = Habits(seed, plain)
    book = LAYOUTS[layout](habits)
    return misread(book, folder / f"book{book.suffix}"), habits


def blamed(layout: str, seed: int, folder: Path) -> tuple[str, list[str]]:
    """The habits without which the book is read: all that can be plain is made plain."""
    found, habits = wrong(layout, seed, frozenset(), folder)
    plain: frozenset[str] = frozenset()
    for habit in habits.odd():
        tried, after = wrong(layout, seed, plain | {habit}, folder)
        if tried:
            plain, found, habits = plain | {habit}, tried, after
    return " + ".join(f"{habit}={habits.taken[habit]!r}" for habit in habits.odd()) or "plain", found


def main() -> None:
    arguments = sys.argv[1:]
    verdicts = "--validate" in arguments
    arguments = [a for a in arguments if a != "--validate"]
    count = int(arguments[0]) if arguments else 60
    folder = Path(tempfile.mkdtemp())
    for layout in arguments[1:] or (SUMS if verdicts else LAYOUTS):
        if verdicts:
            _verdicts(layout, count, folder)
        else:
            _readings(layout, count, folder)


def _readings(layout: str, count: int, folder: Path) -> None:
    causes: Counter[str] = Counter()
    examples: dict[str, tuple[int, list[str]]] = {}
    right = 0
    for seed in range(count):
        if not wrong(layout, seed, frozenset(), folder)[0]:
            right += 1
            continue
        if sum(causes.values()) < 40:
            cause, found = blamed(layout, seed, folder)
            causes[cause] += 1
            examples.setdefault(cause, (seed, found))
    print(f"== {layout}: {right}/{count} = {100 * right / count:.0f} %", flush=True)
    for cause, n in causes.most_common():
        seed, found = examples[cause]
        print(f"  {n:3} {cause}  [seed {seed}, {len(found)} wrong]")
        for line in found[:2]:
            print("       ", line[:230])


def _verdicts(layout: str, count: int, folder: Path) -> None:
    """Of the books that are read right: how many get an error although all is true, how many keep a slip unnoticed."""
    tried, alarms, missed = 0, [], []
    for seed in range(count):
        habits = Habits(seed, frozenset({"missing as"}), {"total": "last"})
        book = LAYOUTS[layout](habits)
        path = folder / f"book{book.suffix}"
        if misread(book, path):
            continue
        tried += 1
        alarms += [f"seed {seed}: {text}" for text in false_alarms(book, path)[:1]]
        missed += [f"seed {seed}: {text}" for text in unnoticed(book, path, habits.random("slip"))]
    print(
        f"== {layout}: {tried} read right, {len(alarms)} with a false alarm, {len(missed)} slips unnoticed", flush=True
    )
    for line in [*alarms[:4], *missed[:6]]:
        print("   ", line[:300])


if __name__ == "__main__":
    main()
