"""From blocks of figures to a market: members, observations and what they mean."""

from __future__ import annotations

from cdmo_cli.market.load import load_taxonomy
from cdmo_cli.market.understand import understand

__all__ = ["load_taxonomy", "understand"]
