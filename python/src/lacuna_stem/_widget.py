"""The element `<lacuna-detector>` in a notebook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import pandas as pd
import traitlets

from ._picture import Picture
from ._result import NoResult, Result

_MODULE = Path(__file__).parent / "static" / "widget.js"


def _from_buffer(value: memoryview | None, _widget: Any) -> bytes | None:
    """What a browser sends in binary arrives as a memoryview, which a trait of bytes refuses."""
    return None if value is None else bytes(value)


class Lacuna(anywidget.AnyWidget):
    """Shows a micrograph, learns its crystal and marks the columns that do not belong.

    The browser that shows the notebook does the work, on its GPU; no server is involved, nothing is sent anywhere.

    >>> view = Lacuna(signal, crystal="SrTiO3 [001]")
    >>> view                    # press Train and detect, or start with autorun=True
    >>> view.detections         # a DataFrame, in any later cell

    `observe` follows a trait: `view.observe(on_found, "record")`.
    """

    _esm = _MODULE

    preset = traitlets.Enum(["fast", "paper"], "fast", help="Recipe of the training.").tag(sync=True)
    seed = traitlets.Int(1, min=0, help="Starting point of everything random.").tag(sync=True)
    epochs = traitlets.Int(None, allow_none=True, min=1, help="None for the preset's own number.").tag(sync=True)
    rate = traitlets.Float(0.01, min=1e-6, max=0.5, help="False discovery rate; changing it judges again.").tag(sync=True)
    crystal = traitlets.Unicode(None, allow_none=True, help="Names the sublattices and recalibrates.").tag(sync=True)
    region = traitlets.Unicode(None, allow_none=True, help="Training region: x,y,width,height in px.").tag(sync=True)
    autorun = traitlets.Bool(False, help="Trains and detects as soon as the widget is shown.").tag(sync=True)
    height = traitlets.Int(640, min=320, help="Height of the widget, px.").tag(sync=True)

    selected = traitlets.Int(None, allow_none=True, help="Index of the chosen detection.").tag(sync=True)
    record = traitlets.Instance(dict, allow_none=True, help="The result, as in NAME.detections.json.").tag(sync=True)
    model = traitlets.Bytes(None, allow_none=True, help="The trained model, a safetensors file.").tag(
        sync=True, from_json=_from_buffer
    )
    problem = traitlets.Instance(dict, allow_none=True, help="The latest failure: code and message.").tag(sync=True)

    _pixels = traitlets.Bytes(b"").tag(sync=True)
    _shape = traitlets.List(traitlets.Int(), [0, 0]).tag(sync=True)
    _pixel_size = traitlets.Instance(list, allow_none=True).tag(sync=True)
    _name = traitlets.Unicode("").tag(sync=True)
    _heat = traitlets.Bytes(None, allow_none=True).tag(sync=True, from_json=_from_buffer)

    def __init__(
        self,
        source: Any,
        *,
        pixel_size: float | tuple[float, float] | None = None,
        name: str | None = None,
        **traits: Any,
    ) -> None:
        """source: an array (height, width) or a HyperSpy signal. pixel_size: Å per pixel, in place of what a signal says.

        Raises TypeError and ValueError where the source is no micrograph.
        """
        self._picture = Picture.of(source, pixel_size, name)
        size = self._picture.pixel_size
        super().__init__(
            _pixels=self._picture.data.tobytes(),
            _shape=list(self._picture.data.shape),
            _pixel_size=list(size) if size else None,
            _name=self._picture.name,
            **traits,
        )

    def train(self) -> None:
        """Begins to learn the crystal; `model` changes when it is learned."""
        self.send({"do": "train"})

    def detect(self) -> None:
        """Trains where there is no model yet, and searches; `record` changes when the search ends."""
        self.send({"do": "detect"})

    def cancel(self) -> None:
        """Ends what runs."""
        self.send({"do": "cancel"})

    @property
    def result(self) -> Result:
        """The latest result. Raises NoResult before there is one."""
        if self.record is None:
            raise NoResult("nothing is found yet: show the widget, press Train, then Detect, and wait for the table")
        heat = None if self._heat is None else np.frombuffer(self._heat, "<f4").reshape(self._picture.data.shape)
        return Result(json.loads(json.dumps(self.record)), self._picture, heat, self.model)

    @property
    def detections(self) -> pd.DataFrame:
        """See `Result.detections`."""
        return self.result.detections

    @property
    def columns(self) -> pd.DataFrame:
        """See `Result.columns`."""
        return self.result.columns

    def to_hyperspy(self) -> Any:
        """See `Result.to_hyperspy`."""
        return self.result.to_hyperspy()
