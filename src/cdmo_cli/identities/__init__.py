"""What must hold between the figures of a workbook: collected, then judged once."""

from cdmo_cli.identities.collect import collect
from cdmo_cli.identities.judge import judge
from cdmo_cli.identities.model import Identity, Judgement, System

__all__ = ["Identity", "Judgement", "System", "collect", "judge"]
