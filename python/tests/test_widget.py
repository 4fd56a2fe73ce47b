"""What the browser sends reaches the notebook."""

import numpy as np
import pytest

from lacuna_stem import Lacuna, NoResult


def test_model_and_result_arrive_as_the_browser_sends_them():
    view = Lacuna(np.zeros((4, 6)))
    with pytest.raises(NoResult):
        view.detections
    # Binary parts of a message are memoryviews.
    view.set_state({"model": memoryview(b"safetensors")})
    heat = np.arange(24, dtype="<f4").reshape(4, 6)
    view.set_state({"record": {"verdict": "not periodic"}, "_heat": memoryview(heat.tobytes())})
    assert view.model == b"safetensors"
    assert view.record == {"verdict": "not periodic"}
    assert np.array_equal(view.result.heat, heat)
    view.set_state({"_heat": None})
    assert view.result.heat is None
