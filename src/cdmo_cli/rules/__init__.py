"""The rules, one a file: each phrases what was judged. ALL_RULES is what `cdmo validate` runs, in order of code."""

from __future__ import annotations

import sys

from cdmo_cli.rules import g401, g402, g403, g404, g405, p501, r201, r202, r203, t101, t102
from cdmo_cli.rules.model import Rule

ALL_RULES: tuple[Rule, ...] = (
    t101.RULE,
    t102.RULE,
    r201.RULE,
    r202.RULE,
    r203.RULE,
    g401.RULE,
    g402.RULE,
    g403.RULE,
    g404.RULE,
    g405.RULE,
    p501.RULE,
)

__all__ = ["ALL_RULES", "Rule", "page"]


def page(rule: Rule) -> str:
    """The page of a rule: what it checks, why it matters, how to mend it."""
    return (sys.modules[rule.check.__module__].__doc__ or "").strip()
