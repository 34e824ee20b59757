"""The columns of a table made into fields: by known headers, by what the person who imports says, or asked about."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from communities import entry as entries

from . import places, words
from .headers import FIELDS, LISTS, NOT_FROM_TABLES, PLACE, READ_AS, entry_key, meaning_of, shown_field
from .table import CannotRead, Level, Note, Table, column_name, quoted

LEFT_OUT = "-"
# So many of the first headers must be an entry's own keys for the table to be taken as the catalogue's own export.
OWN_KEYS = 12


@dataclass(frozen=True)
class Named:
    """What the person who imports says of a column: `HEADER#2=field`; the field is "-" for a column to leave out."""

    header: str
    occurrence: int | None
    field: str

    @property
    def key(self) -> str:
        return words.key(self.header)


@dataclass
class Columns:
    """Which column is which field; which are left out; what has to be asked about the table as a whole."""

    fields: dict[int, str]
    # What each column is called where content is compared with earlier imports, with and without what somebody said.
    identities: dict[int, str] = field(default_factory=dict)
    unsaid: dict[int, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    # Columns from which nothing is taken until somebody says what they hold.
    asked_about: list[int] = field(default_factory=list)
    questions: list[Note] = field(default_factory=list)
    language: str = ""

    def of(self, name: str) -> list[int]:
        return [index for index, of in self.fields.items() if of == name]


def parse_named(statement: str) -> Named:
    """`HEADER[#n]=field` as the command takes it. Raises CannotRead."""
    header, sign, name = statement.rpartition("=")
    name = name.strip().lower() or LEFT_OUT
    name = READ_AS.get(name, name)
    if not sign or not header.strip():
        raise CannotRead(_("“%(text)s” cannot be read. Write it as HEADER=field.") % {"text": statement})
    if name != LEFT_OUT and name not in FIELDS:
        raise CannotRead(
            _("“%(field)s” is no field that a table can fill. The fields are: %(fields)s; “-” leaves a column out.")
            % {"field": name, "fields": ", ".join(FIELDS)}
        )
    number = re.search(r"#(\d{1,3})$", header)
    return Named(header[: number.start()] if number else header, int(number[1]) if number else None, name)


def refuse_unknown(tables: Sequence[Table], named: Sequence[Named]) -> None:
    """Raises CannotRead where somebody names a column that no table has."""
    for statement in named:
        times = max(sum(words.key(header) == statement.key for header in table.header) for table in tables)
        if (statement.occurrence or 1) > times:
            shown = quoted(statement.header) + (f" #{statement.occurrence}" if statement.occurrence else "")
            listed = [quoted(header) for table in tables for header in table.header if header.strip()]
            raise CannotRead(
                _("There is no column %(header)s. The columns are: %(columns)s.")
                % {"header": shown, "columns": ", ".join(listed)}
            )


def understand(table: Table, named: Sequence[Named] = ()) -> Columns:
    """Which column is which. Raises CannotRead where none, or more than one, could be the name."""
    found = Columns({})
    languages: Counter[str] = Counter()
    for index, (header, (known, language)) in enumerate(zip(table.header, meanings(table), strict=True)):
        said = _said_of(index, table.header, named)
        if index in table.hidden_columns and not said:
            found.left_out.append(_("column %(column)s %(header)s (hidden)") % _shown(index, header))
            continue
        found.unsaid[index] = known
        found.identities[index] = known or (words.key(header) if said not in ("", LEFT_OUT) else "")
        name = "" if said == LEFT_OUT else said or known
        if name:
            found.fields[index] = name
            languages.update([language] if language else [])
        elif header.strip() or any(index < len(record.cells) and record.cells[index] for record in table.records):
            found.left_out.append(_("column %(column)s %(header)s") % _shown(index, header))
    found.language = languages.most_common(1)[0][0] if languages else ""
    _ask_about_doubles(found, table)
    if not found.of("name"):
        raise CannotRead(_no_name(found, table))
    return found


def meanings(table: Table) -> list[tuple[str, str]]:
    """The field that each header is known to mean, and its language, whatever anybody says of it."""
    own = _is_own_export(table.header)
    found = [(header.strip(), "") if own else meaning_of(header) for header in table.header]
    return [("" if known in NOT_FROM_TABLES else READ_AS.get(known, known), language) for known, language in found]


def fields_of(table: Table, named: Sequence[Named] = ()) -> dict[int, str]:
    """Which column would be which field, even where several would be one that only one can be."""
    fields = {}
    for index, (known, _language) in enumerate(meanings(table)):
        said = _said_of(index, table.header, named)
        taken = said or ("" if index in table.hidden_columns else known)
        if taken not in ("", LEFT_OUT):
            fields[index] = taken
    return fields


def _ask_about_doubles(found: Columns, table: Table) -> None:
    """Two columns for one field: nothing is taken from either, and the table's rows wait for an answer."""
    by_field: dict[str, list[int]] = defaultdict(list)
    for index, name in found.fields.items():
        by_field[name].append(index)
    for name, indexes in by_field.items():
        if len(indexes) == 1 or name in LISTS:
            continue
        which = _(" and ").join(f"{quoted(table.header[index])} ({column_name(index)})" for index in indexes)
        if name == "name":
            raise CannotRead(
                _("More than one column could be the name: %(which)s. Say which by --map 'HEADER=name'.")
                % {"which": which}
            )
        text = _("%(count)d columns could be the %(field)s: %(which)s. Nothing was taken from them. %(how)s") % {
            "count": len(indexes),
            "field": _("country or the city") if name == PLACE else shown_field(name),
            "which": which,
            "how": _how_to_say(name, indexes, table),
        }
        found.questions.append(Note(entry_key(name), text, Level.ASKED))
        found.asked_about += indexes
        for index in indexes:
            del found.fields[index]


def _how_to_say(name: str, indexes: list[int], table: Table) -> str:
    answers: list[str] = []
    for index in indexes:
        cells = [record.cells[index].text for record in table.records if index < len(record.cells)]
        filled = [cell for cell in cells if not words.is_empty_mark(cell)]
        is_of_countries = bool(filled) and all(map(places.is_country, filled))
        meant = ("country" if is_of_countries else "city") if name == PLACE else (name if not answers else LEFT_OUT)
        header, number = table.header[index].strip(), occurrence(index, table.header)
        answers.append(f"--map '{header}#{number}={meant}'")
    return _("Say which is which, perhaps so: %(answers)s") % {"answers": " ".join(answers)}


def _is_own_export(header: Sequence[str]) -> bool:
    keys = [cell.strip() for cell in header if cell.strip()]
    return len(keys) >= OWN_KEYS and set(keys) <= set(entries.FIELDS)


def occurrence(index: int, header: Sequence[str]) -> int:
    """The how-manieth column of its header it is."""
    return sum(words.key(other) == words.key(header[index]) for other in header[: index + 1])


def _said_of(index: int, header: Sequence[str], named: Sequence[Named]) -> str:
    for statement in named:
        if statement.key == words.key(header[index]) and statement.occurrence in (None, occurrence(index, header)):
            return statement.field
    return ""


def _no_name(found: Columns, table: Table) -> str:
    return _(
        "No column could be recognised as the community's name. The columns are: %(columns)s. "
        "Say which it is: --map 'HEADER=name'."
    ) % {"columns": ", ".join(quoted(header) for header in table.header if header.strip())}


def _shown(index: int, header: str) -> dict[str, str]:
    return {"column": column_name(index), "header": quoted(header) if header.strip() else _("without a header")}
