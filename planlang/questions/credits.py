"""Questions about credits: who gets the odd cents, where an amount is rounded, and which of two credits comes first."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Edit, Label, Repair, instead, line_below, put_after
from planlang.questions.days import days_at_hand, made_of
from planlang.questions.fractions import as_it_is
from planlang.questions.shares import shares_of
from planlang.semantics.model import Record, head
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering, Typed
    from planlang.lowering.scope import Scope


def ask_amount(low: Lowering, decl: tree.Credit, line: tree.AmountLine, found: Typed, source: Scope) -> tuple[str, ...]:
    """Asks for a rounding and for the owner of the remainder; gives the columns of the group that is divided."""
    record = source.record
    shares = shares_of(low, decl, line.value, record) if record is not None else []
    group = _group(record) if record is not None else None
    words = low.words(line.value)
    whole = found.scale.whole(Fraction(1, 10**low.model.header.digits))
    if found.type.kind == "money" and not line.rounded and not whole:
        divided = shares and group is not None and record is not None
        exact = as_it_is(low, decl, line, found) if not divided else None
        low.report.add(
            "credit-not-rounded",
            f"`{words}` may come out in fractions of a cent, and nothing says how they are rounded",
            line.span,
            consequence="The credits would not add up to what the statement prints.",
            repairs=_heirs(line, words, record)
            if divided and record is not None
            else (
                instead("Round it by the plan's rounding:", line.span, f"{line.word}  {words}, rounded"),
                *((exact,) if exact is not None else ()),
            ),
        )
    if line.rounded and shares and group is not None and line.remainder is None:
        low.report.add(
            "odd-cents-open",
            f"{words} is divided, and nothing says who gets the cents that don't divide evenly",
            line.span,
            also=tuple(Label(share.span, "the share") for share in shares),
            consequence=f"Half of 0.01 rounds to 0.00 or 0.01 for each: the credits of a {group} would add up to a cent "
            f"less or more than the {group}.",
            repairs=_heirs(line, words, record) if record is not None else (),
        )
    if line.remainder is not None and group is None:
        low.report.add(
            "nothing-divided",
            "nothing is divided here, so there are no odd cents to give to anyone",
            line.remainder.span,
            repairs=(Repair("Drop `odd cents to …`, or credit rows that share a deal."),),
        )
    return () if group is None or record is None else divided_by(low, record)


def divided_by(low: Lowering, record: Record) -> tuple[str, ...]:
    """The columns that say which rows share something that is divided."""
    return tuple(low.cell(record, name)[0].column for name in _groups(low, record))


def _groups(low: Lowering, record: Record) -> tuple[str, ...]:
    """The same, as the record calls them."""
    return tuple(c.name for c in record.spec.columns if c.kind == "row" and _is_group(c.row, low))


def _heirs(line: tree.AmountLine, words: str, record: Record) -> tuple[Repair, ...]:
    """Who can get the odd cents of what is divided."""
    marks = [f"{record.spec.row}.{c.name}" for c in record.spec.columns if c.kind == "yes/no"]
    say = f"{line.word}  {words}, rounded, odd cents to"
    return (
        *(instead("To the one whom a column of the data marks:", line.span, f"{say} {mark}") for mark in marks),
        instead("To the one with the largest share:", line.span, f"{say} the largest"),
        instead("To the first of them:", line.span, f"{say} the first"),
        instead("To the last of them:", line.span, f"{say} the last"),
        *(
            (Repair(f"To one whom the data marks: declare a yes/no column of the {record.spec.row}, and name it."),)
            if not marks
            else ()
        ),
    )


def keys_of_the_row(low: Lowering, decl: tree.Credit, record: Record) -> tuple[tuple[tree.Value, ...], bool]:
    """What of a credit's order may differ among rows that share a deal, and whether it tells any two of them apart."""
    line = next((line for line in decl.lines if isinstance(line, tree.Ordered)), None)
    word, group = record.spec.row, _groups(low, record)
    keys = tuple(key for key in (line.keys if line is not None else ()) if _of_the_row(key, word, group))
    named = {key.parts[1] for key in keys if isinstance(key, tree.Column) and len(key.parts) == 2}
    keyed = record.spec.key is not None and record.spec.key.name in named
    return keys, keyed or (bool(record.spec.identity) and set(record.spec.identity) <= named | set(group))


def _of_the_row(item: tree.Node, word: str, group: tuple[str, ...]) -> bool:
    if isinstance(item, tree.Column):
        return len(item.parts) > 1 and item.parts[0] == word and item.parts[1] not in group
    return any(_of_the_row(part, word, group) for part in tree.children(item))


def ask_heir(low: Lowering, decl: tree.Credit, record: Record) -> None:
    """Asks which of the people of a deal comes last, or first among equals, where odd cents go by that and the order does not say it."""
    places = {"largest", "first", "last"}
    lines = [line for line in decl.lines if isinstance(line, tree.AmountLine)]
    line = next((one for one in lines if one.remainder is not None and one.remainder.kind in places), None)
    order = next((one for one in decl.lines if isinstance(one, tree.Ordered)), None)
    keys, apart = keys_of_the_row(low, decl, record)
    if line is None or line.remainder is None or order is None or keys or apart:
        return
    word, shared = record.spec.row, _group(record)
    left = [name for name in record.spec.identity if name not in _groups(low, record)]
    kind = line.remainder.kind
    where = "comes first where shares are equal" if kind == "largest" else f"comes {kind}"
    ranks = [
        c.name
        for c in record.spec.columns
        if c.kind in ("count", "number", "date") and not c.optional and c.name not in left
    ]
    marks = [c.name for c in record.spec.columns if c.kind == "yes/no"]
    amount = f"{line.word}  {low.words(line.value)}, rounded, odd cents to {word}."
    end = order.keys[-1].span
    said = f"ordered  by {', then '.join(low.words(key) for key in order.keys)}"

    def by(text: str, names: list[str], edit: bool = True) -> Repair:
        more = "".join(f", then {word}.{name}" for name in names)
        return put_after(text, end, more, f"{said}{more}") if edit else Repair(text, f"{said}{more}")

    low.report.add(
        "odd-cents-tie-open",
        f"nothing says which {word} of a {shared} {where}, and the odd cents go by it",
        line.remainder.span,
        "who, of two with the same share?" if kind == "largest" else f"the {kind} of a {shared}",
        also=(Label(end, f"tells no two of one {shared} apart"),),
        consequence="The cent would go by what people are called: who has another name is paid another amount.",
        repairs=(
            *(by(f"By a column in which no two of one {shared} are alike:", [name], edit=False) for name in ranks[:2]),
            by("By their own key:", [record.spec.key.name])
            if record.spec.key is not None
            else by("By whose they are, if it may go by names:", left),
            *(
                instead("To the one whom a column of the data marks:", line.span, f"{amount}{name}")
                for name in marks[:2]
            ),
            *(
                (
                    Repair(
                        f"Or to one whom the data marks: declare a yes/no column of the {word}, and name it.",
                        f"{amount}…",
                    ),
                )
                if not marks
                else ()
            ),
        ),
    )


def _is_group(target: str | None, low: Lowering) -> bool:
    return target is not None and (low.model.people is None or target != low.model.people.spec.name)


def _group(record: Record) -> str | None:
    """The word for the rows whose amount the rows of a record divide: the deal of a split."""
    decls = [line for line in record.decl.lines if isinstance(line, tree.ColumnDecl)]
    words = [line.type.row for line in decls if line.type.kind == "row" and line.type.row != "participant"]
    return words[0] if words else None


def ask_order(
    low: Lowering, name: str, decl: tree.Credit | tree.Gathers, line: tree.Ordered | tree.Gathers | None, source: Scope
) -> bool:
    """Asks for an order, and for a last key that tells any two credits apart; whether it had to."""
    keys = line.keys if line is not None else ()
    if not keys:
        low.report.add(
            "order-open",
            f"{name} does not say in which order its credits come",
            head(decl, low.report),
            consequence="Running totals, caps taken in credit order and tiers that a deal crosses depend on it.",
            repairs=(_order(low, decl, source),),
        )
        return True
    if _told_apart(low, decl, keys, source) or _identified(low, decl, keys, source):
        return False
    said = ", then ".join(low.words(key) for key in keys)
    shared = source.credit is not None and any(_names(key, low) for key in keys)
    last = "credit.id" if shared else _suggested(low, source, keys)
    low.report.add(
        "tie-break-open",
        f"two credits of {name} may be alike in {said}, and nothing says which comes first",
        keys[-1].span,
        "no later key breaks a tie",
        consequence="Of two deals closed on the same day, either could be the one that crosses into the next tier or meets the cap.",
        repairs=(
            put_after(
                "Add a key that tells them apart:",
                keys[-1].span,
                f", then {last}",
                f"{_lead(decl)}{said}, then {last}",
            ),
        ),
    )
    return True


def _lead(decl: tree.Credit | tree.Gathers) -> str:
    return "ordered  by " if isinstance(decl, tree.Credit) else ", ordered by "


def _order(low: Lowering, decl: tree.Credit | tree.Gathers, source: Scope) -> Repair:
    text = "Order them by date, with a last key that no two share:"
    if isinstance(decl, tree.Gathers):
        by = ", ordered by credit.date, then credit.id"
        said = f"credit {decl.name} gathers {', '.join(s.name for s in decl.sources)}"
        return Repair(text, said + by, (Edit(decl.sources[-1].span.after(), by),))
    dated = next((low.words(line.value) for line in decl.lines if isinstance(line, tree.Dated)), "deal.closed")
    order = f"ordered  by {dated}, then {_suggested(low, source)}"
    return line_below(text, decl.lines[-1].span, order) if decl.lines else Repair(text, order)


def _told_apart(low: Lowering, decl: tree.Credit | tree.Gathers, keys: tuple[tree.Value, ...], source: Scope) -> bool:
    """Whether no two credits of one person are alike in all keys.

    A deal that several people share is credited to their manager once for each: there the deal alone does not tell them apart.
    """
    named = [record for record in (_names(key, low) for key in keys) if record]
    if not named:
        return False
    to, record = _to(decl), made_of(low, source)
    if to is None:
        return "credit" in named or record is None or record.spec.row in named or _one_each(low, record, keys, decl)
    own = record.spec.row if record is not None else source.kind
    return own in named or "credit" in named or any(tree.same_text(key, to) for key in keys)


def _to(decl: tree.Credit | tree.Gathers) -> tree.Value | None:
    """Whose managers are credited, where managers are."""
    lines = decl.lines if isinstance(decl, tree.Credit) else ()
    to = next((line for line in lines if isinstance(line, tree.To)), None)
    return to.value if to is not None and to.kind in ("manager", "managers") else None


def _suggested(low: Lowering, source: Scope, said: tuple[tree.Value, ...] = ()) -> str:
    record = made_of(low, source)
    if record is None:
        return "credit.id"
    near = [
        record,
        *(
            low.model.records[c.row]
            for c in record.spec.columns
            if _is_group(c.row, low) and c.row in low.model.records
        ),
    ]
    words = {low.words(key) for key in said}
    keyed = (f"{r.spec.row}.{r.spec.key.name}" for r in near if r.spec.key is not None)
    named = {_names(key, low) for key in said}
    columns = [
        f"{record.spec.row}.{name}"
        for name in record.spec.identity
        if getattr(low.model.records.get(record.spec.by_name[name].row or ""), "spec", record.spec).row not in named
    ]
    left = ", then ".join(name for name in columns if name not in words)
    return next((key for key in keyed if key not in words), left)


def _identified(low: Lowering, decl: tree.Credit | tree.Gathers, keys: tuple[tree.Value, ...], source: Scope) -> bool:
    """Whether the keys, and whom the credit goes to, are all that tells rows apart."""
    return source.record is not None and _one_each(low, source.record, keys, decl)


def _one_each(low: Lowering, record: Record, keys: tuple[tree.Value, ...], decl: tree.Credit | tree.Gathers) -> bool:
    """The same, where a key may be that of the row which a column refers to: `deal.id` for the deal of a split."""
    if not isinstance(decl, tree.Credit):
        return False
    said = [key.parts for key in keys if isinstance(key, tree.Column)]
    for line in decl.lines:
        if isinstance(line, tree.To) and line.kind == "person" and isinstance(line.value, tree.Column):
            said.append(line.value.parts)
    named = {_names(key, low) for key in keys}
    periods = [key.unit for key in keys if isinstance(key, tree.PeriodEdge) and key.of is None]
    for name in record.spec.identity:
        if record.spec.by_name[name].kind in periods:  # the last day of the month of what there is one of each month
            continue
        referred = low.model.records.get(record.spec.by_name[name].row or "")
        if (record.spec.row, name) not in said and (referred is None or referred.spec.row not in named):
            return False
    return True


def _names(key: tree.Value, low: Lowering) -> str | None:
    """The word for the rows that a key names one of: a credit, or rows of a record other than the participants."""
    if not isinstance(key, tree.Column):
        return None
    if key.parts == ("credit", "id"):
        return "credit"
    record = low.model.rows.get(key.parts[0])
    for part in key.parts[1:]:
        if record is None:
            return None
        spec = record.spec.by_name.get(part)
        if spec is None:
            return None
        if spec.key:
            return record.spec.row
        record = low.model.records.get(spec.row or "")
    if record is None or len(key.parts) < 2 or record.spec.row == "participant":
        return None
    return record.spec.row


def ask_the_rest(low: Lowering, decl: tree.Credit, missing: list[str], source: Scope) -> None:
    """Asks for what a credit does not say: ``to``, ``amount`` or ``dated``."""
    asks = {"to": "who is credited", "amount": "how much is credited", "dated": "on which date"}
    found = {word: _candidates(low, word, source) for word in missing}
    place = decl.lines[-1].span if decl.lines else None
    if len(missing) == 1 and place is not None and len(found[missing[0]]) > 1:
        (word,) = missing
        repairs = tuple(line_below(f"By {column}:", place, f"{word}  {column}") for column in found[word])
    else:
        some = {"to": "deal.owner", "amount": "deal.amount", "dated": "deal.closed"}
        repairs = tuple(
            Repair(f"Add `{word}`, such as:", f"{word}  {next(iter(found[word]), some[word])}") for word in missing
        )
    raise low.fail(
        "incomplete-credit",
        f"the credit {decl.name} does not say {', '.join(asks[m] for m in missing)}",
        head(decl, low.report),
        consequence="Without it nothing can be credited.",
        repairs=repairs,
    )


def _candidates(low: Lowering, word: str, source: Scope) -> list[str]:
    """The columns of the row at hand that can be what a credit does not say."""
    if word == "dated":
        return days_at_hand(low, source)
    if source.record is None:
        return []
    people = low.model.people.spec.name if low.model.people is not None else None
    return [
        f"{source.record.spec.row}.{column.name}"
        for column in source.record.spec.columns
        if not column.optional
        if (column.kind == "money" and word == "amount")
        or (column.kind == "row" and column.row == people and word == "to")
    ]
