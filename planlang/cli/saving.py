"""``check --save-case``: the cases of open questions as examples to paste, or as plans to run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from planlang.cli.options import say
from planlang.cli.stop import wrong_usage
from planlang.diagnostics.catalogue import head
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import Span
from planlang.diagnostics.witness import Reading
from planlang.semantics.library import SHIPPED


def save_cases(target: str, found: Sequence[Diagnostic], modules: Sequence[Mapping[str, str]] = ()) -> None:
    """Writes the case of each question: all of them as examples in a file; or, in a directory, a plan for each answer.

    The files that plans use (``modules``, of each plan) are put there, too.

    All or nothing; what is there already stays as it is.
    """
    asked = [one for one in found if one.witness is not None]
    if not asked:
        say("there is no case to save: no question is open that shows one")
        return
    folder = Path(target)
    whole = target.endswith("/") or folder.is_dir()
    files = {**_plans(folder, asked), **_modules(folder, modules)} if whole else {folder: _examples(asked)}
    there = [str(path) for path in files if path.exists() or path.is_symlink()]
    if there:
        more = f" (and {len(there) - 1} more)" if len(there) > 1 else ""
        raise wrong_usage(
            f"`{there[0]}`{more} is there already; nothing was written", "name another place, or remove it"
        )
    used = frozenset(_modules(folder, modules)) if whole else frozenset()
    _write(files, folder if target.endswith("/") else None, used)
    for path in files:
        say(f"{'what the plan uses' if path in used else 'the case'} is written to {path}")
    if whole:
        say(f"`planlang test {folder}` runs each answer on its case")


def _plans(folder: Path, asked: Sequence[Diagnostic]) -> dict[Path, str]:
    """A plan for each answer to each question, with the answer and the case in it."""
    made: dict[Path, str] = {}
    for one in asked:
        assert one.witness is not None
        stem, again = _stem(one), 1
        while folder / f"{stem}-1.plan" in made:  # another question on the same line, or a plan of the same name
            again += 1
            stem = f"{_stem(one)}-({again})"
        for number, reading in enumerate(one.witness.readings, 1):
            said = _comments([*_about(one), *_answer(one, reading)])
            made[folder / f"{stem}-{number}.plan"] = said + reading.plan
    return made


def _modules(folder: Path, modules: Sequence[Mapping[str, str]]) -> dict[Path, str]:
    """The files that plans use, but for those that come with planlang; two of one name that differ can't lie there together."""
    made: dict[Path, str] = {}
    for name, text in (one for some in modules for one in some.items() if not one[0].startswith(SHIPPED)):
        if made.setdefault(folder / name, text) != text:
            raise wrong_usage(f"two plans use a file `{name}` that is not the same", "save the cases of each by itself")
    return made


def _examples(asked: Sequence[Diagnostic]) -> str:
    """The examples of all answers, one after the other; each stands for a plan with that answer."""
    parts = []
    for one in asked:
        assert one.witness is not None
        settled = [f"meanwhile, {said}" for said in one.witness.settled]
        parts.append(_comments([*_about(one), *settled]))
        parts += [f"{_comments(_answer(one, reading))}{reading.example}\n" for reading in one.witness.readings]
    return "\n".join(parts)


def _stem(one: Diagnostic) -> str:
    place = one.primary
    assert isinstance(place, Span)
    return f"{Path(place.file).stem.strip('<>')}-{place.line}-{one.rule}"


def _about(one: Diagnostic) -> list[str]:
    place = one.primary
    where = f"{Path(place.file).name}, line {place.line}: " if isinstance(place, Span) else ""
    return [f"{where}{head(one.rule).code} {one.rule}: {one.message}"]


def _answer(one: Diagnostic, reading: Reading) -> list[str]:
    said = None if reading.answer is None else one.repairs[reading.answer].example
    return [
        f"{reading.text.rstrip('.')}:" if said else reading.text,
        *(f"    {line}" for line in (said or "").splitlines()),
    ]


def _comments(lines: Sequence[str]) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


def _write(files: dict[Path, str], folder: Path | None, inside: frozenset[Path]) -> None:
    """All files or none; never in the place of one that is there. Those ``inside`` may lie in folders of their own."""
    written: list[Path] = []
    try:
        if folder is not None:
            folder.mkdir(exist_ok=True)
        for path, text in files.items():
            if path in inside:
                path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                written.append(path)
                file.write(text)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise wrong_usage(f"the case can't be written to `{error.filename}`: {error.strerror}") from None
