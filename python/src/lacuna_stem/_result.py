"""What a search has found, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ._picture import Picture


class NoResult(LookupError):
    """There is no result to show; the message says how to get one."""


@dataclass(frozen=True)
class Result:
    """A searched micrograph.

    record: all there is to know, as in `NAME.detections.json`.
    picture: the micrograph that was searched.
    heat: blurred micrograph less prediction, (height, width); None where there is none.
    model: the model as bytes of a safetensors file; None where it was not kept.
    """

    record: dict[str, Any]
    picture: Picture
    heat: NDArray[np.float32] | None = None
    model: bytes | None = None

    @property
    def verdict(self) -> str:
        """`periodic`, or `not periodic`; then `reason` says why."""
        return self.record["verdict"]

    @property
    def reason(self) -> str | None:
        return self.record["reason"]

    @property
    def detections(self) -> pd.DataFrame:
        """The columns that do not belong, the surest first; index: the number beside the ring in the picture."""
        return _table(self.record["detections"], "id")

    @property
    def columns(self) -> pd.DataFrame:
        """Every column: place (px and Å), intensity, displacement (Å), score, p-value, kind."""
        return _table(self.record["columns"])

    @property
    def regions(self) -> pd.DataFrame:
        """What is no point defect: phases, boundaries, holes, clusters."""
        return _table(self.record["regions"], "id")

    def to_hyperspy(self) -> Any:
        """The micrograph as a HyperSpy `Signal2D`, calibrated, the detections on it as markers that are saved with it.

        The record stands in `metadata.Lacuna`, the heat map, where there is one, in `metadata.Lacuna.heat`.
        Raises ImportError where HyperSpy is not installed.
        """
        import hyperspy.api as hs

        signal = hs.signals.Signal2D(self.picture.data)
        signal.metadata.General.title = self.picture.name
        size = self.picture.pixel_size
        for axis, name, scale in zip(signal.axes_manager.signal_axes, "xy", size or (1, 1), strict=True):
            axis.name, axis.scale, axis.units = name, scale, "Å" if size else "px"
        summary = {"versions": self.record["versions"], "request": self.record["request"], "verdict": self.verdict}
        signal.metadata.add_dictionary({"Lacuna": summary})
        if self.heat is not None:
            signal.metadata.set_item("Lacuna.heat", self.heat)
        found = self.detections
        if len(found):
            places = found[["x", "y"]].to_numpy() * np.array(size or (1, 1))
            rings = hs.plot.markers.Circles(offsets=places, sizes=_ring(self.record) * (size or (1, 1))[0], edgecolor="red")
            signal.add_marker(rings, permanent=True, plot_marker=False)
        return signal


def _table(rows: list[dict[str, Any]] | None, index: str | None = None) -> pd.DataFrame:
    """Rows with what is nested in them as columns of its own: `displacementAngstrom.x`."""
    table = pd.json_normalize(rows or [])
    return table.set_index(index) if index and index in table else table


def _ring(record: dict[str, Any]) -> float:
    """Diameter of a ring: as far as half a cell, px."""
    lattice = record["lattice"]
    return min(lattice["lengthsPx"]) / 2 if lattice else 10.0
