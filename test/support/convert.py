"""Prints what tifffile and rosettasciio (HyperSpy's reader) read from a TIFF of Lacuna's, as JSON."""

import json
import sys

import tifffile
from rsciio.tiff import file_reader

with tifffile.TiffFile(sys.argv[1]) as tiff:
    page = tiff.pages[0]
    x, y = (page.tags[tag].value for tag in ("XResolution", "YResolution"))
    seen = {
        "pixels": page.asarray().ravel().tolist(),
        "imagej": tiff.is_imagej,
        "unit": tiff.imagej_metadata["unit"],
        "perUnit": [x[0] / x[1], y[0] / y[1]],
        "gatan": [page.tags[tag].value for tag in (65003, 65004, 65009, 65010)],
    }
[signal] = file_reader(sys.argv[1])
seen["hyperspy"] = [[axis["name"], axis["scale"], axis["units"]] for axis in signal["axes"]]
seen["hyperspyPixels"] = signal["data"].ravel().tolist()
print(json.dumps(seen))
