"""What happens when the text can't go on: one finding, and then on with the next statement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Diagnostic, Label, Repair, finding
from planlang.syntax.lexer import BLANKS, Token, read_token
from planlang.syntax.mistakes import explain

if TYPE_CHECKING:
    from planlang.syntax.driver import Driver

MOST_FINDINGS = 100
"""After so many syntax errors the file is taken for something else than a plan."""

_STEPS = re.compile(r'"[^"\n]*"?|[{}\n]')

_NEXT_IN_EXAMPLE = re.compile(r"[ \t]*(?:given\b|expect\b|\})")


class Trouble:
    """Reports and recovers. Every call moves on in the text or closes a block, so that a run ends."""

    def __init__(self, driver: Driver):
        self.driver = driver
        self.count = 0

    def recover(self, token: Token | None, before: list[int] | None = None) -> bool:
        """Deal with the token, or the text, that can't stand here; false if there is no going on."""
        driver = self.driver
        if token is not None:
            driver.position = token.start
        position = driver.position
        states = before if before is not None else driver.states
        if position >= len(driver.text):
            return self._unclosed_at_end()
        if driver.text[position] == "}" and self._closing_brace(states):
            return self._many()
        if self._at_line_start(position) and self._unclosed_before(position):
            return self._many()
        if driver.text[position] == "," and self._comma_at_line_end(position):
            return self._many()
        self._note(explain(driver, position, states))
        loses_grid = self._in_head_of_grid()
        self._skip(position)
        if loses_grid:
            self._skip_grid()
        return self._many()

    def too_deep(self, token: Token) -> bool:
        """The statement nests, or goes on, further than anyone can read."""
        self._note(
            finding(
                "too-deep",
                "This statement is too deep: too many parts stand inside each other, or follow each other.",
                self.driver.layout.span(token.start, token.end),
                "too deep from here on",
                repairs=(
                    Repair(
                        "Give the inner parts names with `measure`, or write a table.", "measure Rate for each deal = …"
                    ),
                ),
            )
        )
        self._skip(token.end)
        return self._many()

    def _note(self, found: Diagnostic) -> None:
        self.count += 1
        findings = self.driver.builder.findings
        place = found.primary
        answered: tuple[object, ...] = tuple(
            edit.place for one in findings for repair in one.repairs for edit in repair.edits
        )
        if place is None or place not in answered:  # what an answer to an earlier one puts right with it is said there
            findings.append(found)

    def _many(self) -> bool:
        return self.count < MOST_FINDINGS

    # --- braces -------------------------------------------------------------------------------

    def _open_braces(self) -> list[int]:
        """Where in the stacks the braces stand that are still open."""
        found: list[int] = []
        for i, kind in enumerate(self.driver.kinds):
            if kind == "LBRACE":
                found.append(i)
            elif kind == "RBRACE":
                found.pop()
        return found

    def _closing_brace(self, states: list[int]) -> bool:
        driver = self.driver
        place = driver.layout.span(driver.position, driver.position + 1)
        if not self._open_braces():
            self._note(
                finding(
                    "unclosed",
                    "This `}` closes nothing.",
                    place,
                    "no block is open here",
                    repairs=(Repair("Delete it, or look for a `}` too many further up."),),
                )
            )
            driver.position += 1
            end = BLANKS.match(driver.text, driver.position)
            if end is not None and driver.text[end.end() : end.end() + 1] == "\n":
                driver.position = end.end() + 1
            return True
        if "NEWLINE" not in driver.table.actions(states[-1]):
            return False
        if not driver.feed(Token("NEWLINE", "\n", driver.position, driver.position)):
            return False
        self._note(
            finding(
                "syntax",
                "The `}` that closes a block stands on a line of its own.",
                place,
                "on the next line",
                repairs=(Repair("Begin a new line before `}`.", "}"),),
            )
        )
        return True

    def _unclosed_at_end(self) -> bool:
        braces = self._open_braces()
        if not braces or not self._report_unclosed(braces, len(braces), None):
            return False
        return self._close(len(braces))

    def _unclosed_before(self, position: int) -> bool:
        """A line that belongs further out: the `}` before it is missing."""
        driver = self.driver
        braces = self._open_braces()
        for level in range(len(braces) - 1, -1, -1):
            at = braces[level - 1] if level > 0 else -1
            body = at + 1
            if body < len(driver.kinds) and driver.kinds[body].startswith("__"):
                body += 1
            accepted = [k for k in driver.table.actions(driver.states[body]) if k in driver.table.phrases]
            token = read_token(driver.table, driver.text, position, accepted)
            if token is None or token.kind == "RBRACE":
                continue
            missing = len(braces) - level
            self._report_unclosed(braces, missing, token)
            return self._close(missing)
        return False

    def _report_unclosed(self, braces: list[int], missing: int, token: Token | None) -> bool:
        driver = self.driver
        layout = driver.layout
        opener = driver.starts[braces[-1]]
        outer = tuple(
            Label(layout.span(driver.starts[b], driver.starts[b] + 1), "open as well")
            for b in reversed(braces[len(braces) - missing : -1])
        )
        if token is not None:
            where = Label(layout.span(token.start, token.end), "this line belongs outside the block")
            outer = (where, *outer)
        message = "The block that begins here is not closed."
        repairs = (Repair("Write `}` on a line of its own where the block ends.", "}"),)
        self._note(
            finding(
                "unclosed",
                message,
                layout.span(opener, opener + 1),
                "`}` is missing for this",
                also=outer,
                repairs=repairs,
            )
        )
        return True

    def _close(self, missing: int) -> bool:
        """Close blocks as if their braces stood here."""
        driver = self.driver
        for _ in range(missing):
            self._pop()
            here = driver.last_end
            for kind, text in (("RBRACE", "}"), ("NEWLINE", "\n")):
                if not driver.feed(Token(kind, text, here, here)):
                    self._pop()
                    break
        return True

    def _comma_at_line_end(self, position: int) -> bool:
        """A comma too many joins the next line to this one; the two are parted again here."""
        driver = self.driver
        layout = driver.layout
        after = position + 1
        while driver.text[after : after + 1] in (" ", "\t"):
            after += 1
        if layout.line_column(after)[0] == layout.line_column(position)[0]:
            return False
        if not driver.feed(Token("NEWLINE", "\n", position, position)):
            return False
        message = "The comma says that the line goes on in the next one, which it can't."
        repairs = (Repair("Delete the comma, or write what should follow it."),)
        place = layout.span(position, position + 1)
        self._note(finding("syntax", message, place, "a comma too many, or something missing", repairs=repairs))
        driver.position = position + 1
        return True

    # --- going on -----------------------------------------------------------------------------

    def _at_line_start(self, position: int) -> bool:
        text = self.driver.text
        while position > 0 and text[position - 1] in " \t":
            position -= 1
        return position == 0 or text[position - 1] in "\n{"

    def _skip(self, position: int) -> None:
        """On to the next statement: the next line, or behind the block that this line opens."""
        driver = self.driver
        depth = 0
        end = len(driver.text)
        for step in _STEPS.finditer(driver.text, position):
            sign = step.group()
            if sign == "{":
                depth += 1
            elif sign == "}":
                if depth == 0 and self._open_braces():
                    end = step.start()
                    break
                depth = max(0, depth - 1)
            elif sign == "\n" and depth == 0:
                end = step.end()
                break
        driver.position = end
        self._pop()

    def _in_head_of_grid(self) -> bool:
        """Whether a line of an example is lost that could be the head of a grid."""
        kinds = self.driver.kinds
        braces = self._open_braces()
        if not braces or kinds[max(0, braces[-1] - 2)] != "EXAMPLE":
            return False
        return "NEWLINE" not in kinds[braces[-1] :]

    def _skip_grid(self) -> None:
        """The rows of a grid whose head was lost would all be mistakes."""
        driver = self.driver
        while driver.position < len(driver.text):
            if _NEXT_IN_EXAMPLE.match(driver.text, driver.position):
                return
            end = driver.text.find("\n", driver.position)
            driver.position = len(driver.text) if end < 0 else end + 1

    def _pop(self) -> None:
        """Drop the unfinished statement: back to the nearest state that could end its block."""
        driver = self.driver
        while len(driver.states) > 1:
            actions = driver.table.actions(driver.states[-1])
            if ("RBRACE" in actions and "NEWLINE" not in actions) or "$END" in actions:
                break
            driver.states.pop()
            driver.values.pop()
            driver.starts.pop()
            driver.ends.pop()
            driver.kinds.pop()
        driver.chain = 0
