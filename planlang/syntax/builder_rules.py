"""Rules and their steps, the payout, plans and files."""

from __future__ import annotations

from typing import Any

from planlang.syntax import tree
from planlang.syntax.builder import Builder, between, builds, is_token, without_end
from planlang.syntax.builder_values import date_of, is_word, name_of, text_of, whole_number
from planlang.syntax.lexer import Token
from planlang.syntax.years import years_in_examples


@builds("grain_credit")
def grain_credit(b: Builder, parts: list[Any], start: int, end: int) -> tree.Grain:
    return tree.Grain(b.span(start, end), "credit", parts[1].text)


@builds("grain_participant")
def grain_participant(b: Builder, parts: list[Any], start: int, end: int) -> tree.Grain:
    return tree.Grain(b.span(start, end), "participant", None, _unit(parts[1]))


@builds("grain_once")
def grain_once(b: Builder, parts: list[Any], start: int, end: int) -> tree.Grain:
    return tree.Grain(b.span(start, end), "participant", None, None, date_of(b, parts[2]))


@builds("grain_row")
def grain_row(b: Builder, parts: list[Any], start: int, end: int) -> tree.Grain:
    return tree.Grain(b.span(start, end), "row", parts[1].text, _unit(parts[2]))


@builds("grain_plan")
def grain_plan(b: Builder, parts: list[Any], start: int, end: int) -> tree.Grain:
    return tree.Grain(b.span(start, end), "plan", None, _unit(parts[1]))


def _unit(token: Token | None) -> Any:
    return None if token is None else token.text


# --- steps ------------------------------------------------------------------------------------


@builds("when")
def when(b: Builder, parts: list[Any], start: int, end: int) -> tree.When:
    return tree.When(b.span(start, end), b.trivia(start), parts[1])


@builds("start_step")
def start_step(b: Builder, parts: list[Any], start: int, end: int) -> tree.Start:
    word, value, each, _end = parts
    return tree.Start(b.span(start, end), b.trivia(start), word.text, value, _unit(each))


@builds("take_back_all")
def take_back_all(b: Builder, parts: list[Any], start: int, end: int) -> tree.TakeBackAll:
    return tree.TakeBackAll(b.span(start, end), b.trivia(start), name_of(b, parts[1]))


@builds("add_rules")
def add_rules(b: Builder, parts: list[Any], start: int, end: int) -> tree.AddRules:
    return tree.AddRules(b.span(start, end), b.trivia(start), _names(b, parts))


@builds("change")
def change(b: Builder, parts: list[Any], start: int, end: int) -> tree.Change:
    word, value, each, condition, _end = parts
    return tree.Change(b.span(start, end), b.trivia(start), word.text, value, condition, _unit(each))


@builds("minus_paid")
def minus_paid(b: Builder, parts: list[Any], start: int, end: int) -> tree.MinusPaid:
    _word, whose, window, _end = parts
    return tree.MinusPaid(b.span(start, end), b.trivia(start), window, whose)


@builds("limit_head")
def limit_head(b: Builder, parts: list[Any], start: int, end: int) -> tuple[Any, ...]:
    word, value, whose, each = parts
    unit, since = each or (None, None)
    return word.text, value, whose, unit, since


@builds("limit_each")
def limit_each(b: Builder, parts: list[Any], start: int, end: int) -> tuple[str, None]:
    return parts[1].text, None


@builds("limit_anniversary")
def limit_anniversary(b: Builder, parts: list[Any], start: int, end: int) -> tuple[str, Any]:
    return "anniversary year", parts[1]


@builds("whose")
def whose(b: Builder, parts: list[Any], start: int, end: int) -> str:
    if len(parts) > 1:
        said: str = parts[1].text
        return said
    return "participant" if parts[0].kind == "FOR_EACH_PARTICIPANT" else "everyone"


@builds("limit_order")
def limit_order(b: Builder, parts: list[Any], start: int, end: int) -> str:
    said: str = parts[0].text.removeprefix(", ")
    return said


@builds("excess")
def excess(b: Builder, parts: list[Any], start: int, end: int) -> tree.Excess:
    kind: Any = parts[0].text.removesuffix(" in").split()[-1]
    return tree.Excess(b.span(start, end), kind, parts[1] if len(parts) > 1 else None)


@builds("limit")
def limit(b: Builder, parts: list[Any], start: int, end: int) -> tree.Limit:
    (word, value, owner, each, since), condition, order, rest, _end = parts
    return tree.Limit(b.span(start, end), b.trivia(start), word, value, owner, each, order, rest, condition, since)


@builds("limit_when_last")
def limit_when_last(b: Builder, parts: list[Any], start: int, end: int) -> tree.Limit:
    (word, value, owner, each, since), order, rest, condition, _end = parts
    return tree.Limit(b.span(start, end), b.trivia(start), word, value, owner, each, order, rest, condition, since)


@builds("only_if")
def only_if(b: Builder, parts: list[Any], start: int, end: int) -> tree.OnlyIf:
    condition, answer = parts[1], parts[2]
    otherwise, held_in = (None, answer.name) if isinstance(answer, _HeldIn) else (answer, None)
    return tree.OnlyIf(b.span(start, end), b.trivia(start), condition, otherwise, held_in)


class _HeldIn:
    """Tells ``otherwise held in B`` from ``otherwise B``."""

    __slots__ = ("name",)

    def __init__(self, name: tree.Name):
        self.name = name


@builds("in_addition")
def in_addition(b: Builder, parts: list[Any], start: int, end: int) -> tree.InAdditionTo:
    return tree.InAdditionTo(b.span(start, end), b.trivia(start), _names(b, parts))


@builds("only_above")
def only_above(b: Builder, parts: list[Any], start: int, end: int) -> tree.OnlyAbove:
    return tree.OnlyAbove(b.span(start, end), b.trivia(start), _names(b, parts))


@builds("leaves_gap")
def leaves_gap(b: Builder, parts: list[Any], start: int, end: int) -> tree.LeavesGap:
    return tree.LeavesGap(b.span(start, end), b.trivia(start), _names(b, parts))


@builds("measured_apart")
def measured_apart(b: Builder, parts: list[Any], start: int, end: int) -> tree.MeasuredApart:
    return tree.MeasuredApart(b.span(start, end), b.trivia(start))


def _names(b: Builder, parts: list[Any]) -> tuple[tree.Name, ...]:
    return tuple(name_of(b, p) for p in parts if is_token(p, "NAME"))


@builds("gate_held")
def gate_held(b: Builder, parts: list[Any], start: int, end: int) -> _HeldIn:
    return _HeldIn(parts[1])


@builds("rounded")
def rounded(b: Builder, parts: list[Any], start: int, end: int) -> tree.Rounded:
    _word, each, rounding, rest, _end = parts
    return tree.Rounded(b.span(start, end), b.trivia(start), _unit(each), rounding, rest)


@builds("if_negative")
def if_negative(b: Builder, parts: list[Any], start: int, end: int) -> tree.IfNegative:
    answer: Any = "carried" if parts[1].kind == "CARRIED_TO_THE_NEXT" else parts[1].text
    unit = parts[2].text if is_word(parts[2]) else None
    return tree.IfNegative(b.span(start, end), b.trivia(start), answer, unit)


@builds("settle_limit")
def settle_limit(b: Builder, parts: list[Any], start: int, end: int) -> tuple[tree.Value, bool]:
    return parts[1], parts[2] is not None


@builds("settle")
def settle(b: Builder, parts: list[Any], start: int, end: int) -> tree.Settle:
    word, balance, condition, limit, _end = parts
    most, rounded = limit or (None, False)
    return tree.Settle(b.span(start, end), b.trivia(start), word.text, balance, condition, most, rounded)


@builds("converts")
def converts(b: Builder, parts: list[Any], start: int, end: int) -> tree.ConvertsTo:
    _to, into, _using, table, on, rounded, _end = parts
    currency = into.text if is_token(into, "CURRENCY_CODE") else into
    return tree.ConvertsTo(b.span(start, end), b.trivia(start), currency, table.text, on, rounded is not None)


@builds("paid_on")
def paid_on(b: Builder, parts: list[Any], start: int, end: int) -> tree.Paid:
    return tree.Paid(b.span(start, end), b.trivia(start), parts[1], parts[3])


@builds("paid_parts")
def paid_parts(b: Builder, parts: list[Any], start: int, end: int) -> tree.Paid:
    _paid, share, _in, count, _equal, unit, _after, after, rest, _end = parts
    return tree.Paid(b.span(start, end), b.trivia(start), share, None, whole_number(b, count), unit.text, after, rest)


@builds("paid_rest_on")
def paid_rest_on(b: Builder, parts: list[Any], start: int, end: int) -> tree.Paid:
    return tree.Paid(b.span(start, end), b.trivia(start), None, parts[2])


@builds("paid_rest_parts")
def paid_rest_parts(b: Builder, parts: list[Any], start: int, end: int) -> tree.Paid:
    _paid, _in, count, _equal, unit, _after, after, rest, _end = parts
    return tree.Paid(b.span(start, end), b.trivia(start), None, None, whole_number(b, count), unit.text, after, rest)


@builds("paid_proportion")
def paid_proportion(b: Builder, parts: list[Any], start: int, end: int) -> tree.Paid:
    field = parts[1].text.replace(" ", "_")
    return tree.Paid(
        b.span(start, end),
        b.trivia(start),
        None,
        None,
        proportion_field=field,
        proportion_of=parts[3].text,
        whole=parts[4],
    )


@builds("out_of")
def out_of(b: Builder, parts: list[Any], start: int, end: int) -> tree.Value:
    value: tree.Value = parts[1]
    return value


# --- declarations -----------------------------------------------------------------------------


@builds("rule_head")
def rule_head(b: Builder, parts: list[Any], start: int, end: int) -> tuple[Any, ...]:
    kind, name, title, grain = parts
    return kind.text, name.text, b.token_span(name), None if title is None else text_of(title), grain


@builds("rule_value")
def rule_value(b: Builder, parts: list[Any], start: int, end: int) -> tree.Rule:
    kind, name, where, title, grain = parts[0]
    return tree.Rule(b.span(start, end), b.trivia(start), kind, name, where, title, grain, parts[2], ())


@builds("rule_steps")
def rule_steps(b: Builder, parts: list[Any], start: int, end: int) -> tree.Rule:
    head, lines, brace = between(parts)
    kind, name, where, title, grain = head[0]
    return tree.Rule(
        b.span(start, end), b.trivia(start), kind, name, where, title, grain, None, tuple(lines), b.tail(brace)
    )


@builds("table_decl")
def table_decl(b: Builder, parts: list[Any], start: int, end: int) -> tree.TableDecl:
    return tree.TableDecl(b.span(start, end), b.trivia(start), parts[1].text, parts[2].rows, parts[2].tail)


@builds("payout")
def payout(b: Builder, parts: list[Any], start: int, end: int) -> tree.Payout:
    head, lines, brace = between(parts)
    return tree.Payout(
        b.span(start, end), b.trivia(start), _unit(head[2]), head[3] is not None, tuple(lines), b.tail(brace)
    )


# --- files ------------------------------------------------------------------------------------


@builds("use")
def use(b: Builder, parts: list[Any], start: int, end: int) -> tree.Use:
    return tree.Use(b.span(start, end), b.trivia(start), text_of(parts[1]))


@builds("plan")
def plan(b: Builder, parts: list[Any], start: int, end: int) -> tree.Plan:
    head, lines, brace = between(parts)
    title = None if head[2] is None else text_of(head[2])
    return tree.Plan(b.span(start, end), b.trivia(start), head[1].text, title, years_in_examples(lines), b.tail(brace))


@builds("defaults")
def defaults(b: Builder, parts: list[Any], start: int, end: int) -> tree.Defaults:
    head, lines, brace = between(parts)
    title = None if head[1] is None else text_of(head[1])
    return tree.Defaults(b.span(start, end), b.trivia(start), title, tuple(lines), b.tail(brace))


@builds("remove")
def remove(b: Builder, parts: list[Any], start: int, end: int) -> tree.Remove:
    return tree.Remove(b.span(start, end), b.trivia(start), parts[1].text)


@builds("amend")
def amend(b: Builder, parts: list[Any], start: int, end: int) -> tree.Amend:
    head, lines, brace = between(parts)
    return tree.Amend(
        b.span(start, end),
        b.trivia(start),
        head[1].text,
        date_of(b, head[3]),
        head[5],
        head[6],
        tuple(lines),
        b.tail(brace),
    )


@builds("running_across")
def running_across(b: Builder, parts: list[Any], start: int, end: int) -> str:
    return "go on" if parts[0].kind == "COMMA_RUNNING_GO_ON" else "start again"


@builds("file")
def file(b: Builder, parts: list[Any], start: int, end: int) -> tree.PlanFile:
    return tree.PlanFile(b.span(start, end), tuple(without_end(parts)), b.layout.tail)
