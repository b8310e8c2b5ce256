"""From levels to statements: every level a SELECT, what is read once inside its reader, what is read often a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from planlang.engines.sql.compiler import Compiler
from planlang.engines.sql.kept import Kept
from planlang.engines.sql.layout import Layout
from planlang.engines.sql.numbers import Name, Sql, reads
from planlang.engines.sql.passes.grouped import Grouped
from planlang.engines.sql.passes.narrow import compared, ordered, widened
from planlang.engines.sql.passes.together import Together, together
from planlang.engines.sql.queries import few_rows, groups, indented, most_alone
from planlang.engines.sql.relations import Place, Relation, Statement
from planlang.engines.sql.tables import Body, FromRelation, FromSpine, FromStack, FromTable, Join
from planlang.engines.sql.values import Column


class Renderer(Kept):
    """The statements of a layout."""

    def __init__(self, compiler: Compiler, layout: Layout, kept: Collection[Place] = ()) -> None:
        """``kept``: what will be a table, where that is known from a first time; it is stored narrow then."""
        super().__init__(compiler, layout, kept)
        self.relations: dict[Place, Relation] = {}
        self.few: dict[Place, Relation] = {}
        """Tables of the few rows that joins find, and of groups: part of ``relations`` once all are there."""
        self.together: dict[int, Together] = {}
        """What is worked out together with a check, by the number of the check in the layout."""
        self.kept: set[Place] = set()
        """What is a table, once the statements are made."""
        for table, levels in self.levels.items():
            for number, level in enumerate(levels):
                last = number == len(levels) - 1
                sql = compiler.bodies[table].sql
                name = sql if last else compiler.names.new(f"{sql} step {number + 1}")
                relation = Relation((table, level), name, self._columns(table, level))
                relation.cheap = table in layout.kept and level > layout.kept[table]
                self.relations[table, level] = relation
        for place in self.relations:
            self._select(place)
        self.relations |= self.few

    def earlier(self, table: str) -> tuple[str, frozenset[str]] | None:
        """For a table that is a view in the end: what it is before its last joins, and the columns that it has there."""
        if table not in self.layout.open:
            return None
        relation = self.relations[table, self.layout.open[table]]
        return relation.name, frozenset(relation.columns)

    # --- SELECTs ------------------------------------------------------------------------------

    def _select(self, place: Place) -> None:
        table, level = place
        body, relation = self.compiler.bodies[table], self.relations[place]
        if level == self.levels[table][0]:
            self._base(body, relation)
        else:
            self._next(body, relation)

    def _base(self, body: Body, relation: Relation) -> None:
        source, columns = body.source, self.layout.columns
        if isinstance(source, FromRelation):
            items = [(self._quoted(columns[name].source), columns[name]) for name in relation.columns]
            relation.text = self._lines(items, f"FROM {self._quoted(source.relation)}", relation.place)
            relation.cheap = True
        elif isinstance(source, FromTable):
            there = self._read(
                body.name, source.table, [*self.layout.inherited[body.name], *reads(source.keep or ())], relation
            )
            items = [(self._carried(name, relation), columns[name]) for name in relation.columns]
            where = f"\nWHERE {self._text(source.keep, relation.reads[-1])}" if source.keep else ""
            named = [(text, column, column.name not in self._small(relation.reads[-1])) for text, column in items]
            relation.text = self._select_text(named, f"FROM {self._quoted(there)}{where}", relation.place)
        elif isinstance(source, FromStack):
            relation.text = "\nUNION ALL\n".join(
                self._stacked(body, source, number, relation) for number in range(len(source.tables))
            )
        else:
            self._spine(body, source, relation)

    def _stacked(self, body: Body, source: FromStack, number: int, relation: Relation) -> str:
        table = source.tables[number]
        texts = {name: text[number] for name, text in source.columns.items() if name in self.layout.needed}
        there = self._read(body.name, table, [n for text in texts.values() for n in reads(text)], relation)
        from_place = relation.reads[-1]
        items = [(self._text(texts[name], from_place), self.layout.columns[name]) for name in relation.columns]
        named = [(text, column, True) for text, column in items]
        return self._plain(named, f"FROM {self._quoted(there)}", relation.place)

    def _spine(self, body: Body, source: FromSpine, relation: Relation) -> None:
        froms, people = [], None
        if source.people is not None:
            texts = [text for name, text in source.carried.items() if name in self.layout.needed]
            names = [name for text in (*texts, source.where) for name in reads(text) if name in self.layout.columns]
            froms.append(self._quoted(self._read(body.name, source.people, names, relation)))
            people = relation.reads[-1]
        items = []
        for name in relation.columns:
            column = self.layout.columns[name]
            carried = source.carried.get(name)
            items.append((self._quoted(column.source) if carried is None else self._text(carried, people), column))
        if source.periods is not None:
            froms.append(self._quoted(source.periods))
        text = f"FROM {' CROSS JOIN '.join(froms)}" if froms else ""
        if source.where:
            text += f"\nWHERE {self._text(source.where, people)}"
        relation.text = self._lines(items, text, relation.place)

    def _next(self, body: Body, relation: Relation) -> None:
        table, level = relation.place
        before = self.levels[table][self.levels[table].index(level) - 1]
        relation.reads.append((table, before))
        made = set(self._made(table, level))
        items: list[tuple[str, Column | None]] = []
        for name in relation.columns:
            column = self.layout.columns[name]
            if name not in made:
                items.append((self._carried(name, relation), None))
            elif column.join is not None:
                items.append((f"{self._quoted(f'j{column.join}')}.{self._quoted(column.source)}", column))
            else:
                items.append((self._made_text(column, (table, before)), column))
        lines = [f"FROM {self._quoted(self.relations[table, before].name)}"]
        for number in sorted(self.layout.joins[table]):
            if self.layout.join_level(table, number) == level:
                lines.append(self._join(body, body.joins[number], before, relation))
        there = self._looked_up(relation.place) if self.stored else frozenset()
        small = self._small((table, before))
        named = [(text, self.layout.columns[name], name not in there and (column is not None or name not in small))
                 for name, (text, column) in zip(relation.columns, items)]  # fmt: skip
        relation.text = self._select_text(named, "\n".join(lines), relation.place)

    def _join(self, body: Body, join: Join, before: int, relation: Relation) -> str:
        alias = self._quoted(f"j{join.number}")
        used = {
            self.layout.columns[n].source
            for n in body.columns
            if n in self.layout.needed and body.columns[n].join == join.number
        }
        used.update(name for _, name in join.keys)
        used.update(name for _, *names in join.ranges for name in names)
        outputs = {name: text for name, text in join.outputs.items() if name in used}
        tests = []
        for text, name in join.keys:
            relation_word = "IS NOT DISTINCT FROM" if name in join.loose else "="
            tests.append(f"{self._compared(text, (body.name, before))} {relation_word} {alias}.{self._quoted(name)}")
        for text, first, last in join.ranges:
            day = self._compared(text, (body.name, before))
            one, other = (f"{alias}.{self._quoted(name)}" for name in (first, last))
            tests.append(
                f"{day} IS NOT NULL AND ({one} IS NULL OR {one} <= {day}) AND ({other} IS NULL OR {other} >= {day})"
            )
        if join.among is not None:
            few = self._few(body, join, outputs, relation)
            return f"{join.word} {self._quoted(few)} AS {alias} ON {' AND '.join(tests)}"
        query = self._query(body, join, outputs, before, relation)
        return f"{join.word} (\n{indented(query)}\n) AS {alias} ON {' AND '.join(tests) or 'TRUE'}"

    def _few(self, body: Body, join: Join, outputs: dict[str, Sql], relation: Relation) -> str:
        """A table of the few rows that a join finds."""
        place = (f"{body.name} join {join.number}", relation.place[1])
        few = Relation(place, self.compiler.names.new(f"{body.sql} few"), list(outputs))
        self.few[place] = few
        there = (body.name, self.layout.there(body.name, join))
        few.reads += [there, there]
        few.text = few_rows(self.compiler, join, outputs, self.relations[there].name, self._small(there))
        relation.reads.append(place)
        return few.name

    def _beside(self, check: Grouped, body: Body, join: Join, outputs: dict[str, Sql], relation: Relation) -> str:
        """A query of groups that are worked out once, for a check and a join."""
        place = (f"{body.name} groups {join.number}", relation.place[1])
        one = Together(check, join, self.compiler.names.new(f"{body.sql} groups"))
        self.together[self.layout.checks.index(check)] = one
        self.few[place] = groups_of = Relation(place, one.kept, list(outputs))
        there = (body.name, self.layout.there(body.name, join))
        groups_of.reads += [there, there]
        groups_of.text = one.groups(self.dialect, outputs, self.relations[there].name, self._small(there))
        relation.reads.append(place)
        return one.joined(self.dialect, outputs)

    def _query(self, body: Body, join: Join, outputs: dict[str, Sql], before: int, relation: Relation) -> str:
        check = together(self.layout, body, join)
        if check is not None and not self.relations[body.name, self.layout.there(body.name, join)].cheap:
            return self._beside(check, body, join, outputs, relation)
        place = None
        if join.table is None:
            assert join.relation is not None
            there = join.relation
        else:
            relation.reads.append((join.table, self.layout.there(body.name, join)))
            place = relation.reads[-1]
            there = self.relations[place].name
        grouped = list(join.grouped or ())
        ordered = grouped + [name for name in outputs if name not in grouped]
        keys = {name for _, name in join.keys}
        lines = [
            f"{self._compared(text, place) if name in keys else self._brought(join, name, text, place)} AS {self._quoted(name)}"
            for name in ordered
            for text in [outputs[name]]
        ]
        source = self._quoted(there)
        if join.asked:
            own = self.relations[body.name, before].name
            asking = (body.name, before)
            asked = ", ".join(f"{self._text(text, asking)} AS {self._quoted(name)}" for name, text in join.asked)
            relation.reads.append((body.name, before))
            question = f"(SELECT DISTINCT {asked} FROM {self._quoted(own)}) AS {self._quoted('asked')}"
            source = f"{question}\nJOIN {source} ON {self._text(join.asked_on, place)}"
        text = f"SELECT {', '.join(lines) or '1 AS ' + self._quoted('one')}\nFROM {source}"
        if join.where:
            text += f"\nWHERE {self._text(join.where, place)}"
        if grouped:
            text += f"\nGROUP BY {', '.join(str(n + 1) for n in range(len(grouped)))}"
        if join.having:
            text += f"\nHAVING {self._text(join.having, place)}"
        return text

    def _read(self, reader: str, table: str, names: Iterable[str], relation: Relation) -> str:
        place = (table, self.layout.read_level(reader, table, names))
        relation.reads.append(place)
        return self.relations[place].name

    def _lines(self, items: list[tuple[str, Column]], rest: str, place: Place) -> str:
        return self._select_text([(text, column, True) for text, column in items], rest, place)

    def _select_text(self, items: list[tuple[str, Column, bool]], rest: str, place: Place) -> str:
        return self.dialect.fenced(self._plain(items, rest, place))

    def _plain(self, items: list[tuple[str, Column, bool]], rest: str, place: Place) -> str:
        """A SELECT; what is ``made`` here, or not narrow yet, becomes narrow where it is kept."""
        lines = []
        for number, (text, column, made) in enumerate(items):
            name = self._quoted(column.name)
            comma = "," if number < len(items) - 1 else ""
            said = self._comment(column) if text != name else ""
            if made:
                text = self._narrowed(text, column, place)
            lines.append(f"    {text if text == name else f'{text} AS {name}'}{comma}{said}")
        if not lines:
            lines.append(f"    1 AS {self._quoted('one')}")
        return "SELECT\n" + "\n".join(lines) + (f"\n{rest}" if rest else "")

    def _comment(self, column: Column) -> str:
        where = f"line {column.place.line}: " if column.place is not None else ""
        return "  " + self.dialect.comment(f"{where}{column.says}")

    def _text(self, sql: Sql, place: Place | None) -> str:
        """A text over the columns of a place."""
        return widened(self.dialect, sql, self._small(place))

    def _compared(self, sql: Sql, place: Place | None) -> str:
        return compared(self.dialect, sql, self._small(place))

    def _made_text(self, column: Column, before: Place) -> str:
        text = ordered if column.window else widened
        return text(self.dialect, self.layout.texts[column.name], self._small(before))

    def _carried(self, name: str, relation: Relation) -> str:
        """A column that a SELECT takes from the last place that it reads so far."""
        before = relation.reads[-1]
        whole = name in self._small(before).texts and name not in self._small(relation.place).texts
        return self._text((Name(name),), before) if whole else self._quoted(name)

    def _brought(self, join: Join, name: str, sql: Sql, place: Place | None) -> str:
        """What a look-up brings: narrow, as it is kept beside the key of each row there."""
        type_ = None if join.grouped is not None or not self.stored else self._brought_as(join, name)
        text = self._text(sql, place)
        return text if type_ is None else f"CAST({text} AS {type_})"

    def _quoted(self, name: str) -> str:
        return self.dialect.quoted(name)

    # --- statements ---------------------------------------------------------------------------

    def statements(
        self, tables: Iterable[str], looked_at: Collection[str] = ()
    ) -> tuple[list[Statement], dict[str, str]]:
        """The statements that make the last levels of some tables, and what they share; queries of those looked at."""
        final = {(table, self.layout.seen(table)) for table in tables}
        opened = {(table, self.layout.open[table]) for table, _ in final if table in self.layout.open}
        final |= opened
        looked = {place for place in final if place[0] in looked_at or self._light(place)}
        looked |= {place for place in final if self.relations[place].cheap and place[0] in self.layout.open}
        live = self._behind(final)
        readers: dict[Place, int] = {}
        for place in live:
            for read in self.relations[place].reads:
                readers[read] = readers.get(read, 0) + 1
        shared = {place for place in live if readers.get(place, 0) > 1 and not self.relations[place].cheap}
        kept = (final - looked) | shared | (live & set(self.few))
        self.kept = kept
        found = []
        for place in sorted(kept, key=self._at):
            found.append(Statement(self.relations[place].name, self._query_of(place, kept, readers)))
        views = {self.relations[p].name: self._query_of(p, kept, readers) for p in sorted(looked - kept, key=self._at)}
        return found, views

    def of_groups(self, check: Grouped) -> tuple[str, str, str, str | None]:
        """What a check of groups reads, and after which table it can be made; a query of what it finds, and a quicker one that may not be sure."""
        place = (check.other, self.layout.grouped_at(check))
        inside = [] if place in self.kept else [*self._inside(place, self.kept), place]
        items = [self.dialect.with_item(self.relations[p].name, self.relations[p].text, False) for p in inside]
        there, small = self.relations[place].name, self._small(place)
        plain = f"WITH {', '.join([*items, groups(self.dialect, check, there, small)])}"
        beside = self.together.get(self.layout.checks.index(check))
        if beside is not None:
            return there, beside.kept, plain, beside.found(self.dialect, there, small)
        quick = most_alone(self.dialect, check, there, small) if place in self.kept else None
        return there, there, plain, None if quick is None else f"WITH {quick}"

    def _light(self, place: Place) -> bool:
        """Whether a table's rows are those of another, with nothing worked out that is worth keeping."""
        table = place[0]
        body = self.compiler.bodies[table]
        if not isinstance(body.source, FromTable) or self.layout.joins[table]:
            return False
        return not any(column.window for name, column in body.columns.items() if name in self.layout.needed)

    def _at(self, place: Place) -> tuple[int, int]:
        few = list(self.few)
        return place[1], few.index(place) - len(few) if place in self.few else list(self.levels).index(place[0])

    def _query_of(self, place: Place, kept: set[Place], readers: dict[Place, int]) -> str:
        inside = self._inside(place, kept)
        items = [
            self.dialect.with_item(
                self.relations[p].name, self.relations[p].text, readers[p] > 1 and not self.relations[p].cheap
            )
            for p in inside
        ]
        select = self.relations[place].text
        return f"WITH {', '.join(items)}\n{select}" if items else select

    def _behind(self, places: Iterable[Place]) -> set[Place]:
        seen: set[Place] = set()
        todo = list(places)
        while todo:
            place = todo.pop()
            if place not in seen:
                seen.add(place)
                todo.extend(self.relations[place].reads)
        return seen

    def _inside(self, place: Place, kept: set[Place]) -> list[Place]:
        """What a statement holds itself, in the order in which it is read."""
        seen: set[Place] = set()
        todo = [read for read in self.relations[place].reads if read not in kept]
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                todo.extend(read for read in self.relations[one].reads if read not in kept)
        return sorted(seen, key=self._at)
