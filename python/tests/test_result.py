import json

import numpy as np
import pytest

from lacuna_stem import Lacuna, NoResult, Picture, Result

RECORD = {
    "versions": {"lacuna": "0.0.0"},
    "request": {"seed": 1, "rate": 0.01},
    "verdict": "periodic",
    "reason": None,
    "lattice": {"lengthsPx": [24.0, 20.0]},
    "detections": [
        {"id": 1, "kind": "vacancy", "sublattice": "sr", "x": 10.5, "y": 20.0, "displacementAngstrom": {"x": 0.1, "y": 0.2}},
        {"id": 2, "kind": "excess", "sublattice": "ti", "x": 30.0, "y": 5.0, "displacementAngstrom": {"x": 0.0, "y": 0.0}},
    ],
    "columns": [{"sublattice": "sr", "x": 10.5, "y": 20.0, "kind": "vacancy", "pValue": 1e-9}],
    "regions": [],
}
PICTURE = Picture(np.zeros((40, 50), np.float32), (0.2, 0.25), "scan")


def test_detections_are_rows_under_their_numbers_with_pairs_as_columns():
    found = Result(RECORD, PICTURE).detections
    assert found.index.tolist() == [1, 2]
    assert found.loc[1, "kind"] == "vacancy"
    assert found["displacementAngstrom.y"].tolist() == [0.2, 0.0]


def test_what_is_not_periodic_has_empty_tables():
    nothing = {**RECORD, "verdict": "not periodic", "reason": "noise", "detections": None, "columns": None, "regions": None}
    result = Result(nothing, PICTURE)
    assert (len(result.detections), len(result.columns), len(result.regions)) == (0, 0, 0)
    assert result.reason == "noise"


def test_a_widget_without_a_result_says_how_to_get_one():
    view = Lacuna(np.zeros((40, 50), np.float32))
    with pytest.raises(NoResult, match="press Train"):
        _ = view.detections


def test_a_widget_with_a_result_gives_tables_and_the_heat_map():
    heat = np.arange(2000, dtype="<f4").reshape(40, 50)
    view = Lacuna(np.zeros((40, 50), np.float32), pixel_size=0.2)
    view.set_trait("record", json.loads(json.dumps(RECORD)))
    view.set_trait("_heat", heat.tobytes())
    assert view.detections["kind"].tolist() == ["vacancy", "excess"]
    assert view.columns["pValue"].tolist() == [1e-9]
    assert np.array_equal(view.result.heat, heat)


def test_options_are_bounded_like_those_of_the_element():
    picture = np.zeros((40, 50), np.float32)
    for wrong in ({"rate": 0.9}, {"seed": -1}, {"epochs": 0}, {"preset": "slow"}):
        with pytest.raises(Exception, match=next(iter(wrong))):
            Lacuna(picture, **wrong)


def test_a_signal_for_hyperspy_is_calibrated_and_carries_the_detections():
    pytest.importorskip("hyperspy.api")
    signal = Result(RECORD, PICTURE, heat=np.zeros((40, 50), np.float32)).to_hyperspy()
    x, y = signal.axes_manager.signal_axes
    assert (x.scale, y.scale, x.units, x.size, y.size) == (0.2, 0.25, "Å", 50, 40)
    assert signal.metadata.Lacuna.verdict == "periodic"
    assert signal.metadata.Lacuna.heat.shape == (40, 50)
    offsets = signal.metadata.Markers.Circles.get_current_kwargs()["offsets"]
    assert offsets == pytest.approx(np.array([[2.1, 5.0], [6.0, 1.25]]))
