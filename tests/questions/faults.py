"""Small plans with one fault each, in the order of the catalogue of faults and of the questions that a plan must answer."""

from __future__ import annotations

from planlang.slotted import field, frozen

PLAN = """plan Faults "Small" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {
        id:     text, key
        role:   one of Rep, Lead
        hired:  date
        quota:  money per quarter, above 0 USD
        target: money per quarter
    }

    data deals, each row a deal {
        id:      text, key
        owner:   participant
        closed:  date
        back:    date, optional
        seats:   count
        product: one of New, Upsell, Renewal
        amount:  money, from 0 USD
    }

    credit Sales for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    measure Sold for each participant each quarter = total amount of the participant's Sales in the quarter

    measure Reached for each participant each quarter = Sold / participant.quota

    # RULES
}
"""
PAYOUT = "    payout for each participant each quarter, by credit date {{\n        add  {}\n    }}"


@frozen
class Fault:
    """``sound`` is silent, and with ``now`` in the place of ``was`` one finding of ``rule``; ``base`` are changes of the plan around it."""

    entry: str
    rule: str
    sound: str
    was: str
    now: str
    base: tuple[tuple[str, str], ...] = ()
    behind: str = ""
    beside: tuple[str, ...] = field(factory=tuple)


def _rule(steps: str, grain: str = "participant each quarter", kind: str = "commission", name: str = "Base") -> str:
    return f"    {kind} {name} for each {grain} {{\n{steps}\n    }}\n"


def _tiers(rows: str, by: str = "Reached", how: str = "all at the tier reached") -> str:
    rows = rows.replace("; ", "\n")
    return _rule(f"pay Sold\ntimes tiers by {by}, {how} {{\n{rows}\n}}\nrounded each quarter")


def _deals(*rules: tuple[str, str, str]) -> str:
    """Rules for each deal: kind, condition, percentage."""
    made = (
        _rule(f"{when}\npay {pay} of credit.amount\nrounded each credit", "credit of Sales", kind, f"Rule{n}")
        for n, (kind, when, pay) in enumerate(rules)
    )
    return "\n".join(made)


THREE = "below 50%: 1%; from 50% below 100%: 2%; from 100%: 3%"
RUNNING = """    measure SoFar for each credit of Sales = running total amount of the participant's Sales in the quarter

    commission Base for each credit of Sales {
        pay      credit.amount
        times    tiers by SoFar counting this credit, all at the tier reached {
            below 5 USD: 1%
            from  5 USD: 2%
        }
        rounded  each credit
    }
"""
SPLITS = """    data splits, each row a split {
        id:     text, key
        deal:   deal
        to:     participant
        weight: percent, from 0% through 100%
        reject unless  for each deal: total weight of splits in the deal is 100%
    }

    credit Parts for each split {
        to       split.to
        amount   split.weight of split.deal.amount, rounded, odd cents to the largest
        dated    split.deal.closed
        ordered  by split.deal.closed, then split.deal, then split.id
    }

    commission Base for each credit of Parts {
        pay      5% of credit.amount
        rounded  each credit
    }
"""
CHECK = "        reject unless  for each deal: total weight of splits in the deal is 100%\n"
CAP = "pay 5% of credit.amount\nrounded each credit\nat most 5 USD for each participant each quarter, in credit order, excess lost"
GATE = "pay 5% of Sold\nonly if Reached is at least 80%, otherwise 0 USD\nrounded each quarter"
EQUALS = ", among equals the first by participant.id"
PRIZES = """    bonus Base for each participant each quarter {
        when  Sold is above 0 USD
        pay  places by Sold, highest first, ties all get the better prize {
            1     : 500 USD
            from 2: 0 USD
        }
    }
"""
DRAW = """    commission Base for each participant each quarter {
        pay      5% of Sold
        rounded  each quarter
    }

    balance Owed for each participant {
        opens   at 0 USD
        closes  on 2025-12-31, rest forgiven
    }

    payout for each participant each quarter, by credit date {
        add       Base
        repay     Owed, at most 100 USD
        at least  100 USD each quarter when participant.role is Rep, shortfall owed in Owed
    }
"""
MANAGERS = """    data bosses, each row a boss, valid from start through end {
        participant: participant
        manager:     participant
        start:       date
        end:         date, optional
    }

    credit Up for each credit of Sales {
        to       the manager of credit.participant on credit.date
        amount   credit.amount
        dated    credit.date
        ordered  by credit.date, then credit.id
    }

    override Base for each credit of Up {
        pay      1% of credit.amount
        rounded  each credit
    }
"""
BACK = """    commission Base for each credit of Sales {
        pay      5% of credit.amount
        rounded  each credit
        paid     50% on credit.date
        paid     the rest on credit.date + 30 days
    }

    clawback Gone for each credit of Sales {
        when       deal.back is known
        take back  all that Base pays on the credit, whenever paid
        dated      deal.back
    }

    payout for each participant each quarter, by credit date {
        add  Base, Gone
        if negative  collected
    }
"""
TODATE = """    commission Base for each participant each month {
        pay      5% of total amount of the participant's Sales in the year through this month
        rounded  each month
        minus    what this rule already paid in the year
    }

    payout for each participant each month, by credit date {
        add  Base
        if negative  collected
    }
"""
FX = """    data rates, each row a rate, valid from start through end {
        from:  text
        to:    text
        rate:  number
        start: date
        end:   date, optional
    }

    credit Abroad for each deal {
        to       deal.owner
        amount   deal.local converted to USD using rates on deal.closed, rounded
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    commission Base for each credit of Abroad {
        pay      5% of credit.amount
        rounded  each credit
    }
"""
LOCAL = (("        seats:   count", "        local:   money in EUR\n        seats:   count"),)
SCORES = """    data scores, each row a score, one for each participant and each quarter {
        participant: participant
        quarter:     quarter
        service:     percent
    }

    measure Card for each participant each quarter = weighted, missing scores refused {
        60%: Reached
        40%: the service of the participant's scores in the quarter
    }

    bonus Base for each participant each quarter {
        pay      participant.target
        times    Card
        rounded  each quarter
    }
"""
AMEND = """amend Faults from 2025-07-15, by deal.closed, running totals go on {
    commission Base for each credit of Sales {
        pay      credit.amount
        times    tiers by SoFar counting this credit, all at the tier reached {
            below 5 USD: 2%
            from  5 USD: 3%
        }
        rounded  each credit
    }
}
"""

FAULTS = (
    # tables
    Fault("L01", "bands-gap", _tiers(THREE), "from 50% below", "from 60% below"),
    Fault("L02", "bands-overlap", _tiers(THREE), "from 50% below", "from 40% below"),
    Fault("L03", "end-open", _tiers(THREE), "below 50%", "from 20% below 50%"),
    Fault("L04", "end-open", _tiers(THREE), "from 100%", "from 100% below 200%"),
    Fault("L05", "bands-gap", _tiers(THREE), "from 50% below", "above 50% below"),
    Fault("L06", "application-open", _tiers(THREE), ", all at the tier reached", ""),
    Fault("L06", "crossing-open", RUNNING, " counting this credit", ""),
    Fault("L07", "window-open", _tiers(THREE, "(total amount of the participant's Sales in the quarter) / participant.quota"), " in the quarter", ""),
    Fault("L09", "rate-dips", _tiers(THREE, how="each slice at its own tier"), "below 100%: 2%", "below 100%: 0.5%"),
    Fault("L10", "dead-zone", _tiers(THREE, how="each slice at its own tier"), "below 100%: 2%", "below 100%: 0%"),
    Fault("L11", "band-unreachable", _tiers(THREE, "(the lower of Reached and 120%)"), "and 120%", "and 90%"),
    Fault("L12", "unit-slip", _tiers(THREE, how="each slice at its own tier"), "below 100%: 2%", "below 100%: 200%"),
    Fault("L12", "percent-or-number", _tiers(THREE), "below 100%: 2%", "below 100%: 2"),
    Fault("L13", "pay-falls", _tiers(THREE), "from 100%: 3%", "from 100%: 1%"),
    Fault("L13", "pay-falls", _tiers(THREE, "Sold").replace("50%", "50 USD").replace("100%", "100 USD"), "from 100 USD: 3%", "from 100 USD: 1%"),
    # credits
    Fault("L15", "shares-unchecked", SPLITS, CHECK, ""),
    Fault("L16", "both-pay", _deals(("commission", "when deal.product is one of New, Upsell", "1%"), ("commission", "when deal.product is Renewal",
          "2%")),
          "is Renewal", "is one of Upsell, Renewal"),
    Fault("L19", "neither-pays", _deals(("commission", "when deal.seats is below 5", "1%"), ("commission", "when deal.seats is at least 5", "2%")),
          "is at least 5", "is above 5"),
    Fault("L20", "manager-date-open", MANAGERS, " on credit.date\n        amount", "\n        amount"),
    Fault("L22", "odd-cents-open", SPLITS, ", odd cents to the largest", ""),
    # quotas and attainment
    Fault("L23", "quota-may-be-zero", _tiers(THREE), "per quarter, above 0 USD", "per quarter"),
    Fault("L26", "weights-not-whole", SCORES, "40%:", "30%:"),
    Fault("L29", "gate-elsewhere", _rule("pay Sold\nonly if Reached is at least 80%, otherwise 0 USD\n"
          "times tiers by Reached, all at the tier reached {\nbelow 100%: 1%\nfrom 100%: 2%\n}\nrounded each quarter"),
          "only if Reached", "only if (total amount of the participant's Sales in the quarter) / participant.target", beside=("quota-may-be-zero",)),
    Fault("L32", "amended-running-open", RUNNING, ", running totals go on", "", behind=AMEND),
    # money
    Fault("L33", "card-date-open", FX, " on deal.closed, rounded", ", rounded", LOCAL),
    Fault("L34", "currency-mismatch", FX, "deal.local converted to USD using rates on deal.closed, rounded", "deal.local", LOCAL),
    Fault("L35", "rounding-open", _rule("pay 5% of Sold\nrounded each quarter"), "rounded each quarter", ""),
    Fault("L35", "halves-open", _rule("pay 5% of Sold\nrounded each quarter, nearest 1 USD, halves up"), ", halves up", ""),
    Fault("L37", "limit-excess-open", _rule(CAP, "credit of Sales"), ", excess lost", ""),
    Fault("L37", "limit-order-open", _rule(CAP, "credit of Sales"), ", in credit order", ""),
    Fault("L37", "limit-whose-open", _rule(CAP, "credit of Sales"), "USD for each participant each", "USD each"),
    Fault("L39", "limit-shortfall-open", DRAW, ", shortfall owed in Owed", ""),
    Fault("L39", "balance-rest-open", DRAW, ", rest forgiven", ""),
    Fault("L39", "floor-before-repay", DRAW, "repay     Owed, at most 100 USD\n"
          "        at least  100 USD each quarter when participant.role is Rep, shortfall owed in Owed",
          "at least  100 USD each quarter when participant.role is Rep, shortfall owed in Owed\n        repay     Owed, at most 100 USD"),
    Fault("L41", "paid-in-parts-open", BACK, "all that Base pays on the credit, whenever paid", "Base"),
    Fault("L42", "clawback-backdated", BACK, "        dated      deal.back\n", ""),
    Fault("L44", "never-settled", DRAW, "        repay     Owed, at most 100 USD\n", ""),
    Fault("L46", "ties-open", PRIZES, ", ties all get the better prize", ""),
    Fault("L48", "both-pay", _deals(("spiff", "when deal.closed is from 2025-02-01 through 2025-02-14", "1%"),
          ("spiff", "when deal.closed is from 2025-02-15 through 2025-02-28", "2%")), "2025-02-15 through", "2025-02-14 through"),
    # time, versions, language
    Fault("L50", "neither-pays", _deals(("commission", "when deal.closed is before 2025-07-01", "1%"), ("commission",
          "when deal.closed is from 2025-07-01 through 2025-12-31", "2%")),
          "is from 2025-07-01", "is from 2025-07-02"),
    Fault("L53", "missing-header", _rule("pay 5% of Sold\nrounded each quarter"),
          "    corrections  paid in the open quarter, by the rules of the closed quarter\n", ""),
    Fault("L56", "never-paid", _deals(("commission", "", "1%"), ("spiff", "when deal.product is New", "2%")) + PAYOUT.format("Rule0, Rule1"),
          "add  Rule0, Rule1", "add  Rule0"),
    Fault("L58", "duplicate-name", _rule("pay 5% of Sold\nrounded each quarter") + "    measure Twice for each participant each quarter = Sold\n",
          "Twice", "Sold"),
    Fault("L59", "tie-break-open", _rule("pay 5% of Sold\nrounded each quarter"), "by deal.closed, then deal.id", "by deal.closed"),
    Fault("L59", "order-open", _rule("pay 5% of Sold\nrounded each quarter"), "        ordered  by deal.closed, then deal.id\n", ""),
    Fault("L60", "never-applies", _deals(("commission", "when deal.seats is at least 5 and deal.seats is at most 9", "1%")), "at most 9", "below 5"),
    Fault("L76", "capped-after-all", _rule(CAP, "credit of Sales") + '    clause "Pay" "Pay is capped."\n', "is capped", "is uncapped"),
    # the questions that a plan must answer, where no entry above asks them
    Fault("overlapping spiffs", "both-pay", _deals(("spiff",
          "when deal.closed is from 2025-02-01 through 2025-02-28 and deal.seats is from 2 through 3", "1%"),
          ("spiff", "when deal.closed is from 2025-02-01 through 2025-02-28 and deal.seats is at least 4", "2%")), "is at least 4", "is at least 3"),
    Fault("cap scope", "limit-per-what-open", _rule(CAP, "credit of Sales"), " each quarter, in credit order", ""),
    Fault("rounding grain", "rounding-place-open", _rule("pay 5% of Sold\nrounded each quarter"), "rounded each quarter", "rounded"),
    Fault("remainder of a shared prize", "rounding-open", PRIZES.replace("all get the better prize",
          "split the prizes of the places they fill").replace("        }\n    }", "        }\n        rounded each quarter\n    }"),
          "        rounded each quarter\n", ""),
    Fault("remainder of a shared pot", "remainder-order-open",
          _rule("pay 100 USD * (Sold / All) if All is above 0 USD, otherwise 0 USD\nrounded each quarter, remainder to the largest" + EQUALS) +
          "    measure All for the plan each quarter = total amount of everyone's Sales in the quarter\n", EQUALS, ""),
    Fault("of the four dates", "incomplete-credit", _rule("pay 5% of Sold\nrounded each quarter"), "        dated    deal.closed\n", ""),
    Fault("of the four dates", "payout-date-open", _rule("pay 5% of Sold\nrounded each quarter") + PAYOUT.format("Base"), ", by credit date", ""),
    Fault("ramp month", "hire-month-open", _rule("pay 500 USD\nonly if Months is at least 3, otherwise 0 USD", "participant each month") +
          "    measure Months for each participant each month = month of service since participant.hired, the month of hire is 1\n",
          ", the month of hire is 1", ""),
    Fault("true-up", "total-paid-again", TODATE, "        minus    what this rule already paid in the year\n", ""),
    Fault("negative results", "negative-open", TODATE, "        if negative  collected\n", "", (("money, from 0 USD", "money"),)),
    Fault("gate unmet now", "gate-otherwise-open", _rule(GATE), ", otherwise 0 USD", ""),
    Fault("a deal that reports share", "count-of-shared-open", SPLITS.replace("pay      5%", "when  Deals is at least 5\n        pay      5%") +
          "    measure Deals for the plan = count of different split.deal of everyone's Parts in the plan\n", "different split.deal of ", ""),
    Fault("places beside a condition", "left-out-open", _rule("when participant.role is Rep and Sold is above 0 USD\npay 500 USD\n"
          "only if (place by Sold, highest first, ties take the better place) is at most 1, otherwise 0 USD", kind="bonus"),
          "pay 500 USD\nonly if (place by Sold, highest first, ties take the better place) is at most 1, otherwise 0 USD",
          "when (place by Sold, highest first, ties take the better place) is at most 1\npay 500 USD"),
    Fault("missing score", "missing-score-open", SCORES, ", missing scores refused", ""),
    Fault("tie of places", "tie-order-open", PRIZES.replace("all get the better prize", "broken by participant.hired, earliest first"),
          ", earliest first", ""),
)  # fmt: skip
