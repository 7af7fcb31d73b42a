"""The page on data quality and the appendix: what was checked, what was not, what is accepted, and every cell."""

from __future__ import annotations

import datetime as dt
import html as entities
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cdmo_cli import check, pipeline, report
from cdmo_cli.check import Gap, NotRun
from cdmo_cli.config import SampleSettings
from cdmo_cli.market.model import Model
from cdmo_cli.report import Options, cells
from cdmo_cli.report.sections import appendix
from cdmo_cli.report.view import View
from cdmo_cli.rules.subject import Subject
from cdmo_cli.rules.waivers import Waiver

SAMPLES = Path(__file__).parents[2] / "samples"


def words(document: str) -> str:
    body = re.sub(r"<style>.*?</style>", "", document, flags=re.DOTALL)
    return re.sub(r"\s+", " ", entities.unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " "))


@pytest.fixture(scope="module")
def published() -> Subject:
    return pipeline.examine(SAMPLES / "as-published.xlsx")


def page(subject: Subject, edition: report.Edition = "full", **options: object) -> str:
    verdict = check.check([subject])
    return words(report.compose(subject.model, verdict, edition, Options(**options), subject.tables))  # type: ignore[arg-type]


def test_what_was_checked_is_counted_by_kind_and_outcome() -> None:
    subject = pipeline.examine(SAMPLES / "layouts" / "two-header-rows.xlsx")
    judged = subject.judgement.judged
    exact = sum(each.outcome == "exact" for each in judged)
    text = page(subject, judgement=subject.judgement)
    assert "What was checked Relation Checked Exact As rounded Do not hold Inferred" in text
    assert re.search(rf"All {len(judged)} {exact} {len(judged) - exact} 0 \d+", text)
    assert "What was checked" not in page(subject, "sample", judgement=subject.judgement)
    assert "What was checked" not in page(subject)


def test_what_was_inferred_is_said_to_be() -> None:
    subject = pipeline.examine(SAMPLES / "layouts" / "no-template.csv")
    inferred = sum(each.evidence == "inferred" for each in subject.judgement.system.identities)
    assert inferred > 0
    text = page(subject, judgement=subject.judgement)
    assert "stated nowhere: they rest on the figures, which add up, and on the labels beside them" in text
    assert f" {inferred} " in text
    assert "stated nowhere" not in page(subject, "sample", judgement=subject.judgement)


def test_a_hidden_rate_is_not_told_by_what_was_assumed(published: Subject) -> None:
    assert "seven years at 5.2 % a year" in page(published, "sample")
    text = page(published, "sample", sample=SampleSettings(headline="none"))
    assert "index, 2024 = 100, seven years" in text
    assert "5.2" not in text


def test_findings_are_printed_in_the_full_edition_alone(published: Subject) -> None:
    assert "Findings Rule Severity" not in page(published)
    full = page(published, with_findings=True)
    assert "Findings Rule Severity Place Finding" in full
    for each in check.check([published]).findings:
        assert re.sub(r"\s+", " ", each.finding.message) in full
    assert "Findings Rule Severity" not in page(published, "sample", with_findings=True)


def test_what_is_waived_stands_with_its_reason(published: Subject) -> None:
    plain = check.check([published])
    rules = sorted({each.finding.rule for each in plain.findings})
    waivers = tuple(Waiver(rule, f"agreed 87.5 of {rule}", dt.date(2100, 1, 1)) for rule in rules)
    waived = replace(published, waivers=waivers)
    verdict = check.check([waived])
    assert not verdict.active()
    text = words(report.compose(waived.model, verdict, "full"))
    assert "What is wrong in the workbook’s figures is known and accepted" in text
    assert f"agreed 87.5 of {rules[0]}" in text
    assert re.search(rf"Rule {rules[0]}, [a-z ]+: \w", text)
    assert "accepted" in text
    sample = words(report.compose(waived.model, verdict, "sample"))
    assert f"agreed XX of {rules[0]}" in sample
    assert "87.5" not in sample


def test_gaps_and_rules_that_did_not_run_are_named(published: Subject) -> None:
    verdict = check.check([published])
    file = verdict.files[0]
    coverage = replace(file.coverage, not_understood=(Gap("Notes", "A1:C9", "no header was found"),) * 14)
    not_run = (NotRun("F701", "the format keeps no formulas"),)
    verdict = replace(verdict, files=(replace(file, coverage=coverage),), rules_not_run=not_run)
    text = words(report.compose(published.model, verdict, "full"))
    assert "Sheet ‘Notes’, A1:C9 not checked: no header was found" in text
    assert "And more two further places; `cdmo inspect` lists them all" in text
    assert re.search(r"Rule F701, [a-z ]+ did not run: the format keeps no formulas", text)


def test_a_draft_says_what_it_goes_without(shares_model: Model) -> None:
    text = words(report.compose(shares_model, None, "full", Options(draft=True)))
    assert "Data appendix left out: this is a draft" in text
    assert "Every figure and its cell" not in text


def test_the_appendix_of_the_full_edition_prints_every_figure(full_model: Model) -> None:
    text = words(report.compose(full_model, None, "full")).split("Every figure and its cell")[-1]
    view = View.of(full_model, "full")
    data = full_model.observations
    for position in range(len(data)):
        assert cells.printed(view, position, 1) in text
    assert "B5–N5" in text


def test_the_appendix_of_the_sample_prints_what_is_shown_and_counts_the_rest(full_model: Model) -> None:
    view = View.of(full_model, "sample")
    shown = cells.shown(view)
    text = words(report.compose(full_model, None, "sample")).split("The figures and where they stand")[-1]
    assert f"prints all {len(full_model.observations)} figures of the workbook" in text
    assert "this sample shows" in text
    for position in shown:
        assert cells.printed(view, position, cells.decimals(full_model.observations, position)) in text
    hidden = {
        f"{full_model.observations.value[position]:.1f}"
        for position in range(len(full_model.observations))
        if not view.shows(position) and full_model.observations.value[position] > 20
    } - {cells.printed(view, position, 1) for position in shown}
    assert not {figure for figure in hidden if re.search(rf"(?<![\d.,]){re.escape(figure)}(?!\d)", text)}


def test_figures_that_are_too_many_to_print_are_left_to_the_attached_workbook(
    full_model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(appendix, "_MOST_FIGURES", 20)
    text = words(report.compose(full_model, None, "full"))
    assert "too many to print. The workbook attached to this file lists them, each with its sheet and cell" in text
    none = words(report.compose(full_model, None, "full", Options(attach="none")))
    assert "`cdmo ingest` lists them, each with its sheet and cell" in none


def test_no_year_of_an_appendix_table_is_broken(full_model: Model) -> None:
    """Each column has room for its head and figures, however long labels and cells are."""
    view = View.of(full_model, "full")
    blocks = list(appendix.blocks(view, np.arange(len(full_model.observations)).tolist()))
    for block in blocks:
        for item in appendix._printed(view, block):
            for place, column in enumerate(item.table.columns[:-1]):  # type: ignore[union-attr]
                figures = [row.cells[place] for row in item.table.rows]  # type: ignore[union-attr]
                heads = column.head.split("–") if column.head[:1].isdigit() else []
                assert max(appendix._width(text) for text in (*figures, *heads)) <= column.width + 1e-9
