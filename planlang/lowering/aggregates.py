"""Lowering of totals, counts and running totals: whose rows, and which window of time."""

from __future__ import annotations

from planlang.core.calendar import DAYS, PERIODS
from planlang.core.graph import Logic, OnCalendar, Operand, Ref, Total, Unit
from planlang.diagnostics.model import Repair, instead
from planlang.lowering.anniversaries import anniversary_year
from planlang.lowering.context import Lowering, Poison, Typed
from planlang.lowering.earlier import earlier, goes_round
from planlang.lowering.owners import whose
from planlang.lowering.running import Source, running
from planlang.lowering.scope import Scope
from planlang.lowering.wheres import where_of
from planlang.lowering.whose_year import ask_year_of_total
from planlang.lowering.windows import Between, between, covers_whole, since
from planlang.questions.aggregates import ask_rounding, ask_whose, ask_window
from planlang.semantics import types
from planlang.semantics.model import Record, what
from planlang.slotted import evolve
from planlang.syntax import tree


def aggregate(item: tree.Aggregate, scope: Scope) -> Typed:
    """Lowers an aggregate."""
    low = scope.low
    if item.paid:
        from planlang.lowering.clawbacks import total_paid

        return total_paid(item, scope)
    if goes_round(item, scope):
        return earlier(item, scope)
    source = _source(item, scope)
    window = ask_window(low, item, scope)
    ask_whose(low, item, scope, window)
    if window.kind == "anniversary":
        ask_year_of_total(low, item)
    if item.running:
        return running(item, scope, source, window)
    if item.counting is not None:
        raise low.fail(
            "does-not-move",
            "only a running total moves credit by credit",
            item.span,
            repairs=(Repair("Write `running total …`, or drop `counting this credit`."),),
        )
    match: list[tuple[str, Operand]] = []
    span: Between | None = None
    if window.kind == "row":
        match.append(_same_row(item, window, scope, source))
    elif window.kind == "anniversary" and window.start is not None:
        here, there = (anniversary_year(one, window.start, window) for one in (scope, source.scope))
        match.append((there.column, here))
    elif window.kind == "on":
        return _valid_on(item, scope, source, window)
    else:
        undated = source.day is None and source.period is None and window.kind == "plan"
        span = Between(None, None, everything=True) if undated else since(between(window, scope), window, scope)
    match.extend(whose(item, scope, source))
    where, alike = where_of(item, source, scope)
    match.extend(alike)
    if item.different is not None:
        from planlang.lowering.different import first_of_each

        where = first_of_each(item, scope, source, window, tuple(name for name, _ in match), where)
    if source.scope.kind == "credit" and not covers_whole(low.model.header, window):
        where = _only_covered(source, where)
    return _total(item, scope, source, tuple(match), span, where)


def _only_covered(source: Source, where: str | None) -> str:
    """The credits that the plan covers: earlier ones are read for comparison with earlier periods only."""
    if where is None:
        return "covered"
    says = f"{where}, and dated in what the plan covers"
    op = Logic("and", (Ref("covered"), Ref(where)))
    return source.scope.table.once(says, op, Unit("yes/no"), says, "condition").column


def _source(item: tree.Aggregate, scope: Scope) -> Source:
    low = scope.low
    if item.source[:1].isupper():
        decl = low.declared(item.source, item.source_span, "a credit, measure or rule")
        if isinstance(decl, (tree.Credit, tree.Gathers)):
            credit = low.credit(item.source, item.source_span)
            found = None if item.function == "count" else credit.field(credit.scope, item.field or "amount", item.span)
            if item.field is None and item.function != "count":
                quota = (
                    (instead("What retires quota:", item.span, _with_field(item, low, "quota credit")),)
                    if "quota_credit" in credit.fields
                    else ()
                )
                raise low.fail(
                    "which-amount",
                    f"nothing says which amount of {item.source} is meant",
                    item.span,
                    consequence="What is paid on and what counts towards quota can differ.",
                    repairs=(instead("What is paid on:", item.span, _with_field(item, low, "amount")), *quota),
                )
            return Source(credit.scope, found, f"credits of {item.source}", credit.info.date)
        if isinstance(decl, tree.Rule):
            if item.function == "count":
                raise low.fail(
                    "not-a-value",
                    f"{item.source} is a {what(decl)}; counting its rows would count those that it does not pay, too",
                    item.source_span,
                    repairs=(
                        Repair("Count the credits that are meant:", "count of the participant's … in the … where …"),
                    ),
                )
            rule = low.rule(item.source, item.source_span)
            if rule.before is not None:
                raise low.fail(
                    "moving-total",
                    f"{item.source} is itself a running total; a total of it would count credits many times",
                    item.span,
                    repairs=(Repair("Total the credits, or name the measure as it stands."),),
                )
            day, record = rule.day_column(), rule.scope.record if rule.scope.kind == "row" else None
            return Source(rule.scope, rule.value, item.source, day, record, _period_column(record))
        raise low.fail(
            "not-a-value",
            f"{item.source} can't be summed",
            item.source_span,
            repairs=(Repair("Sum a credit, a measure, a rule or a data table."),),
        )
    return _data_source(item, scope)


def _with_field(item: tree.Aggregate, low: Lowering, field: str) -> str:
    head, _, rest = low.words(item).partition(" of ")
    return f"{head} {field} of {rest}"


def _data_source(item: tree.Aggregate, scope: Scope) -> Source:
    from planlang.diagnostics.suggest import closest
    from planlang.lowering.grains import row_scope

    low = scope.low
    record = low.model.records.get(item.source)
    if record is None:
        near = closest(item.source, [*low.model.records, *low.model.names])
        raise low.fail(
            "unknown-name",
            f"no data table is called `{item.source}`",
            item.source_span,
            repairs=(Repair(f"Did you mean {near}?"),)
            if near
            else (Repair(f"The tables are: {', '.join(low.model.records)}."),),
        )
    rows = row_scope(low, record.spec.row, None)
    found: Typed | None = None
    if item.field is not None:
        found = rows.read((record.spec.row, item.field), item.span)
    elif item.function != "count":
        numeric = [
            c.name
            for c in record.spec.columns
            if c.kind in ("money", "number", "percent", "fraction", "multiplier", "count")
        ]
        raise low.fail(
            "which-amount",
            f"nothing says which column of {item.source} is meant",
            item.span,
            repairs=tuple(
                instead("Name it:" if not n else "Or:", item.span, _with_field(item, low, c))
                for n, c in enumerate(numeric)
            )
            or (Repair("Count the rows instead: `count of …`."),),
        )
    day = rows.day.column if isinstance(rows.day, Ref) else None
    return Source(rows, found, item.source, day, record, _period_column(record))


def _period_column(record: Record | None) -> tuple[str, str] | None:
    """The column that says of which period a row is, whose last day is the day of the row."""
    columns = () if record is None else record.spec.columns
    return next(((c.name, c.kind) for c in columns if c.kind in PERIODS), None)


def _same_row(item: tree.Aggregate, window: tree.Window, scope: Scope, source: Source) -> tuple[str, Operand]:
    assert window.row is not None
    mine, _ = scope.row(window.row, window.span)
    theirs, _ = source.scope.row(window.row, window.span)
    if not isinstance(theirs, Ref):
        raise scope.low.fail(
            "out-of-reach",
            f"{source.noun} don't lead to one {window.row}",
            window.span,
            repairs=(Repair("Name a row that they refer to."),),
        )
    return theirs.column, mine


def _valid_on(item: tree.Aggregate, scope: Scope, source: Source, window: tree.Window) -> Typed:
    from planlang.core.graph import Lookup
    from planlang.lowering.values import a_date

    low = scope.low
    assert window.start is not None
    record = source.record
    if record is not None and record.spec.valid is None and record.decl.valid is not None:
        raise Poison(item.source)  # its dates have been asked for
    if record is None or record.spec.valid is None:
        raise low.fail(
            "no-validity",
            f"`on` a date picks the row that is valid that day, and {source.noun} are not valid from … through …",
            window.span,
            repairs=(
                Repair(
                    "Declare it: `data rates, each row a rate, valid from start through end {`, or use a window such as `in the month`."
                ),
            ),
        )
    if item.function != "only" or source.value is None:
        raise low.fail(
            "wrong-window",
            "`on` a date picks one row; it can't be summed",
            window.span,
            repairs=(Repair("Pick the row that is valid that day:", _picked(item, low)),),
        )
    day = a_date(window.start, scope)
    first, last = (low.cell(record, c)[0].column for c in record.spec.valid)
    assert isinstance(source.value.operand, Ref)
    match = tuple(whose(item, scope, source))
    op = Lookup(record.spec.name, match, source.value.operand.column, (day.operand, first, last), "none")
    words = low.words(item)
    digits = low.digits(source.value.type)
    ref = scope.table.once(words, op, source.value.type.unit(digits), words, "cell", scope.rule, item.span)
    return Typed(ref, evolve(source.value.type, optional=True), source.value.scale, item.span, words)


def _picked(item: tree.Aggregate, low: Lowering) -> str:
    return f"the {item.field or '…'} of {low.words(item).partition(' of ')[2]}"


def _total(
    item: tree.Aggregate,
    scope: Scope,
    source: Source,
    match: tuple[tuple[str, Operand], ...],
    span: Between | None,
    where: str | None,
) -> Typed:
    low = scope.low
    column: str | None = None
    kind, scale = types.COUNT, types.WHOLE
    if source.value is not None and item.function != "count":  # a count is of rows, whatever they hold
        if item.function != "only":
            _summable(item, source, low)
        ask_rounding(low, item, source.value)
        kind, scale = source.value.type.required(), source.value.scale
        column = _as_column(source)
    days: tuple[str, Operand | None, Operand | None] | None = None
    if span is not None and not span.everything:
        days = (_day_of(item, source, low), span.low, span.high)
    if kind.kind == "money" and span is not None and item.function != "only":
        kind = evolve(kind, per=None, either=(), over=span.unit)
    if item.function == "average":
        scale = types.QUOTIENT
    if item.function in ("highest", "lowest", "average", "only"):
        kind = evolve(kind, optional=True)
    op = Total(item.function, source.scope.table.name, column, match, days, where)
    words = low.words(item)
    digits = low.digits(kind)
    name = words if len(words) <= 60 else words[:57] + "…"
    ref = scope.table.once(name, op, kind.unit(digits), words, "total", scope.rule, item.span)
    return Typed(ref, kind, scale, item.span, words)


def _as_column(source: Source) -> str:
    assert source.value is not None
    if isinstance(source.value.operand, Ref):
        return source.value.operand.column
    from planlang.lowering.values import same

    return same(source.scope, source.value, source.noun, "measure", source.value.says, source.value.span).column


def _summable(item: tree.Aggregate, source: Source, low: Lowering) -> None:
    assert source.value is not None
    if source.value.type.by_row:
        raise low.fail(
            "currency-mismatch",
            f"{source.value.says} is in the currency that each {source.scope.grain} says, so its rows can't be put together",
            item.span,
            consequence="Euros and dollars would be added as if they were the same.",
            repairs=(
                Repair(
                    "Convert them first, in the amount of a credit or in a measure for each row:",
                    f"{source.value.says} converted to {low.model.header.currency} using fx on …",
                ),
            ),
        )
    if source.value.type.kind == "percent" and source.value.type.ratio and item.function == "total":
        raise low.fail(
            "total-of-ratios",
            f"a total of percentages such as {source.value.says} means nothing",
            item.span,
            repairs=_instead_of_ratios(item, low),
        )
    dated = source.value.type.kind == "date"
    ranked = dated and item.function in ("highest", "lowest")
    if not source.value.type.numeric and not ranked and source.value.type.kind != "unknown":
        raise low.fail(
            "wrong-kind",
            f"`{source.value.says}` is {source.value.type.words()} and can't be summed",
            item.span,
            repairs=(
                *((Repair("The first or the last day:", "lowest … of …"),) if dated else ()),
                Repair("Count the rows instead: `count of …`."),
            ),
        )
    if source.value.type.optional:
        from planlang.questions.absent import ask_absent

        raise ask_absent(low, (source.value.says,), item.span)


def _instead_of_ratios(item: tree.Aggregate, low: Lowering) -> tuple[Repair, ...]:
    rule, window = low.model.names.get(item.source), item.window
    repairs = [Repair("Total the amounts above and below the line, and divide the totals.")]
    if not isinstance(rule, tree.Rule) or rule.grain is None:
        return tuple(repairs)
    if window is not None and window.kind == "in" and rule.grain.each == window.unit and item.owner == "participant":
        repairs.insert(
            0, instead(f"There is one for each {window.unit}, and its name is its value:", item.span, rule.name)
        )
    repairs.append(
        instead(
            "Their average, to which each counts alike, however large it is:",
            item.span,
            f"((average{low.words(item).removeprefix('total')}) if known, otherwise 0%)",
        )
    )
    each = rule.grain.each or rule.grain.name or "participant"
    repairs.append(
        Repair(f"If it counts, such as points for each 1,000, make it a number, as the last step of {rule.name}:",
               f"rounded  each {each}, nearest 0.01, halves up")
    )  # fmt: skip
    return tuple(repairs)


def _check_nests(item: tree.Aggregate, unit: str, low: Lowering) -> None:
    """Refuses to sum rows of a week by months: the days of one may lie in two."""
    window = item.window
    if unit not in DAYS or window is None or window.unit in (None, unit):
        return
    longer = window.unit
    if low.model.header.calendar.nests(unit, str(longer)):
        return
    dates = f"from the first day of the {longer} through the last day of the {longer}"
    raise low.fail(
        "no-period-here",
        f"a row of {item.source} is of a {unit}, which does not lie in one {longer}",
        window.span,
        consequence=f"Nothing says which {longer} is meant.",
        repairs=(
            instead(f"If the {longer} counts in which the {unit} ends:", window.span, dates)
            if window.kind == "in"
            else Repair(f"Name dates: the {unit} counts on its last day.", "from … through …"),
        ),
    )


def _day_of(item: tree.Aggregate, source: Source, low: Lowering) -> str:
    if source.day is not None:
        return source.day
    if source.period is not None:
        name, unit = source.period
        assert source.record is not None
        _check_nests(item, unit, low)
        ref, _ = low.cell(source.record, name)
        return source.scope.table.once(
            f"last day of {name}",
            OnCalendar("last_day", (ref,), unit=unit),  # type: ignore[arg-type]
            Unit("date"),
            f"the last day of the {unit}",
            "date",
        ).column
    columns = () if source.record is None else source.record.spec.columns
    dates = [column.name for column in columns if column.kind == "date" and not column.optional] or ["sold"]
    raise low.fail(
        "undated",
        f"{source.noun} have no date, so no window of time picks any of them",
        item.span,
        repairs=(
            Repair(
                "If their rows have a date, say which column it is:",
                f"data {source.noun if source.record is None else source.record.spec.name}, each row …, dated by {dates[0]} {{",
            ),
            Repair("Or take all of its rows:", "… in the plan"),
        ),
    )
