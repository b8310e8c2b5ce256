"""Five model plans once more, by hand: what each pays, by participant, period and component, without what comes to nothing.

Written from the words of the plans and sharing nothing with planlang. Amounts are fractions; rows are mappings of texts.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]
Paid = dict[tuple[str, str, str], Fraction]
END = date(2026, 12, 31)
QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
CARRIED = "payout: if negative carried to the next quarter"
RELEASED = "payout: release GrowthHeld when YearGRR is at least 90%"


def cents(value: Fraction) -> Fraction:
    """To the nearest cent, halves to even."""
    return Fraction(round(value * 100), 100)


def day(text: str) -> date:
    return date.fromisoformat(text)


def quarter(text: str) -> str:
    return f"{text[:4]}-Q{(int(text[5:7]) + 2) // 3}"


def line(x: Fraction, *points: tuple[int, int]) -> Fraction:
    """A curve through points in per cent: level before the first and behind the last."""
    at = [(Fraction(a, 100), Fraction(b, 100)) for a, b in points]
    if x >= at[-1][0]:
        return at[-1][1]
    for (a, low), (b, high) in pairwise(at):
        if a <= x < b:
            return low + (high - low) * (x - a) / (b - a)
    return at[0][1]


def sdr(data: Tables) -> Paid:
    paid: defaultdict[tuple[str, str, str], Fraction] = defaultdict(Fraction)
    for person in data["participants"]:
        name, hired = person["id"], day(person["hired"])
        last = day(person["left"]) if person["left"] else END
        variable = Fraction(person["variable"])
        for month in range(1, 13):
            key, length = f"2026-{month:02d}", calendar.monthrange(2026, month)[1]
            first, end = date(2026, month, 1), date(2026, month, length)
            if hired > end or last < first:
                continue
            service = (2026 - hired.year) * 12 + month - hired.month + 1
            ramp = Fraction(min(service, 4), 4)
            there = Fraction((min(end, last) - max(first, hired)).days + 1, length)
            held = sum(
                one["rep"] == name and one["held"][:7] == key and one["result"] == "Accepted"
                for one in data["meetings"]
            )
            reached = held / (int(person["meetings"]) * ramp)
            multiple = Fraction(0) if reached < Fraction(1, 2) else line(reached, (50, 50), (100, 100), (150, 200))
            paid[name, key, "MeetingBonus"] = cents(variable * there * multiple * 60 / 100)
            made = sum(
                Fraction(o["amount"])
                for o in data["opportunities"] if o["source"] == name and o["created"][:7] == key
            )  # fmt: skip
            share = min(made / (Fraction(person["pipeline"]) * ramp), Fraction(3, 2))
            paid[name, key, "PipelineBonus"] = cents(variable * there * share * 40 / 100)
            for one in data["opportunities"]:
                won = one["won"]
                if one["source"] != name or won[:7] != key or day(won) > last:
                    continue
                created = day(one["created"])
                if created <= day(won) <= created.replace(year=created.year + 1):
                    paid[name, key, "WonDeals"] += min(cents(Fraction(one["amount"]) / 100), Fraction(2000))
            earned = sum(paid[name, key, rule] for rule in ("MeetingBonus", "PipelineBonus", "WonDeals"))
            if service <= 2:
                floor = "payout: at least Guarantee each month when Service is at most 2, shortfall forgiven"
                paid[name, key, floor] = max(Fraction(0), cents(variable * there * 80 / 100) - earned)
    return {key: amount for key, amount in paid.items() if amount}


MARGINS = {
    "Registered": {"Software": 100, "Hardware": 40, "Support": 50},
    "Silver": {"Software": 150, "Hardware": 60, "Support": 75},
    "Gold": {"Software": 200, "Hardware": 80, "Support": 100},
}


def channel_partner(data: Tables) -> Paid:
    paid: defaultdict[tuple[str, str, str], Fraction] = defaultdict(Fraction)
    net: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
    level = {row["id"]: row["level"] for row in data["participants"]}
    registrations = {row["id"]: row for row in data["registrations"]}
    for order in data["orders"]:
        name, amount = order["partner"], Fraction(order["amount"])
        margin = cents(amount * MARGINS[level[name]][order["kind"]] / 1000)
        held = registrations.get(order["registration"])
        extra = Fraction(0)
        if held and held["partner"] == name and held["approved"] <= order["booked"] <= held["expires"]:
            extra = cents(amount / 20)
        paid[name, quarter(order["booked"]), "Margin"] += margin
        paid[name, quarter(order["booked"]), "Registration"] += extra
        net[name, quarter(order["booked"])] += amount
        if order["returned"] and day(order["returned"]) <= END:
            paid[name, quarter(order["returned"]), "Returned"] -= margin + extra
            net[name, quarter(order["returned"])] -= amount
    people = {(row["participant"], row["quarter"]): int(row["people"]) for row in data["certificates"]}
    for name in level:
        for key in QUARTERS:
            if level[name] == "Registered" or people.get((name, key), 0) < 2:
                continue
            sold = net[name, key]
            steps = ((500_000, 40), (250_000, 25), (100_000, 15))
            rate = next((per_mille for floor, per_mille in steps if sold >= floor), 0)
            paid[name, key, "Rebate"] = cents(sold * rate / 1000)
    return carried(paid, level)


def carried(paid: Mapping[tuple[str, str, str], Fraction], names: Mapping[str, str]) -> Paid:
    """With the lines that carry a quarter below zero into the next."""
    result = dict(paid)
    for name in names:
        owed = Fraction(0)
        for key in QUARTERS:
            earned = sum((a for (who, when, _), a in paid.items() if (who, when) == (name, key)), Fraction(0))
            left = max(Fraction(0), owed - earned)
            result[name, key, CARRIED] = left - owed
            owed = left
    return {key: amount for key, amount in result.items() if amount}


def customer_success(data: Tables) -> Paid:
    paid: defaultdict[tuple[str, str, str], Fraction] = defaultdict(Fraction)
    for person in data["participants"]:
        name, variable = person["id"], Fraction(person["variable"])
        own = sorted((c for c in data["contracts"] if c["owner"] == name), key=lambda c: (c["due"], c["id"]))
        held, due_so_far, kept_so_far = Fraction(0), Fraction(0), Fraction(0)
        for key in QUARTERS:
            here = [c for c in own if quarter(c["due"]) == key]
            due = sum((Fraction(c["before"]) for c in here), Fraction(0))
            kept = sum((min(Fraction(c["before"]), Fraction(c["after"])) for c in here), Fraction(0))
            after = sum((Fraction(c["after"]) for c in here), Fraction(0))
            due_so_far, kept_so_far = due_so_far + due, kept_so_far + kept
            gross, net = (kept / due, after / due) if due else (Fraction(92, 100), Fraction(105, 100))
            paid[name, key, "Retention"] = cents(variable * line(gross, (80, 0), (92, 100), (100, 150)) * 60 / 100)
            steps = ((115, 175), (105, 100), (100, 50))
            times = next((pays for floor, pays in steps if net >= Fraction(floor, 100)), 0)
            growth = cents(variable * times * 40 / 10_000)
            if gross >= Fraction(85, 100):
                paid[name, key, "Growth"] = growth
            else:
                held += growth
            if not due_so_far or kept_so_far / due_so_far >= Fraction(90, 100):
                paid[name, key, RELEASED], held = held, Fraction(0)
            room = Fraction(3000)
            for one in here:
                spiff = min(room, cents(Fraction(one["after"]) / 100)) if int(one["years"]) >= 2 else Fraction(0)
                room -= spiff
                paid[name, key, "MultiYear"] += spiff
                if one["left"] and day(one["due"]) <= day(one["left"]) <= day(one["due"]) + timedelta(180):
                    paid[name, quarter(one["left"]), "MultiYearBack"] -= spiff
    return carried(paid, {row["id"]: "" for row in data["participants"]})


def services(data: Tables) -> Paid:
    paid: defaultdict[tuple[str, str, str], Fraction] = defaultdict(Fraction)
    off = {day(row["day"]) for row in data["holidays"]}
    every = [date(2026, 1, 1) + timedelta(n) for n in range(365)]
    working = [one for one in every if one.weekday() < 5 and one not in off]
    for person in data["participants"]:
        if person["role"] != "Consultant":
            continue
        for key in QUARTERS:
            name = person["id"]
            hours = 8 * sum(one >= day(person["start"]) and quarter(one.isoformat()) == key for one in working)
            sheets = (t for t in data["timesheets"] if t["participant"] == name and quarter(t["month"]) == key)
            billed = sum((Fraction(t["billable"]) for t in sheets), Fraction(0))
            used = billed / hours if hours else Fraction(0)
            steps = ((90, 4500), (80, 3000), (70, 1500))
            bonus = next((pays for floor, pays in steps if used >= Fraction(floor, 100)), 0)
            paid[name, key, "UtilisationBonus"] = Fraction(bonus)
            paid[name, key, "HoursOnTop"] = cents(20 * max(Fraction(0), billed - Fraction(hours * 8, 10)))
    for one in data["workshops"]:
        fee = {"Kickoff": 100, "Training": 150 + 10 * int(one["people"]), "Review": 75}[one["kind"]]
        paid[one["trainer"], quarter(one["delivered"]), "PerWorkshop"] += fee
    for one in data["invoices"]:
        if one["collected"] and day(one["collected"]) <= date(2027, 3, 31):
            paid[one["lead"], quarter(one["collected"]), "OfBillings"] += cents(Fraction(one["amount"]) * 15 / 1000)
    return {key: amount for key, amount in paid.items() if amount}


MATRIX = ((0, 50, 80), (50, 100, 120), (80, 120, 150))


def executive(data: Tables) -> Paid:
    paid: Paid = {}
    units = {row["id"]: row for row in data["units"]}
    scores = {row["participant"]: row for row in data["scores"]}
    for person in data["participants"]:
        if person["left"]:
            continue
        revenue, before, profit, budget = (
            Fraction(units[person["unit"]][c]) for c in ("revenue", "last_year", "profit", "budget")
        )
        reached = profit / budget
        weights = [
            (50, line(reached, (80, 50), (100, 100), (120, 150)) if reached >= Fraction(80, 100) else Fraction(0))
        ]
        for column, weight in (("customers", 20), ("people", 20), ("safety", 10)):
            said = scores[person["id"]][column]
            if said:
                weights.append((weight, Fraction(said.rstrip("%")) / 100))
        card = sum(weight * score for weight, score in weights) / sum(weight for weight, _ in weights)
        growth, margin = revenue / before - 1, profit / revenue
        down = (growth >= 0) + (growth >= Fraction(10, 100))
        across = (margin >= Fraction(10, 100)) + (margin >= Fraction(15, 100))
        target = Fraction(person["salary"]) * Fraction(person["target"].rstrip("%")) / 100
        there = Fraction((END - max(day(person["start"]), date(2026, 1, 1))).days + 1, 365)
        whole = round(min(2 * target, target * there * card * MATRIX[down][across] / 100))
        soon = round(whole * Fraction(70, 100))
        paid[person["id"], "2027", "Annual"] = Fraction(soon)
        paid[person["id"], "2028", "Annual"] = Fraction(whole - soon)
    return {key: amount for key, amount in paid.items() if amount}


ORACLES: dict[str, Callable[[Tables], Paid]] = {
    "sdr": sdr,
    "channel_partner": channel_partner,
    "customer_success": customer_success,
    "services": services,
    "executive": executive,
}
