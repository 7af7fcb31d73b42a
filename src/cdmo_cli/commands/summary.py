"""`cdmo summary`: the market of a workbook in the terminal."""

from __future__ import annotations

from cdmo_cli.commands import options


def command(files: options.Files, taxonomy: options.TaxonomyFile = None, config: options.Config = None) -> int:
    """Example: cdmo summary model.xlsx

    Prints the market: its size in the base and final year, growth with both endpoints, a table for each dimension
    with sizes and shares (countries under their regions), and the companies. More years stand in a wider terminal.
    A workbook without sizes is shown as an index or by its shares, and what was assumed is said.

    Exit code 0, or 2 where a file could not be read or holds no market. Findings do not change it: a line says
    how many there are, `cdmo validate` shows them.
    """
    from functools import partial

    from cdmo_cli import streams
    from cdmo_cli.batch import Outcome
    from cdmo_cli.commands import judging, run
    from cdmo_cli.config import load
    from cdmo_cli.errors import ModelError
    from cdmo_cli.market.cube import Cube
    from cdmo_cli.present.console import drawn
    from cdmo_cli.present.summary import has_market, print_summary

    plan = judging.plan(load(config, taxonomy=taxonomy))
    outcomes = run.examine_all(files, plan)
    between = ""
    for position, outcome in enumerate(outcomes):
        if outcome.value is None:
            continue
        cube, verdict = Cube.of(outcome.value.model), run.verdict_of([outcome], plan)
        if not has_market(cube):
            empty = ModelError(
                "no market size, share or growth rate was found",
                hint=f"`cdmo inspect {outcome.path}` shows what was understood",
                path=outcome.path,
            )
            outcomes[position] = Outcome(outcome.path, error=empty)
            continue
        streams.emit(between + drawn(partial(print_summary, cube, verdict)))
        between = "\n"
    return 2 if run.complain(outcomes) else 0
