"""Other worlds in which the sample looks the same: every hidden figure moved, every identity and shown figure kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

import numpy as np

from cdmo_cli.identities.model import System
from cdmo_cli.market.cube import Cube
from cdmo_cli.market.model import Model
from cdmo_cli.report.disclosure import Catalogue, Item
from cdmo_cli.report.disclosure.reader import Reader
from cdmo_cli.report.disclosure.statements import knowledge
from cdmo_cli.report.disclosure.taxonomy import declared
from cdmo_cli.solve.highs import Matrix, Program


def reader_of(model: Model, system: System | None = None) -> Reader:
    """The reader of a model's sample."""
    return Reader(Catalogue(Cube.of(model)), system if system is not None else declared(model))


def other_world(reader: Reader, shown: Collection[Item], seed: int, far: float = 0.6) -> Model:
    """The same model with hidden figures moved by up to a part of them, at random, as far as what is shown allows."""
    linear = knowledge(reader, shown).linear
    size = np.where(linear.value != 0, np.abs(linear.value), 1e9)
    lower = np.maximum(linear.lower, linear.value - far * size)
    upper = np.minimum(linear.upper, linear.value + far * size)
    lot = np.random.default_rng(seed)
    matrix = Matrix(
        linear.start,
        linear.variable,
        linear.coefficient * size[linear.variable] / 1e9,
        (linear.low - linear.noise) / 1e9,
        (linear.high + linear.noise) / 1e9,
    )
    cost = lot.uniform(-1, 1, len(size))
    answer = Program(cost, lower / size, upper / size, matrix).solve()
    assert answer.status == "optimal"
    found = linear.value + 0.9 * (answer.x * size - linear.value)  # not at the very ends of what is printed
    for variable, pairs in reader.pairs.items():
        rate = pairs[0].rate(found)
        assert rate is not None
        found[variable] = rate
    base = found[reader.names]
    data = reader.catalogue.model.observations
    scale = np.where(reader.cells.scale != 0, reader.cells.scale, 1.0)
    moved = (base / scale)[: len(data)]
    values = np.where(np.isclose(moved, data.value, rtol=1e-9), data.value, moved)
    return dataclasses.replace(reader.catalogue.model, observations=dataclasses.replace(data, value=values))
