#!/usr/bin/env bash
# Try damaged files on every reader for so many minutes, others each time; stop at the first fault.
set -euo pipefail
cd "$(dirname "$0")/../.."
until=$((SECONDS + 60 * $1))
seed=${2:-$(date +%s)}
while [ "$SECONDS" -lt "$until" ]; do
    echo "== seed $seed: $(basename "$0") 1 $seed tries the same again"
    POLISKARTA_FUZZ=$seed "${PYTHON:-.venv/bin/python}" -m pytest -q -x --no-header --tb=short \
        --hypothesis-seed="$seed" tests/fuzz
    seed=$((seed + 1))
done
