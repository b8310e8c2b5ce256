#!/usr/bin/env bash
# Pays a made-up CRM export by quarter, from the first refused run to one explained payout.
# `make demo` calls this with planlang and its Python on the PATH; it writes to build/demo only.
set -euo pipefail
cd "$(dirname "$0")/../.."

plans=stdlib_plans/crm_quarter
build=build/demo
period=2017-Q2

step() { printf '\n== %s\n\n' "$*"; }
shown() { printf '$ %s\n' "$*"; "$@"; }

rm -rf "$build"
mkdir -p "$build"

step "A CRM export, with the faults that real exports have, and the comp team's list of participants"
shown python "$plans/generate.py" --out "$build/export" --seed 2017
shown python "$plans/roster.py" --export "$build/export" --out "$build/team"
wc -l "$build"/export/*.csv "$build"/team/*.csv

step "The plan as first written: the run is refused, with every fault listed, and nobody is paid"
code=0
shown planlang run "$plans/crm_quarter_raw.plan" --data "$build/export" --data "$build/team" \
    --period "$period" --out "$build/refused" || code=$?
printf '\nexit code %s\n' "$code"
if [ "$code" -ne 3 ]; then
    echo "the demo expected the export to be refused (exit code 3)" >&2
    exit 1
fi

step "What it took: the plan names the alias, says which columns may be blank, and which deals count"
diff -u "$plans/crm_quarter_raw.plan" "$plans/crm_quarter.plan" | sed -n '3,60p' || true

step "The plan as it is now: checked, and paid"
shown planlang check "$plans/crm_quarter.plan"
shown planlang run "$plans/crm_quarter.plan" --data "$build/export" --data "$build/team" --period "$period"
shown planlang run "$plans/crm_quarter.plan" --data "$build/export" --data "$build/team" \
    --period "$period" --out "$build/paid"

step "One payout, explained: who was paid most in $period"
who=$(python - "$build/paid/payouts.csv" "$period" <<'PYTHON'
import csv, sys
from collections import defaultdict
from decimal import Decimal

paid = defaultdict(Decimal)
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8", newline="")):
    if row["period"] == sys.argv[2]:
        paid[row["participant"]] += Decimal(row["amount"])
print(max(sorted(paid), key=paid.__getitem__))
PYTHON
)
shown planlang explain "$plans/crm_quarter.plan" --data "$build/export" --data "$build/team" \
    --period "$period" --participant "$who"

step "All of it is in $build/paid"
ls "$build/paid"
