"""The rules, one a file: each phrases what was judged. ALL_RULES is what `cdmo validate` runs, in order of code."""

from __future__ import annotations

import sys

from cdmo_cli.rules import (
    c601,
    c602,
    c603,
    c604,
    f701,
    f702,
    f703,
    f704,
    f705,
    g401,
    g402,
    g403,
    g404,
    g405,
    p501,
    p502,
    p503,
    p504,
    p505,
    r201,
    r202,
    r203,
    r204,
    s001,
    s002,
    s003,
    s004,
    s005,
    s006,
    t101,
    t102,
    t103,
    t104,
    t105,
    t106,
    u301,
    u302,
    u303,
    u304,
)
from cdmo_cli.rules.model import Rule

ALL_RULES: tuple[Rule, ...] = (
    s001.RULE,
    s002.RULE,
    s003.RULE,
    s004.RULE,
    s005.RULE,
    s006.RULE,
    t101.RULE,
    t102.RULE,
    t103.RULE,
    t104.RULE,
    t105.RULE,
    t106.RULE,
    r201.RULE,
    r202.RULE,
    r203.RULE,
    r204.RULE,
    u301.RULE,
    u302.RULE,
    u303.RULE,
    u304.RULE,
    g401.RULE,
    g402.RULE,
    g403.RULE,
    g404.RULE,
    g405.RULE,
    p501.RULE,
    p502.RULE,
    p503.RULE,
    p504.RULE,
    p505.RULE,
    c601.RULE,
    c602.RULE,
    c603.RULE,
    c604.RULE,
    f701.RULE,
    f702.RULE,
    f703.RULE,
    f704.RULE,
    f705.RULE,
)

__all__ = ["ALL_RULES", "Rule", "page"]


def page(rule: Rule) -> str:
    """The page of a rule: what it checks, why it matters, how to mend it."""
    return (sys.modules[rule.check.__module__].__doc__ or "").strip()
