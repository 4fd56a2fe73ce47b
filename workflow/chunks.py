"""Chunks of micrographs: which there are, and the search of one of them. Python 3.8 or later, nothing else.

    python3 chunks.py plan --input FOLDER --results FOLDER --size N
    python3 chunks.py search PLAN [--attempt N --attempts N] [--lacuna COMMAND] -- OPTIONS OF LACUNA DETECT
    python3 chunks.py missing --results FOLDER
    python3 chunks.py failed --results FOLDER --out failed.csv

A plan, RESULTS/.chunks/ID.json, names the files of a chunk; RESULTS/.chunks/ID.done.json is what became of each. A file that has a plan
keeps it, so that files which come later make chunks of their own; one that has changed has its chunk searched again, in which
lacuna keeps what it found in the others.
"""

import argparse
import csv
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

# What lacuna detect takes of a folder. Of two files that would have results of one name, leave the ending of one out (--endings).
ENDINGS = "png jpg jpeg tif tiff npy npz ndata dm3 dm4 ser emd hspy h5 hdf5 nxs ndata1 mrc mrcs map st ali".split()

# Errors of the machine, not of the file: the chunk is to be searched again, and is never called done.
OF_THE_MACHINE = {"no-adapter", "no-webgpu", "no-driver", "no-device", "device-lost", "gpu", "shader", "not-writable"}
# Errors that may be either's: searched again, and in the end the file's.
OF_EITHER = {"ended", "unreadable", "no-memory", "out-of-memory", "limit-too-small", "timeout"}


def plan(source, results, size, endings=ENDINGS):
    """Writes plans for files that have none, and anew those of files that have changed. Returns all IDs."""
    folder = Path(results, ".chunks")
    folder.mkdir(parents=True, exist_ok=True)
    plans = {id: read_json(folder / f"{id}.json") for id in ids(results)}
    known = {file["path"]: (id, file) for id, chunk in plans.items() for file in chunk["files"]}
    changed, fresh = set(), {}
    for sub, file in files_under(source, endings, Path(results).resolve()):
        id, before = known.get(file["path"], (None, None))
        if before is None:
            fresh.setdefault(sub, []).append(file)
        elif before != file:
            before.update(file)
            changed.add(id)
    require_names([*plans.values(), *({"folder": sub, "files": files} for sub, files in fresh.items())])
    for id in changed:
        write_json(folder / f"{id}.json", plans[id])
    number = max((int(id) for id in plans), default=0)
    for sub in sorted(fresh):
        for at in range(0, len(fresh[sub]), size):
            number += 1
            chunk = {"folder": sub, "files": fresh[sub][at : at + size]}
            write_json(folder / f"{number:06d}.json", chunk)
    return ids(results)


def ids(results):
    return sorted(name[: -len(".json")] for name in os.listdir(Path(results, ".chunks")) if is_plan(name))


def is_plan(name):
    return name.endswith(".json") and name[: -len(".json")].isdigit()


def files_under(source, endings, results):
    """Each file with the folder that it lies in, in the order of their names; nothing hidden, nothing of the results'."""
    taken = tuple(f".{ending}{packed}" for ending in endings for packed in ("", ".gz"))
    for at, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if name[0] != "." and Path(at, name).resolve() != results)
        for name in sorted(names):
            if name[0] != "." and name.lower().endswith(taken):
                path = os.path.join(at, name)
                try:
                    status = os.stat(path)
                except OSError:  # A link to nothing, or a file that has just gone.
                    status = None
                file = {"path": path, "bytes": status and status.st_size, "modified": status and status.st_mtime_ns}
                yield os.path.relpath(at, source), file


def require_names(plans):
    """Two files of one folder whose results would have one name would write over each other's."""
    seen = {}
    for chunk in plans:
        for file in chunk["files"]:
            place = os.path.join(chunk["folder"], stem(file["path"]))
            other = seen.setdefault(place, file["path"])
            if other != file["path"]:
                raise SystemExit(f"chunks: {other} and {file['path']} would write the same results; rename one, or take one ending (endings)")


def stem(path):
    return os.path.splitext(os.path.basename(path))[0]


def search(path, attempt, attempts, command, options):
    """Searches the files of a plan and writes what became of them. Returns the exit code."""
    path = Path(path)
    chunk = read_json(path)
    files = [file["path"] for file in chunk["files"]]
    out = path.parent.parent / chunk["folder"]
    argv = [*command, "detect", *options, f"--out={out}", "--json"]
    # All files in one process, for its start costs seconds; after a process that was killed, each in its own, so that one file
    # takes no other with it. What was found before stays, and costs nothing.
    inputs = (run([*argv, "--", *files]) if attempt == 1 else None) or run([*argv, "--jobs=2", "--", *files])
    if inputs is None:
        return fail("lacuna ended without a word of its files")
    failed = [one for one in inputs if "error" in one]
    again = [one for one in failed if one["code"] in OF_THE_MACHINE or (one["code"] in OF_EITHER and attempt < attempts)]
    if again:
        return fail(f"{len(again)} of {len(files)} files are to be searched again: {again[0]['error']}")
    for one in failed:
        print(f"chunks: left out: {one['error']}", file=sys.stderr)
    write_json(path.with_suffix(".done.json"), {"folder": chunk["folder"], "inputs": inputs})
    return 0


def run(argv):
    """What lacuna says of each file; None where it ended before that."""
    try:
        return json.loads(subprocess.run(argv, stdout=subprocess.PIPE, check=False).stdout)["inputs"]
    except (ValueError, KeyError):
        return None


def failed(results, out):
    """A line for each file that could not be searched, and why."""
    rows = [
        (one["input"], one["code"], one["error"])
        for id in ids(results)
        for one in done(results, id)
        if "error" in one
    ]
    passing = Path(f"{out}.part")
    passing.parent.mkdir(parents=True, exist_ok=True)
    with open(passing, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([("input", "code", "error"), *rows])
    os.replace(passing, out)
    for path, _, error in rows:
        print(f"chunks: not searched: {error}", file=sys.stderr)


def missing(results):
    """The numbers of chunks that are not done, or whose plan has changed since, as Slurm's --array takes them."""
    folder = Path(results, ".chunks")
    return ",".join(str(int(id)) for id in ids(results) if not is_newer(folder / f"{id}.done.json", folder / f"{id}.json"))


def is_newer(path, other):
    return path.exists() and path.stat().st_mtime_ns >= other.stat().st_mtime_ns


def done(results, id):
    path = Path(results, ".chunks", f"{id}.done.json")
    return read_json(path)["inputs"] if path.exists() else []


def fail(message):
    print(f"chunks: {message}", file=sys.stderr)
    return 1


def read_json(path):
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError:
        raise SystemExit(f"chunks: {path} is damaged; remove it, and its files are planned anew") from None


def write_json(path, value):
    """Whole or not at all."""
    passing = Path(f"{path}.part")
    with open(passing, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(passing, path)


def main(argv):
    own, options = (argv[: argv.index("--")], argv[argv.index("--") + 1 :]) if "--" in argv else (argv, [])
    parser = argparse.ArgumentParser(prog="chunks.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    planning = commands.add_parser("plan", help="divide the files of a folder into chunks; prints how many there are")
    planning.add_argument("--input", required=True)
    planning.add_argument("--results", required=True)
    planning.add_argument("--size", type=int, default=100)
    planning.add_argument("--endings", nargs="+", default=ENDINGS)
    searching = commands.add_parser("search", help="search the files of one chunk")
    searching.add_argument("plan")
    searching.add_argument("--attempt", type=int, default=1)
    searching.add_argument("--attempts", type=int, default=1)
    searching.add_argument("--lacuna", default="lacuna", help="the command, such as 'apptainer exec lacuna.sif lacuna'")
    lacking = commands.add_parser("missing", help="the numbers of chunks that are not done, for sbatch --array")
    lacking.add_argument("--results", required=True)
    telling = commands.add_parser("failed", help="list the files that could not be searched")
    telling.add_argument("--results", required=True)
    telling.add_argument("--out", required=True)
    given = parser.parse_args(own)
    if given.command == "plan":
        print(len(plan(given.input, given.results, given.size, given.endings)))
        return 0
    if given.command == "missing":
        print(missing(given.results))
        return 0
    if given.command == "failed":
        failed(given.results, given.out)
        return 0
    return search(given.plan, given.attempt, given.attempts, shlex.split(given.lacuna), options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
