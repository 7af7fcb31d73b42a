"""Reports in processes of their own: what is heard of them, and what stays of them."""

from __future__ import annotations

import time
from collections.abc import Generator
from pathlib import Path

import pytest

from cdmo_cli.batch import Outcome
from cdmo_cli.commands import rendering
from cdmo_cli.commands.rendering import Job, Step
from cdmo_cli.report import Options, Printed

WAITED = 20.0  # seconds at most


def job(name: str) -> Job:
    return Job(Path(name), "full", Path(f"{name}.pdf"), None, None, Options(), ())  # type: ignore[arg-type]


def test_the_steps_of_the_report_that_is_waited_for_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    folders: list[Path] = []

    def stream(jobs: list[Job], *_: object, **__: object) -> Generator[Outcome[Printed], None, None]:
        second = jobs[1].options.progress
        assert second is not None
        second("composing Regions")
        for number, each in enumerate(jobs):
            step = each.options.progress
            assert isinstance(step, Step)
            folders.append(step.path.parent)
            if number == 0:
                step("laying out page 7")
            end = time.monotonic() + WAITED
            while len(heard) <= number and time.monotonic() < end:
                time.sleep(0.01)
            yield Outcome(each.path, value=Printed(b"%PDF", 1))

    monkeypatch.setattr(rendering, "MOST", 2)
    monkeypatch.setattr("cdmo_cli.batch.stream", stream)
    outcomes = list(rendering.render_all([job("a"), job("b")], heard.append))
    assert [outcome.path for outcome in outcomes] == [Path("a"), Path("b")]
    assert heard == ["laying out page 7", "composing Regions"]
    assert not any(folder.exists() for folder in folders)


def test_a_stopped_run_takes_its_folder_along(monkeypatch: pytest.MonkeyPatch) -> None:
    folders: list[Path] = []

    def stream(jobs: list[Job], *_: object, **__: object) -> Generator[Outcome[Printed], None, None]:
        step = jobs[0].options.progress
        assert isinstance(step, Step)
        folders.append(step.path.parent)
        (step.path.parent / "left-behind").write_text("x", encoding="utf-8")
        yield Outcome(jobs[0].path, value=Printed(b"%PDF", 1))
        raise KeyboardInterrupt

    monkeypatch.setattr(rendering, "MOST", 2)
    monkeypatch.setattr("cdmo_cli.batch.stream", stream)
    with pytest.raises(KeyboardInterrupt):
        list(rendering.render_all([job("a"), job("b")], lambda _: None))
    assert not folders[0].exists()


def test_a_step_that_cannot_be_told_stops_nothing(tmp_path: Path) -> None:
    step = Step(tmp_path / "none" / "step")
    step("composing Regions")
    assert step.read() == ""
