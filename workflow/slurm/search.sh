#!/bin/sh
# One job of the array that submit.sh makes: the chunk of its number.
#SBATCH --cpus-per-task=1
#SBATCH --mem=4G
#SBATCH --time=60
plan=$RESULTS/.chunks/$(printf %06d "$SLURM_ARRAY_TASK_ID").json
attempt=1
until python3 "$CHUNKS" search "$plan" --attempt "$attempt" --attempts "$ATTEMPTS" --lacuna "$LACUNA" -- "$@"; do
  [ "$attempt" -lt "$ATTEMPTS" ] || exit 1
  attempt=$((attempt + 1))
done
