"""The settings of a run: option > environment variable > cdmo.toml or [tool.cdmo] of pyproject.toml > default.

Typer reads options and their environment variables (CDMO_...); here they are laid over the file. What says how a model
is judged holds for every command, also for those that have no option for it: so those variables are read here. The file
is searched from the current folder upwards and never beside an input, since inputs may come from anyone.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from cdmo_cli.config.report import report_from_folder, sample_from_folder
from cdmo_cli.config.settings import JUDGING, Settings
from cdmo_cli.config.source import Source, content, named, place, table_name
from cdmo_cli.config.table import kebab
from cdmo_cli.errors import ConfigError


def load(file: Path | None = None, *, folder: Path | None = None, **options: object) -> Settings:
    """The settings for a run that was given `options` (None: not given).

    `file` is the file named with --config; without one it is searched from `folder` (the current one) upwards.
    What a file names is relative to that file. Raises ConfigError.
    """
    source = named(file) if file is not None else _search(folder or Path.cwd())
    settings = _from_here(_parse(source), source.file.parent) if source is not None else Settings()
    given = {name: value for name, value in options.items() if value is not None}
    return settings.model_copy(update=_environment() | given)


def found(file: Path | None = None, *, folder: Path | None = None) -> Path | None:
    """The configuration file that `load` reads, if there is one. Raises ConfigError."""
    source = named(file) if file is not None else _search(folder or Path.cwd())
    return source.file if source is not None else None


def schema() -> dict[str, Any]:
    """The JSON Schema of cdmo.toml (dates as texts of the format `date`)."""
    made = Settings.model_json_schema(by_alias=True)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "cdmo.toml"}
    return head | {key: value for key, value in made.items() if key != "title"}


def _environment() -> dict[str, Any]:
    """What environment variables say of how a model is judged."""
    said = {name: os.environ.get(variable, "") for name, variable in JUDGING.items()}
    values: dict[str, Any] = {
        kebab(name): text.replace(",", " ").split() if name in ("select", "ignore") else text
        for name, text in said.items()
        if text.strip()
    }
    try:
        read = Settings.model_validate(values)
    except ValidationError as error:
        problem = error.errors()[0]
        name = JUDGING[str(problem["loc"][0]).replace("-", "_")]
        raise ConfigError(f"{name} = {problem['input']!r} cannot be: {problem['msg'].lower()}") from error
    return {name: getattr(read, name) for name in JUDGING if kebab(name) in values}


def _search(folder: Path) -> Source | None:
    for above in (folder, *folder.parents):
        own, shared = above / "cdmo.toml", above / "pyproject.toml"
        if own.is_file():
            return named(own)
        if shared.is_file():
            source = named(shared)
            if "cdmo" in content(source).get("tool", {}):
                return source
    return None


def _from_here(settings: Settings, folder: Path) -> Settings:
    """The same with every path and pattern of paths that the file holds laid from its folder."""
    here = folder.absolute()

    def pattern(text: str) -> str:
        return f"{glob.escape(here.as_posix()).rstrip('/')}/{text.removeprefix('./')}" if "/" in text else text

    def moved(table: Any, key: str) -> Any:
        return table.model_copy(update={key: tuple(pattern(text) for text in getattr(table, key))})

    return settings.model_copy(
        update={
            "taxonomy": settings.taxonomy and folder / settings.taxonomy,
            "baseline": settings.baseline and folder / settings.baseline,
            "per_file": tuple(moved(table, "files") for table in settings.per_file),
            "waiver": tuple(moved(table, "file") for table in settings.waiver),
            "report": report_from_folder(settings.report, folder),
            "sample": sample_from_folder(settings.sample, folder),
        }
    )


def _parse(source: Source) -> Settings:
    table: Any = content(source)
    for key in source.table:
        table = table.get(key, {})
    known = _keys(Settings)
    strange = [key for key in table if key not in known]
    if strange:
        names = " and ".join(f"‘{key}’" for key in strange)
        verb = "is no setting" if len(strange) == 1 else "are no settings"
        hint = "; ".join(_did_you_mean(key, known) for key in strange)
        raise ConfigError(f"{names} {verb}", hint=hint, path=place(source, (strange[0],)))
    try:
        return Settings.model_validate(table)
    except ValidationError as error:
        raise _explained(source, error) from error


def _explained(source: Source, error: ValidationError) -> ConfigError:
    """The first problem in words: the table and its number, the key, what is wrong with it."""
    problem = error.errors()[0]
    loc: tuple[str | int, ...] = problem["loc"]
    where, path = table_name(loc), place(source, loc)
    key, of = str(loc[-1]) if where or len(loc) == 1 else str(loc[0]), f"{where}: " if where else ""
    said = problem["msg"].removeprefix("Value error, ").partition(" for <class")[0]
    said = said[:1].lower() + said[1:]
    if problem["type"] == "missing":
        return ConfigError(f"{of}‘{key}’ is missing", path=path)
    if problem["type"] == "extra_forbidden":
        known = _keys(_table_at(loc[:-1]))
        return ConfigError(f"{of}‘{key}’ is no setting", hint=_did_you_mean(key, known), path=path)
    if isinstance(loc[-1], int):
        return ConfigError(f"{of}{said}", path=path)
    if problem["type"] == "tuple_type":
        said = f"it is written as tables, [[{key}]]"
    hint = "dates are written without quotes: expires = 2027-03-31" if key == "expires" else ""
    return ConfigError(f"{of}{key} = {problem['input']!r} cannot be: {said}", hint=hint, path=path)


def _table_at(loc: Sequence[str | int]) -> type[BaseModel]:
    """The kind of table that a place of the file belongs to."""
    table: type[BaseModel] = Settings
    for part in loc:
        field = next((field for name, field in table.model_fields.items() if kebab(name) == part), None)
        for kind in (field.annotation, *get_args(field.annotation)) if field is not None else ():
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                table = kind
    return table


def _keys(table: type[BaseModel]) -> list[str]:
    return [kebab(name) for name in table.model_fields]


def _did_you_mean(word: str, known: list[str]) -> str:
    from rapidfuzz import process

    nearest = process.extractOne(word.replace("_", "-").lower(), known, score_cutoff=60)
    return f"did you mean ‘{nearest[0]}’?" if nearest else f"the settings are {', '.join(known)}"
