import os
import shutil

import numpy as np
import pytest

from lacuna_stem import CommandError, detect


def test_an_absent_command_is_named_with_the_next_step():
    with pytest.raises(CommandError, match="no-such-command is not there: install Node"):
        detect(np.ones((8, 8)), command="no-such-command")


needs_lacuna = pytest.mark.skipif(
    not os.environ.get("LACUNA_COMMAND") and not shutil.which("lacuna"), reason="no command `lacuna` here"
)


@needs_lacuna
def test_a_vacancy_in_a_made_lattice_is_the_one_detection():
    y, x = np.mgrid[0:240, 0:240]
    picture = np.full((240, 240), 10.0)
    for j in range(12):
        for i in range(12):
            height = 0 if (i, j) == (6, 5) else 100
            picture += height * np.exp(-((x - 10 - 20 * i) ** 2 + (y - 10 - 20 * j) ** 2) / (2 * 3.0**2))
    picture = np.random.default_rng(1).poisson(picture)
    found = detect(picture, pixel_size=0.2, epochs=1)
    assert found.verdict == "periodic"
    assert len(found.detections) == 1
    vacancy = found.detections.iloc[0]
    assert vacancy["kind"] == "vacancy"
    assert np.hypot(vacancy["x"] - 130, vacancy["y"] - 110) < 2
    assert len(found.columns) > 100


@needs_lacuna
def test_what_the_command_refuses_is_told_in_its_words():
    with pytest.raises(CommandError, match="--rate 7"):
        detect(np.ones((64, 64)), rate=7)
