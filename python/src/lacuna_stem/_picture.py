"""A micrograph as notebooks hold it: an array, or a HyperSpy signal with its calibration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Å in one unit of length, by the names that HyperSpy, ImageJ and DigitalMicrograph write.
ANGSTROM = {"Å": 1.0, "A": 1.0, "Angstrom": 1.0, "angstrom": 1.0, "pm": 0.01, "nm": 10.0, "µm": 1e4, "um": 1e4, "m": 1e10}


@dataclass(frozen=True)
class Picture:
    """One micrograph.

    data: intensities, float32, (height, width), all finite.
    pixel_size: Å per pixel along x and y, or None where it is not known.
    """

    data: NDArray[np.float32]
    pixel_size: tuple[float, float] | None
    name: str

    @staticmethod
    def of(source: Any, pixel_size: float | tuple[float, float] | None = None, name: str | None = None) -> Picture:
        """Takes an array of two dimensions or a HyperSpy signal; `pixel_size` (Å) replaces what a signal says.

        Raises TypeError where the source is no micrograph, ValueError where an intensity or size is none.
        """
        data = np.asarray(getattr(source, "data", source) if _is_signal(source) else source)
        if data.ndim != 2:
            raise TypeError(
                f"a micrograph has two dimensions, this has {data.ndim}: choose one image, such as stack[0] or signal.inav[0]"
            )
        if not (np.issubdtype(data.dtype, np.integer) or np.issubdtype(data.dtype, np.floating)):
            raise TypeError(f"intensities are real numbers, not {data.dtype}: take the magnitude or one channel")
        pixels = np.ascontiguousarray(data, dtype=np.float32)
        if not np.isfinite(pixels).all():
            raise ValueError("some intensities are not finite as float32: crop them or scale the micrograph")
        known = _pair(pixel_size) if pixel_size is not None else _calibration(source)
        return Picture(pixels, known, name or _title(source) or "micrograph")


def _is_signal(source: Any) -> bool:
    return hasattr(source, "axes_manager") and hasattr(source, "data")


def _pair(size: float | tuple[float, float]) -> tuple[float, float]:
    x, y = (size, size) if np.isscalar(size) else size  # type: ignore[misc]
    if not (np.isfinite(x) and np.isfinite(y) and x > 0 and y > 0):
        raise ValueError(f"pixel_size {size}: give Å per pixel, such as 0.2, or x and y")
    return float(x), float(y)


def _calibration(source: Any) -> tuple[float, float] | None:
    """Å per pixel of a signal whose axes have a unit of length."""
    if not _is_signal(source):
        return None
    axes = source.axes_manager.signal_axes
    if len(axes) != 2:
        return None
    sizes = [ANGSTROM.get(str(axis.units), 0.0) * float(axis.scale) for axis in axes]
    return (sizes[0], sizes[1]) if all(size > 0 for size in sizes) else None


def _title(source: Any) -> str | None:
    metadata = getattr(source, "metadata", None)
    if not _is_signal(source) or metadata is None:
        return None
    return metadata.get_item("General.title", default="") or None
