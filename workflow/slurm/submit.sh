#!/bin/sh
# lacuna detect over a folder of micrographs as a job array of Slurm's, without Snakemake:
#
#     workflow/slurm/submit.sh MICROGRAPHS RESULTS [OPTIONS OF LACUNA DETECT]
#
# Run it again to search what is missing. Its settings are variables: CHUNK (files in a job, 100), WORKERS (jobs at a time, 100),
# ATTEMPTS (3), LACUNA (the command, lacuna), SBATCH_… (those of sbatch, such as SBATCH_PARTITION and SBATCH_TIMELIMIT).
set -eu
[ $# -ge 2 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
chunks=$(cd "$(dirname "$0")/.." && pwd)/chunks.py
input=$1 results=$2
shift 2
export CHUNKS="$chunks" RESULTS="$results" LACUNA="${LACUNA:-lacuna}" ATTEMPTS="${ATTEMPTS:-3}"

python3 "$chunks" plan --input "$input" --results "$results" --size "${CHUNK:-100}" >/dev/null
missing=$(python3 "$chunks" missing --results "$results")
[ -n "$missing" ] || { echo "nothing is missing"; exit 0; }

search=$(sbatch --parsable --requeue --job-name=lacuna --array="$missing%${WORKERS:-100}" \
  --output="$results/.chunks/%a.log" "$(dirname "$chunks")/slurm/search.sh" "$@")
# The tables and failed.csv, of whatever is there once the last job has ended.
sbatch --parsable --job-name=lacuna-merge --dependency="afterany:${search%%;*}" --output="$results/.chunks/merge.log" \
  --wrap 'python3 "$CHUNKS" failed --results "$RESULTS" --out "$RESULTS/failed.csv"; $LACUNA merge "$RESULTS" --out "$RESULTS/tables"'
