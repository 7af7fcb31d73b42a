"""How an analyst likes to write tables: each habit is drawn by itself, so that one can change and all else stay."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
PLAIN_SHARE = 0.4  # so much of the weight is on the plain choice alone


class Habits:
    """The choices of one analyst, made as they are asked for. The first of the choices is the plain one.

    A choice depends on the seed and the habit's name alone. `plain` names the habits that take their plain choice.
    """

    def __init__(
        self, seed: int, plain: frozenset[str] = frozenset(), fixed: Mapping[str, object] | None = None
    ) -> None:
        self.seed, self.plain, self.fixed = seed, plain, dict(fixed or {})
        self.drawn: dict[str, int] = {}
        self.taken: dict[str, object] = {}  # what was chosen where it is not plain

    def pick(self, habit: str, choices: Sequence[T]) -> T:
        """One of the choices, the same (by its number) whenever the habit is asked for again."""
        if habit in self.fixed:
            return self.fixed[habit]  # type: ignore[return-value]
        if habit not in self.drawn:
            draw = self.random(habit)
            first = draw.random() < PLAIN_SHARE or habit in self.plain
            self.drawn[habit] = 0 if first else draw.randrange(len(choices))
        chosen = choices[self.drawn[habit] % len(choices)]
        if self.drawn[habit]:
            self.taken.setdefault(habit, chosen)
        return chosen

    def maybe(self, habit: str) -> bool:
        """Whether a habit is taken up at all."""
        return self.pick(habit, (False, True))

    def random(self, name: str) -> random.Random:
        """A source of random numbers of its own for one purpose."""
        return random.Random(f"{self.seed}/{name}")

    def odd(self) -> list[str]:
        """The habits in which the analyst is not plain."""
        return sorted(self.taken)
