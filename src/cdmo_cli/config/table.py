"""What every table of a configuration file has in common: keys written as options are, and nothing unknown."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema


def kebab(name: str) -> str:
    """`fail-on` for the field `fail_on`."""
    return name.replace("_", "-")


def _listed(value: object) -> object:
    """One text is a list of one."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item for item in value):
        raise ValueError("input should be a text or a list of texts")
    return tuple(value)


Listed = Annotated[
    tuple[str, ...],
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class Table(BaseModel):
    """A table of the file, or the file itself."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, alias_generator=kebab, use_attribute_docstrings=True
    )
