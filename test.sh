#!/usr/bin/env bash
# Every test: the Rust tests, then the C tests (plain, under the address sanitizer, under valgrind), the header compiled
# alone in every supported language, and a project that uses the installed library. Ends with a line
# `N passed, N failed`.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=scripts/tools.sh
. scripts/tools.sh

need cmake cmake
need pkg-config pkg-config
if [ "$(uname -s)" = Linux ]; then need valgrind valgrind; fi
logs=build/logs
mkdir -p "$logs"
status=0

say "cargo test"
cargo test --no-fail-fast 2>&1 | tee "$logs/cargo.txt" || status=1

say "C tests"
if cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DANGEL_EXAMPLES=ON -DANGEL_TESTS=ON -DANGEL_CARGO_TARGET_DIR="$PWD/target" >/dev/null &&
  cmake --build build --parallel "$(jobs_count)"; then
  ctest --test-dir build --output-on-failure --parallel "$(jobs_count)" 2>&1 | tee "$logs/ctest.txt" || status=1
else
  echo "error: the C part does not build" >&2
  : >"$logs/ctest.txt"
  status=1
fi

# `test result: ok. 12 passed; 0 failed; …` and `97% tests passed, 1 tests failed out of 40`
read -r passed failed < <(awk '
  /^test result:/ { for (i = 1; i < NF; i++) { if ($(i+1) ~ /^passed/) p += $i; if ($(i+1) ~ /^failed/) f += $i } }
  /tests passed,.*tests failed out of/ { f += $4; p += $NF - $4 }
  END { print p + 0, f + 0 }' "$logs/cargo.txt" "$logs/ctest.txt")
if [ "$status" != 0 ] && [ "$failed" = 0 ]; then failed=1; fi
echo
echo "$passed passed, $failed failed"
exit "$status"
