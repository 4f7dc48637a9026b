#!/usr/bin/env bash
# Builds the library and its main example, and runs the example. Needs Rust, gcc and make; installs cmake if missing.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=scripts/tools.sh
. scripts/tools.sh

need cmake cmake
say "configure"
cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DANGEL_EXAMPLES=ON -DANGEL_TESTS=OFF -DANGEL_CARGO_TARGET_DIR="$PWD/target" >/dev/null
say "build"
cmake --build build --parallel "$(jobs_count)"
say "run examples/battle"
build/examples/battle
