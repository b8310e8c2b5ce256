"""Writes the comp team's own list of participants from an export's ``sales_teams.csv``.

    python stdlib_plans/crm_quarter/roster.py --export DIR --out DIR

The export knows managers only as a column of the agents; a plan needs everybody it pays on one list, with quotas.
The rule for quotas: each agent has the quota of their regional office for each quarter (Central 80,000.00, East
75,000.00, West 90,000.00), each manager the sum of their agents' quotas.
"""

from __future__ import annotations

import argparse
import csv
from decimal import Decimal
from pathlib import Path

QUOTA_OF_OFFICE = {"Central": Decimal("80000.00"), "East": Decimal("75000.00"), "West": Decimal("90000.00")}


def roster(export: Path) -> list[tuple[str, str, str, Decimal]]:
    """Name, role, manager and quota of everybody: managers first, then agents, both by name."""
    with (export / "sales_teams.csv").open(newline="", encoding="utf-8-sig") as file:
        teams = list(csv.DictReader(file))
    agents: list[tuple[str, str, str, Decimal]] = []
    team_quota: dict[str, Decimal] = {}
    for row in teams:
        office, manager = row["regional_office"], row["manager"]
        if office not in QUOTA_OF_OFFICE:
            raise SystemExit(f"sales_teams.csv: {row['sales_agent']} is in {office!r}, an office without a quota")
        quota = QUOTA_OF_OFFICE[office]
        agents.append((row["sales_agent"], "Agent", manager, quota))
        team_quota[manager] = team_quota.get(manager, Decimal(0)) + quota
    both = team_quota.keys() & {name for name, *_ in agents}
    if both:
        raise SystemExit(f"sales_teams.csv: agent and manager at once: {', '.join(sorted(both))}")
    managers = [(name, "Manager", "", quota) for name, quota in team_quota.items()]
    return sorted(managers) + sorted(agents)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write participants.csv for an export's sales teams.")
    parser.add_argument("--export", type=Path, required=True, help="directory with sales_teams.csv")
    parser.add_argument("--out", type=Path, required=True, help="directory to write participants.csv to")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    with (args.out / "participants.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "role", "manager", "quota"))
        writer.writerows(roster(args.export))


if __name__ == "__main__":
    main()
