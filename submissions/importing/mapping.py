"""What columns and words of a file were taken to mean, and what somebody says instead: the page before the rows."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from communities import vocabularies
from communities.models import Term
from submissions.models import Import

from . import cells, headers, making, uploads, words
from .columns import LEFT_OUT, Named, fields_of, occurrence
from .table import Cell, Table, quoted
from .terms import ANSWERS, NOTHING, Vocabularies

# So many different words are shown to be looked at; what goes beyond is read as recognised.
MOST_WORDS = 300
EXAMPLES = 3


@dataclass
class Column:
    """One header of the file: what it was recognised as ("" where it was not), what somebody says, and examples."""

    key: str
    header: str
    occurrence: int
    guess: str
    said: str
    is_hidden: bool
    examples: list[str] = field(default_factory=list)


@dataclass
class Word:
    """One word under a field of terms: what it was recognised as, what somebody says, and what there is to choose."""

    key: str
    text: str
    count: int
    guess: str
    said: str
    choices: list[tuple[str, str]]


def fields() -> list[tuple[str, str]]:
    """The fields that a column can be, by what they are called; some are named by what they are read into."""
    shown = [(name, headers.shown_field(name)) for name in headers.FIELDS]
    doubles = {label for label, number in Counter(label for _name, label in shown).items() if number > 1}
    named = [(name, f"{label} ({name.replace('_', ' ')})" if label in doubles else label) for name, label in shown]
    return sorted(named, key=lambda pair: pair[1].casefold())


def columns_of(source: Import) -> list[Column]:
    """The headers of all tables of the file; one that several tables have stands for all of them."""
    said = {(one.key, one.occurrence): one.field for one in uploads.named_in(source)}
    found: dict[tuple[str, int], Column] = {}
    for table in uploads.tables_of(source):
        recognised = fields_of(table)
        for index, header in enumerate(table.header):
            if not header.strip():
                continue
            place = words.key(header), occurrence(index, table.header)
            guess = headers.shown_field(recognised[index]) if index in recognised else ""
            fresh = Column(
                f"column-{len(found)}", header, place[1], guess, said.get(place, ""), index in table.hidden_columns
            )
            column = found.setdefault(place, fresh)
            column.examples = column.examples or _examples(table, index)
    return list(found.values())


def words_of(source: Import) -> list[tuple[str, list[Word]]]:
    """By field, the words under the columns of terms: those not recognised first, then by how often they stand."""
    counted = _counted(source)
    recognising = Vocabularies()
    terms = list(Term.objects.active())
    shown = {(term.vocabulary, term.slug): term.label for term in terms}
    groups: dict[str, list[Word]] = {}
    for (name, key), (text, count) in counted.items():
        chosen = recognising.choose(name, [text])
        pairs = [(vocabulary, slug) for vocabulary, value in chosen.terms.items() for slug in _listed(value)]
        of_field = ANSWERS.get(name, (name,))
        choices = [(f"{term.vocabulary}:{term.slug}", term.label) for term in terms if term.vocabulary in of_field]
        said = source.meant.get(name, {}).get(key, "")
        guess = ", ".join(shown[pair] for pair in pairs)
        groups.setdefault(name, []).append(Word(f"word-{name}-{key}", text, count, guess, said, choices))
    left = MOST_WORDS
    found = []
    for name, group in groups.items():
        group.sort(key=lambda word: (bool(word.guess), -word.count, word.text))
        found.append((headers.shown_field(name), group[:left]))
        left -= len(group[:left])
    return [(title, group) for title, group in found if group]


def said(source: Import, given: Mapping[str, Any]) -> None:
    """Take over what a form says. What it says nothing of, or nothing that there is, stays as it was recognised."""
    known = {name for name, _label in fields()} | {LEFT_OUT}
    chosen = [(column, given.get(column.key, "")) for column in columns_of(source)]
    source.named = [[column.header, column.occurrence, name] for column, name in chosen if name in known]
    terms = {f"{term.vocabulary}:{term.slug}" for term in Term.objects.active()} | {NOTHING}
    meant: dict[str, dict[str, str]] = {}
    for key, value in given.items():
        _word, name, text = [*key.split("-", 2), "", ""][:3]
        if key.startswith("word-") and value in terms and cells.is_of_terms(name):
            meant.setdefault(name, {})[text] = value
    source.meant = meant


def problems(source: Import) -> Iterator[str]:
    """What keeps the rows from being read."""
    named = uploads.named_in(source)
    for table in uploads.tables_of(source):
        by_field = Counter(fields_of(table, named).values())
        where = _("Sheet %(sheet)s: ") % {"sheet": quoted(table.sheet)} if table.sheet else ""
        if not by_field["name"]:
            yield where + _("No column is the name of the community. Say which it is.")
        for name, number in by_field.items():
            if number > 1 and name not in headers.LISTS:
                text = _("%(number)d columns are “%(field)s”, which can only be one. Say what the others are.")
                yield where + text % {"number": number, "field": headers.shown_field(name)}


def _counted(source: Import) -> dict[tuple[str, str], tuple[str, int]]:
    """By field and word as compared: the word as it stands first, and how often."""
    counts: Counter[tuple[str, str]] = Counter()
    texts: dict[tuple[str, str], str] = {}
    named: list[Named] = uploads.named_in(source)
    row = making.Row(Vocabularies())
    for table in uploads.tables_of(source):
        for index, name in fields_of(table, named).items():
            if not cells.is_of_terms(name) or not _vocabularies_of(name):
                continue
            under = Counter(record.cells[index].text for record in table.records if index < len(record.cells))
            split = making.separator(name, list(under))
            for text, count in under.items():
                for word in making.listed(row, name, Cell(text), split):
                    place = name, words.key(word)
                    counts[place] += count
                    texts.setdefault(place, word)
    return {place: (texts[place], count) for place, count in counts.items()}


def _vocabularies_of(name: str) -> list[str]:
    return [one for one in ANSWERS.get(name, (name,)) if one in vocabularies.read()]


def _examples(table: Table, index: int) -> list[str]:
    texts = (record.cells[index].text.strip() for record in table.records if index < len(record.cells))
    some = dict.fromkeys(words.shortened(" ".join(text.split()), 60) for text in texts if text)
    return list(some)[:EXAMPLES]


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []
