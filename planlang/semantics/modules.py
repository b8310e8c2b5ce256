"""A plan and what it uses, put together: modules, defaults and amendments."""

from __future__ import annotations

from planlang.diagnostics.model import Label, Repair
from planlang.semantics.library import SHIPPED, Library
from planlang.semantics.model import head
from planlang.semantics.report import Report
from planlang.slotted import define, field, frozen
from planlang.syntax import tree
from planlang.syntax.parse import parse

DEEPEST = 8
MOST_FILES = 50
MOST_BYTES = 2_000_000
SHARED = (tree.Data, tree.Credit, tree.Gathers, tree.Rule, tree.TableDecl, tree.Balance)
HEADER = (tree.CurrencyLine, tree.CalendarLine, tree.RoundingLine, tree.CorrectionsLine)


@frozen(eq=False, repr=False)
class Taken:
    """An answer that a plan takes from the company's defaults."""

    line: tree.Statement
    says: str


@define(eq=False, repr=False)
class Assembly:
    """What a file and its modules hold together."""

    plans: list[tree.Plan] = field(factory=list)
    amends: list[tree.Amend] = field(factory=list)
    defaults: list[tree.Defaults] = field(factory=list)
    shared: list[tree.Statement] = field(factory=list)
    modules: dict[str, str] = field(factory=dict)
    taken: list[Taken] = field(factory=list)

    def default(self, kind: type[tree.Statement]) -> tree.Statement | None:
        """The line of a kind that the defaults say."""
        return next((line for block in self.defaults for line in block.items if isinstance(line, kind)), None)


def assemble(file: tree.PlanFile, report: Report, library: Library) -> Assembly:
    """Brings in what the file uses, and what that uses in turn; each module once."""
    made = Assembly()
    report.modules = made.modules
    _take(file, made, report, library, (), None)
    _one_default(made, report)
    return made


def _take(
    file: tree.PlanFile, made: Assembly, report: Report, library: Library, stack: tuple[str, ...], module: str | None
) -> None:
    """What one file holds; ``module`` is its name where it is one that is used."""
    has_plan = any(isinstance(item, tree.Plan) for item in file.items)
    for item in file.items:
        if isinstance(item, tree.Use):
            _use(item, made, report, library, stack)
        elif isinstance(item, tree.Plan):
            made.plans.append(item)
        elif isinstance(item, tree.Amend):
            made.amends.append(item)
        elif isinstance(item, tree.Defaults):
            made.defaults.append(item)
        elif has_plan or module is None:
            report.add(
                "outside-plan",
                "this stands outside the plan",
                head(item, report),
                repairs=(
                    Repair("Move it into the braces of the plan."),
                    Repair("Or into a file of its own, which the plan uses:", 'use "rates"'),
                ),
            )
        elif isinstance(item, SHARED):
            made.shared.append(item)
        else:
            report.add(
                "outside-plan",
                "a module holds data, credits, measures, rules, tables, balances and defaults, and nothing else",
                head(item, report),
                repairs=(Repair("Move it into the plan, or headers into `defaults { … }`."),),
            )


def _use(item: tree.Use, made: Assembly, report: Report, library: Library, stack: tuple[str, ...]) -> None:
    found = library.find(item.path)
    if isinstance(found, str):
        _unreadable(item, f'`use "{item.path}"` brings in nothing: {found}', report)
        return
    if found.file in stack:
        circle = " uses ".join([*stack[stack.index(found.file) :], found.file])
        _unreadable(item, f"modules use each other in a circle: {circle}", report)
        return
    if found.file in made.modules:
        return
    if len(stack) >= DEEPEST or len(made.modules) >= MOST_FILES:
        _unreadable(item, f"modules are used {DEEPEST} deep at most, and {MOST_FILES} of them at most", report)
        return
    parsed = parse(found.text, found.file)
    made.modules[found.file] = parsed.source
    report.found.extend(parsed.diagnostics)
    if sum(len(text) for text in made.modules.values()) > MOST_BYTES:
        _unreadable(item, "the modules of this plan are larger than two megabytes together", report)
        return
    if parsed.tree is not None:
        _take(parsed.tree, made, report, library, (*stack, found.file), found.file)


def _unreadable(item: tree.Use, message: str, report: Report) -> None:
    report.add(
        "unusable-module",
        message,
        item.span,
        repairs=(
            Repair("Put the file beside the plan, and name it without `.plan`:", 'use "rates"'),
            Repair("Or name a piece that comes with planlang:", f'use "{SHIPPED}roster"'),
        ),
    )


def _one_default(made: Assembly, report: Report) -> None:
    """No two answers to one question among the defaults."""
    seen: dict[type[tree.Statement], tree.Statement] = {}
    for block in made.defaults:
        for line in block.items:
            before = seen.setdefault(type(line), line)
            if before is not line:
                report.add(
                    "duplicate-header",
                    "the defaults give two answers to one question",
                    line.span,
                    also=(Label(before.span, "the first"),),
                    repairs=(Repair("Keep the one that is meant."),),
                )


def whole_plan(plan: tree.Plan, made: Assembly, report: Report) -> tree.Plan:
    """The plan with what its modules declare, the header lines that it leaves to the defaults, and the tests of its amendments."""
    own = {type(item) for item in plan.items}
    lines: list[tree.Statement] = []
    for kind in HEADER:
        line = made.default(kind)
        if line is not None and kind not in own:
            lines.append(line)
            take(made, line, report)
    tests = [item for amend in made.amends for item in amend.items if isinstance(item, (tree.Example, tree.Promise))]
    if not lines and not made.shared and not tests:
        return plan
    return plan.but(items=(*lines, *made.shared, *plan.items, *tests))


def take(made: Assembly, line: tree.Statement, report: Report) -> None:
    """Notes that an answer comes from the defaults."""
    made.taken.append(Taken(line, report.words(line.span)))


def report_defaults(made: Assembly, plan: tree.Plan, report: Report) -> None:
    """Says what the plan takes from the defaults: nothing that moves money is silent."""
    if not made.taken:
        return
    number = len(made.taken)
    report.add(
        "from-defaults",
        f"{number} answer{'s' if number != 1 else ''} of this plan {'come' if number != 1 else 'comes'} from the company's defaults",
        head(plan, report),
        also=tuple(Label(one.line.span, one.says) for one in made.taken),
        consequence="They hold for this plan as if they stood in it.",
        repairs=(Repair("To answer differently here, say it in the plan."),),
    )
