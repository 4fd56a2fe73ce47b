"""Atomap on the micrographs of `npm run -s measure:precision -- --out FOLDER`: the same table as that command prints.

    pip install atomap
    python scripts/measure-atomap.py FOLDER

Atomap gets the true places, rounded to whole pixels, as its first guess, and goes the way of its own tutorial: Sr by centre of
mass and then by two-dimensional Gaussians, Sr taken out of the picture, then Ti in the same way. Intensity: the Gaussian's
peak, and its volume, each against the true one.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import atomap.api  # noqa: F401  (its modules import each other, and load only through this one)
import numpy as np
from atomap.sublattice import Sublattice
from atomap.tools import remove_atoms_from_image_using_2d_gaussian


def refined(image: np.ndarray, places: np.ndarray) -> Sublattice:
    sublattice = Sublattice(np.round(places), image=image)
    sublattice.find_nearest_neighbors()
    sublattice.refine_atom_positions_using_center_of_mass()
    sublattice.refine_atom_positions_using_2d_gaussian()
    return sublattice


def errors(sublattice: Sublattice, columns: list[dict], truth: dict) -> np.ndarray:
    """[pm along x, % of the peak, % of volume] of every column that is not too near to the edge."""
    size, margin = truth["size"], truth["edge"] * truth["cell"]
    found = []
    for atom, column in zip(sublattice.atom_list, columns):
        if min(column["x"], column["y"], size - column["x"], size - column["y"]) < margin:
            continue
        # HyperSpy's amplitude is the volume.
        volume = atom.amplitude_gaussian
        peak = volume / (2 * np.pi * atom.sigma_x * atom.sigma_y)
        true_peak = truth["dose"] * column["peak"]
        true_volume = 2 * np.pi * true_peak * column["sigma"] ** 2
        found.append(
            (
                (atom.pixel_x - column["x"]) * truth["angstrom"] * 100,
                100 * (peak / true_peak - 1),
                100 * (volume / true_volume - 1),
            )
        )
    return np.array(found)


def measured(path: Path) -> dict[str, np.ndarray]:
    truth = json.loads(path.read_text())
    size = truth["size"]
    image = np.fromfile(path.with_suffix(".f32"), np.float32).reshape(size, size).astype(float)
    inside = [c for c in truth["columns"] if 2 < min(c["x"], c["y"], size - 1 - c["x"], size - 1 - c["y"])]
    found = {}
    for kind in ("Sr", "Ti"):
        columns = [c for c in inside if c["kind"] == kind]
        sublattice = refined(image, np.array([(c["x"], c["y"]) for c in columns]))
        found[kind] = errors(sublattice, columns, truth)
        image = remove_atoms_from_image_using_2d_gaussian(image, sublattice, show_progressbar=False)
    return found


def main() -> None:
    print(f"Atomap {version('atomap')}, HyperSpy {version('hyperspy')}, NumPy {np.__version__}\n")
    print("| electrons | columns | place, pm | mean | peak, % | mean | volume, % | mean |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    paths = sorted(Path(sys.argv[1]).glob("dose-*.json"))
    for dose in sorted({path.name.split("-")[1] for path in paths}):
        all_found = [measured(path) for path in paths if path.name.split("-")[1] == dose]
        for kind in ("Sr", "Ti"):
            values = np.concatenate([found[kind] for found in all_found])
            rms, mean = np.sqrt((values**2).mean(0)), values.mean(0)
            cells = [f"{number:.2f}" for pair in zip(rms, mean) for number in pair]
            print(f"| {int(dose)}, {kind} | {len(values)} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
