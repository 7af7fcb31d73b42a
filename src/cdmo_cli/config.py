"""The settings of a run: option > environment variable > cdmo.toml or [tool.cdmo] of pyproject.toml > default.

Typer reads options and their environment variables (CDMO_...); here they are laid over the file. The file is
searched from the current folder upwards and never beside an input, since inputs may come from anyone.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from cdmo_cli.errors import ConfigError

FailOn = Literal["error", "warning", "info", "never"]
Edition = Literal["sample", "full", "both"]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class Settings(BaseModel):
    """What a configuration file can set. Keys are written as the options are: `fail-on`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=_kebab)

    taxonomy: Path | None = None
    fail_on: FailOn = "error"
    allow_unchecked: bool = False
    edition: Edition = "sample"


def load(file: Path | None = None, *, folder: Path | None = None, **options: object) -> Settings:
    """The settings for a run that was given `options` (None: not given).

    `file` is the file named with --config; without one it is searched from `folder` (the current one) upwards.
    A taxonomy named in a file is relative to that file. Raises ConfigError.
    """
    found, content = (file, _read(file)) if file is not None else _search(folder or Path.cwd())
    given = {name: value for name, value in options.items() if value is not None}
    settings = _parse(content, found)
    if found is not None and settings.taxonomy is not None:
        settings = settings.model_copy(update={"taxonomy": found.parent / settings.taxonomy})
    return settings.model_copy(update=given)


def _search(folder: Path) -> tuple[Path | None, dict[str, Any]]:
    for place in (folder, *folder.parents):
        own, shared = place / "cdmo.toml", place / "pyproject.toml"
        if own.is_file():
            return own, _read(own)
        if shared.is_file():
            tool = _read_toml(shared).get("tool", {})
            if "cdmo" in tool:
                return shared, tool["cdmo"]
    return None, {}


def _read(file: Path) -> dict[str, Any]:
    content = _read_toml(file)
    return content.get("tool", {}).get("cdmo", {}) if file.name == "pyproject.toml" else content


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"the configuration cannot be read: {error.strerror}", path=file) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"the configuration is not TOML: {error}", path=file) from error


def _parse(content: dict[str, Any], file: Path | None) -> Settings:
    known = [_kebab(name) for name in Settings.model_fields]
    strange = [key for key in content if key not in known]
    if strange:
        named = " and ".join(f"‘{key}’" for key in strange)
        verb = "is no setting" if len(strange) == 1 else "are no settings"
        raise ConfigError(f"{named} {verb}", hint="; ".join(_did_you_mean(key, known) for key in strange), path=file)
    if isinstance(content.get("taxonomy"), str):
        content = {**content, "taxonomy": Path(content["taxonomy"])}
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        problem = error.errors()[0]
        setting, value = problem["loc"][0], problem["input"]
        raise ConfigError(f"{setting} = {value!r} cannot be: {problem['msg'].lower()}", path=file) from error


def _did_you_mean(word: str, known: list[str]) -> str:
    from rapidfuzz import process

    nearest = process.extractOne(word.replace("_", "-").lower(), known, score_cutoff=60)
    return f"did you mean ‘{nearest[0]}’?" if nearest else f"the settings are {', '.join(known)}"
