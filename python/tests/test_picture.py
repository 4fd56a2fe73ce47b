from types import SimpleNamespace

import numpy as np
import pytest

from lacuna_stem import Picture


def signal(data, units=("nm", "nm"), scale=(0.02, 0.03), title="scan"):
    axes = [SimpleNamespace(units=u, scale=s) for u, s in zip(units, scale, strict=True)]
    metadata = SimpleNamespace(get_item=lambda key, default: title if key == "General.title" else default)
    return SimpleNamespace(data=data, axes_manager=SimpleNamespace(signal_axes=axes), metadata=metadata)


def test_an_array_keeps_its_intensities_and_takes_the_pixel_size_given():
    picture = Picture.of(np.arange(12, dtype=np.uint16).reshape(3, 4), 0.2)
    assert picture.data.dtype == np.float32
    assert picture.data.tolist() == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    assert picture.pixel_size == (0.2, 0.2)
    assert picture.name == "micrograph"


def test_a_signal_brings_its_calibration_in_angstrom_and_its_title():
    picture = Picture.of(signal(np.ones((3, 4))))
    assert picture.pixel_size == pytest.approx((0.2, 0.3))
    assert picture.name == "scan"


def test_the_pixel_size_given_replaces_that_of_a_signal():
    assert Picture.of(signal(np.ones((3, 4))), (0.1, 0.4)).pixel_size == (0.1, 0.4)


@pytest.mark.parametrize("units", [("1/nm", "1/nm"), ("px", "px"), ("nm", "1/nm")])
def test_units_that_are_no_length_give_no_pixel_size(units):
    assert Picture.of(signal(np.ones((3, 4)), units)).pixel_size is None


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        (np.ones((2, 3, 4)), TypeError, "choose one image"),
        (np.ones((3, 4), dtype=complex), TypeError, "real numbers"),
        (np.full((3, 4), np.nan), ValueError, "not finite"),
        (np.full((3, 4), 1e300), ValueError, "not finite"),
    ],
)
def test_what_is_no_micrograph_is_refused_with_the_next_step(source, error, message):
    with np.errstate(over="ignore"), pytest.raises(error, match=message):
        Picture.of(source)


@pytest.mark.parametrize("size", [0, -1, float("nan"), (0.1, 0)])
def test_a_pixel_size_is_above_zero(size):
    with pytest.raises(ValueError, match="Å per pixel"):
        Picture.of(np.ones((3, 4)), size)
