"""The search without a browser: by the command `lacuna`, in a process of its own."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from ._picture import Picture
from ._result import Result


class CommandError(RuntimeError):
    """The command `lacuna` is absent, or ended with an error, which the message repeats."""


def detect(
    source: Any,
    *,
    pixel_size: float | tuple[float, float] | None = None,
    name: str | None = None,
    model: bytes | os.PathLike[str] | str | None = None,
    command: str | None = None,
    **options: Any,
) -> Result:
    """Searches a micrograph and returns what was found.

    source: an array (height, width) or a HyperSpy signal.
    pixel_size: Å per pixel, in place of what a signal says; a number, or (x, y).
    model: a model to apply, its bytes or its path; without one, the micrograph's own crystal is learned.
    command: how to call Lacuna, `lacuna` by default or what LACUNA_COMMAND says, such as "npx lacuna".
    options: as of `lacuna detect`, with underscores: rate=0.01, crystal="SrTiO3 [001]", epochs=20, seed=1.

    Raises CommandError where the search fails, TypeError and ValueError where the source is no micrograph.
    """
    picture = Picture.of(source, pixel_size, name)
    with tempfile.TemporaryDirectory(prefix="lacuna-") as folder:
        work = Path(folder)
        np.save(work / "micrograph.npy", picture.data)
        arguments = ["detect", str(work / "micrograph.npy"), "--out", str(work / "out")]
        if picture.pixel_size:
            arguments += ["--pixel-size", ",".join(repr(size) for size in picture.pixel_size)]
        if model is not None:
            arguments += ["--model", str(_model_file(model, work))]
        for option, value in options.items():
            arguments += [f"--{option.replace('_', '-')}", str(value)]
        _run(_words(command), arguments)
        record = json.loads((work / "out" / "micrograph.detections.json").read_text("utf8"))
        return Result({**record, "name": picture.name}, picture)


def _model_file(model: bytes | os.PathLike[str] | str, folder: Path) -> Path:
    if not isinstance(model, bytes):
        return Path(model)
    path = folder / "model.safetensors"
    path.write_bytes(model)
    return path


def _words(command: str | None) -> list[str]:
    words = shlex.split(command or os.environ.get("LACUNA_COMMAND", "lacuna"))
    if not words or shutil.which(words[0]) is None:
        raise CommandError(
            f"{words[0] if words else 'the command'} is not there: install Node and run `npm install -g lacuna webgpu`,"
            " or say by LACUNA_COMMAND how to call it"
        )
    return words


def _run(command: list[str], arguments: list[str]) -> None:
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CommandError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit code {done.returncode}")
