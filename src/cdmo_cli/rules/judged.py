"""Findings on judged identities: where they stand, what was expected, who may be the culprit."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cdmo_cli.identities import outcomes
from cdmo_cli.identities.model import Candidate, Component, Identity, Judged
from cdmo_cli.rules import causes, words
from cdmo_cli.rules.model import Expected, Finding, Severity, Suspect
from cdmo_cli.rules.subject import Subject


def judged_finding(
    subject: Subject, rule: tuple[str, str], component: Component, identity: Identity, judged: Judged, message: str
) -> Finding:
    """A finding on one failing identity that no formula states; the suspects stand with the leading one of its
    component."""
    cells = subject.judgement.system.cells
    at = identity.total if identity.total >= 0 else identity.parts[0]
    leads = component.identities[0] == judged.identity and not causes.told(subject, component)
    observed, between = float(cells.value[at]), _expected(judged)
    if identity.total < 0:  # the parts are what was printed, the constant is what they should come to
        constant = identity.constant / outcomes.unit(cells, identity)
        observed = judged.value
        spread = (judged.high if math.isfinite(judged.high) else 2 * judged.value - judged.low) - judged.value
        between = Expected(constant, constant - spread, constant + spread)
    return Finding(
        rule=rule[0],
        name=rule[1],
        severity=_severity(identity, judged),
        message=message,
        place=words.place(subject, at),
        observed=observed,
        expected=between,
        related=tuple(words.place(subject, cell) for cell in identity.cells if cell != at),
        evidence=identity.evidence,
        suspects=suspects(subject, component.suspects) if leads else (),
        undecided=leads and component.undecided,
        together=leads and component.together,
        unsought=component.unsought if leads else "",
        group=causes.of_identity(subject, component, judged.identity),
        impact=_impact(subject, identity, judged),
        labels=words.path(subject, at),
    )


def suspects(subject: Subject, found: Sequence[Candidate]) -> tuple[Suspect, ...]:
    """The judgement's candidates as a finding carries them."""
    return tuple(
        Suspect(
            words.place(subject, c.cell),
            c.value,
            c.cause,
            c.probability,
            c.settles,
            words.shown(subject, c.cell, c.value) if c.value is not None else "",
        )
        for c in found
    )


def _expected(judged: Judged) -> Expected | None:
    """Where the total or rate ought to be; None where nothing can be said."""
    if not math.isfinite(judged.value):
        return None
    return Expected(judged.value, judged.low, judged.high)


def _severity(identity: Identity, judged: Judged) -> Severity:
    """Error where no rounding explains it and the identity is known, or strongly shown, to hold; else warning."""
    sure = identity.evidence != "inferred" or identity.strong
    return "error" if judged.outcome == "impossible" and sure else "warning"


def _impact(subject: Subject, identity: Identity, judged: Judged) -> float:
    """The gap in units of the headline figure's currency, or in points for shares and rates."""
    if not math.isfinite(judged.gap):
        return 0.0
    position = identity.total if identity.total >= 0 else identity.parts[0]
    return words.amount(subject, position, judged.gap)
