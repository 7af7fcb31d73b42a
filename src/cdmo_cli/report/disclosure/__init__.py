"""What the sample edition shows, and the proof that it gives nothing else away.

`plan` names the figures that the settings show; `statements` writes down what a reader then knows as a linear system;
`proof` shows for every hidden figure that it might as well be another; `protect` hides more until that can be shown.
"""

from cdmo_cli.report.disclosure.items import Catalogue, Item
from cdmo_cli.report.disclosure.known import Known
from cdmo_cli.report.disclosure.plan import Plan, default_table, plan
from cdmo_cli.report.disclosure.protect import Disclosure, Protected, disclose

__all__ = ["Catalogue", "Disclosure", "Item", "Known", "Plan", "Protected", "default_table", "disclose", "plan"]
