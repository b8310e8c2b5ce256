"""Writes a CRM export with made-up companies and people, and with the faults that real exports have.

    python stdlib_plans/crm_quarter/generate.py --out DIR [--seed 2017] [--opportunities 3000]

Files, columns, stages, products and habits are those of a well-known practice export of a hardware seller's pipeline;
nobody and no company in it exists. The faults, all on purpose:

- the pipeline writes ``GTXPro`` where the product list says ``GTX Pro``;
- most open opportunities have no account, none has a close date or a value, the earliest have no engage date;
- one sector is misspelt throughout (``technolgy``);
- some agents on the roster never win anything.

The same seed and size always give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import random
import string
from collections.abc import Iterable, Sequence
from pathlib import Path


def words(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


# product, series, list price, weight in the pipeline
PRODUCTS = (
    ("GTX Basic", "GTX", 550, 21),
    ("GTX Pro", "GTX", 4821, 17),
    ("MG Special", "MG", 55, 19),
    ("MG Advanced", "MG", 3393, 16),
    ("GTX Plus Pro", "GTX", 5482, 11),
    ("GTX Plus Basic", "GTX", 1096, 15),
    ("GTK 500", "GTK", 26768, 1),
)
SPELT_IN_PIPELINE = {"GTX Pro": "GTXPro"}
SECTORS = ("retail", "technolgy", "medical", "marketing", "finance", "software", "entertainment", "services")
OFFICES = ("Central", "East", "West")
PIPELINE_COLUMNS = words("opportunity_id sales_agent product account deal_stage engage_date close_date close_value")
STAGES = (("Won", 482), ("Lost", 281), ("Engaging", 180), ("Prospecting", 57))
COUNTRIES = ("United States",) * 12 + ("Germany", "Japan", "Kenya", "Norway", "Brazil")

FIRST_NAMES = words(
    "Aurelia Bertil Camila Dagny Eamon Fenna Gideon Henrike Ismael Jorunn Katinka Leopold Mirela Nikodem Oriana "
    "Percival Quirin Ragna Silvan Tamsin Ulrika Valeska Wendelin Xenia Yorick Zdenka Ansgar Brunhild Casimir "
    "Delphine"
)
LAST_NAMES = words(
    "Abernale Birkwood Castorff Dunmarsh Ellingrove Farrowby Garnhaven Hollisterby Ingleforth Jarnvik "
    "Kettlesworth Lindquarry Marrowfield Netherby Oakenshaw Pellworth Quarnford Ravenholt Stavesley Thornquay "
    "Underhay Velmark Wetherlund Yarrowdale Zellenberg"
)
COMPANY_FIRST = words(
    "Alder Briar Cobalt Dover Ember Fallow Gable Harrow Indigo Juniper Kestrel Larch Marble Nettle Osprey Pewter "
    "Quill Rowan Sable Teasel Umber Vesper Willow Yonder Zephyr"
)
COMPANY_LAST = words("bank bridge crest dale field ford gate mere mill moor point ridge stead vale wick")
COMPANY_KIND = ("", " Group", " Labs", " Supply", " Works", " Holdings")


def made_up(rng: random.Random, count: int, *lists: Sequence[str], glue: str = " ") -> list[str]:
    """``count`` different names, each one word from each list."""
    names: dict[str, None] = {}
    while len(names) < count:
        names[glue.join(rng.choice(stock) for stock in lists)] = None
    return list(names)


def make_accounts(rng: random.Random) -> list[list[object]]:
    """The companies; one in six belongs to another."""
    names = sorted(made_up(rng, 85, COMPANY_FIRST, COMPANY_LAST, COMPANY_KIND, glue=""))
    rows: list[list[object]] = []
    for name in names:
        parent = rng.choice([other for other in names if other != name]) if rng.random() < 1 / 6 else ""
        revenue = f"{rng.randrange(400, 600_000) / 100:.2f}"  # in millions, for information only
        rows.append(
            [name, rng.choice(SECTORS), rng.randrange(1979, 2015), revenue, rng.randrange(9, 20_000),
             rng.choice(COUNTRIES), parent]
        )  # fmt: skip
    return rows


def make_teams(rng: random.Random, opportunities: int) -> list[tuple[str, str, str]]:
    """Agents, their managers and offices: about 250 opportunities an agent and six agents a manager."""
    agents = max(6, round(opportunities / 250))
    managers = max(3, round(agents / 6))
    if agents + managers > len(FIRST_NAMES) * len(LAST_NAMES) // 2:
        raise SystemExit("too many opportunities for the stock of names: at most about 75,000")
    names = made_up(rng, agents + managers, FIRST_NAMES, LAST_NAMES)
    heads, rest = names[:managers], names[managers:]
    # managers by office, agents by manager, in even blocks
    office = {head: OFFICES[n * len(OFFICES) // managers] for n, head in enumerate(heads)}
    head_of = {agent: heads[n * managers // agents] for n, agent in enumerate(rest)}
    return [(agent, head, office[head]) for agent, head in head_of.items()]


def make_pipeline(
    rng: random.Random, opportunities: int, accounts: Sequence[str], teams: Sequence[tuple[str, str, str]]
) -> list[list[object]]:
    """The opportunities, oldest first, those without an engage date last."""
    agents = [agent for agent, _, _ in teams]
    idle = set(rng.sample(agents, max(1, len(agents) // 7)))  # on the roster, without opportunities
    active = [agent for agent in agents if agent not in idle]
    weights = [rng.uniform(0.7, 1.6) for _ in active]
    weights[rng.randrange(len(active))] = 3.5  # every sales floor has one
    products = [name for name, _, _, _ in PRODUCTS]
    price = {name: listed for name, _, listed, _ in PRODUCTS}
    shares = [weight for _, _, _, weight in PRODUCTS]
    stages = [stage for stage, _ in STAGES]
    stage_shares = [weight for _, weight in STAGES]
    letters = string.ascii_uppercase + string.digits
    keys: dict[str, None] = {}
    while len(keys) < opportunities:
        keys["".join(rng.choices(letters, k=8))] = None

    first_close, last_close = datetime.date(2017, 3, 1), datetime.date(2017, 12, 31)
    days = (last_close - first_close).days
    rows: list[list[object]] = []
    for key in keys:
        stage = rng.choices(stages, stage_shares)[0]
        product = rng.choices(products, shares)[0]
        agent = rng.choices(active, weights)[0]
        closed = first_close + datetime.timedelta(days=rng.randrange(days + 1))
        engaged: datetime.date | str = closed - datetime.timedelta(days=rng.randrange(1, 140))
        is_open = stage in ("Engaging", "Prospecting")
        account = "" if is_open and rng.random() < 0.68 else rng.choice(accounts)
        value: int | str = ""
        if stage == "Won":
            value = max(1, round(price[product] * min(1.3, max(0.7, rng.gauss(1, 0.1)))))
        elif stage == "Lost":
            value = 0
        if stage == "Prospecting":
            engaged = ""
        close_date: datetime.date | str = "" if is_open else closed
        spelt = SPELT_IN_PIPELINE.get(product, product)
        rows.append([key, agent, spelt, account, stage, engaged, close_date, value])
    rows.sort(key=lambda row: (row[5] == "", str(row[5]), str(row[0])))
    return rows


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """One CSV file, with the line ends of the published export."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)


def generate(out: Path, seed: int = 2017, opportunities: int = 3000) -> None:
    """Write the four files of an export to ``out``."""
    rng = random.Random(seed)
    out.mkdir(parents=True, exist_ok=True)
    accounts = make_accounts(rng)
    teams = make_teams(rng, opportunities)
    pipeline = make_pipeline(rng, opportunities, [str(row[0]) for row in accounts], teams)
    write(
        out / "accounts.csv",
        ("account", "sector", "year_established", "revenue", "employees", "office_location", "subsidiary_of"),
        accounts,
    )
    write(out / "products.csv", ("product", "series", "sales_price"), [row[:3] for row in PRODUCTS])
    write(out / "sales_teams.csv", ("sales_agent", "manager", "regional_office"), teams)
    write(
        out / "sales_pipeline.csv",
        PIPELINE_COLUMNS,
        pipeline,
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write a made-up CRM export with the faults of real ones.")
    parser.add_argument("--out", type=Path, required=True, help="directory to write to")
    parser.add_argument("--seed", type=int, default=2017)
    parser.add_argument("--opportunities", type=int, default=3000)
    args = parser.parse_args()
    if args.opportunities < 1:
        parser.error("--opportunities must be at least 1")
    generate(args.out, args.seed, args.opportunities)


if __name__ == "__main__":
    main()
