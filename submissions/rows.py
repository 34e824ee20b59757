"""Answers that are a list of rows, such as sources with title and address: read, checked, shown with room for more."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from communities import countries, languages
from communities.entry import tidy_text
from communities.folding import fold
from communities.models import Community

from .fields import AnswerField, is_web, too_long, with_scheme
from .questionnaire import Column, Kind

MOST_ROWS = 50
LEAST_ROWS, SPARE_ROWS = 3, 2

Row = dict[str, str]
Options = list[tuple[str, Any]]


class RowsWidget(forms.Widget):
    """Reads inputs named KEY-0-COLUMN, KEY-1-COLUMN …, or a list of rows as it was kept. A template draws them."""

    use_fieldset = True

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = columns

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:
        kept = data.get(name)
        if isinstance(kept, list):
            return kept
        rows = [
            {column.key: str(data.get(f"{name}-{number}-{column.key}", "")) for column in self.columns}
            for number in range(MOST_ROWS + SPARE_ROWS)
        ]
        return [row for row in rows if any(text.strip() for text in row.values())]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False


@dataclass(frozen=True)
class Cell:
    """One input of a row, as the page draws it."""

    id: str
    name: str
    label: Any
    value: str
    options: Options
    error: str
    is_web: bool


class BoundRows(AnswerField):
    """A question with rows on a page: those answered, and a few empty ones."""

    field: "RowsField"

    def rows(self) -> list[list[Cell]]:
        given = self.value() or []
        shown = max(LEAST_ROWS, len(given) + SPARE_ROWS)
        options = {column.key: options_of(column) for column in self.field.columns}
        return [self._row(number, given[number] if number < len(given) else {}, options) for number in range(shown)]

    @property
    def has_error_above(self) -> bool:
        """Whether it is wrong as a whole; what is wrong with a cell is said there."""
        return bool(self.errors) and not self.field.bad

    @property
    def problems(self) -> list[tuple[str, str]]:
        if self.has_error_above:
            return super().problems
        wrong = self.field.bad.items() if self.errors else ()
        return [(self._id_of(number, column), message) for (number, column), message in wrong]

    def _id_of(self, number: int, column: str) -> str:
        # The summary of errors, and the page that shows all answers, lead to the first input of all by this name.
        is_first = (number, column) == (0, self.field.columns[0].key)
        return f"{self.auto_id}_0" if is_first else f"{self.auto_id}_{number}_{column}"

    def _row(self, number: int, given: Row, options: Mapping[str, Options]) -> list[Cell]:
        return [
            Cell(
                id=self._id_of(number, column.key),
                name=f"{self.html_name}-{number}-{column.key}",
                label=column.text,
                value=given.get(column.key, ""),
                options=options[column.key],
                error=self.field.bad.get((number, column.key), "") if self.errors else "",
                is_web=column.kind == Kind.WEB,
            )
            for column in self.field.columns
        ]


class RowsField(forms.Field):
    """A list of rows. What is wrong is said cell by cell, as `bad` has it by (row, column)."""

    def __init__(self, columns: Sequence[Column], **options: Any) -> None:
        self.columns = columns
        self.bad: dict[tuple[int, str], str] = {}
        super().__init__(widget=RowsWidget(columns), **options)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        return BoundRows(form, self, field_name)

    def clean(self, value: Any) -> list[Row]:
        if len(value) > MOST_ROWS:
            raise ValidationError(
                _("Use at most %(most)d rows. You filled in %(has)d.") % {"most": MOST_ROWS, "has": len(value)}
            )
        self.bad = {}
        rows = [self._clean_row(number, row) for number, row in enumerate(value)]
        if self.bad:
            raise ValidationError([*self.bad.values()])
        return [row for number, row in enumerate(rows) if row not in rows[:number]]

    def _clean_row(self, number: int, row: Row) -> Row:
        cleaned = {}
        for column in self.columns:
            try:
                cleaned[column.key] = _clean_cell(column, row.get(column.key, ""))
            except ValidationError as error:
                self.bad[number, column.key] = _("Row %(row)d: %(message)s") % {
                    "row": number + 1,
                    "message": error.messages[0],
                }
        return cleaned


def options_of(column: Column) -> Options:
    """The options of a column that is a drop-down, the empty one first; none for one that is typed."""
    if column.kind == Kind.COUNTRY:
        options = list(countries.all_countries())
    elif column.kind == Kind.LANGUAGE:
        options = list(languages.all_languages())
    else:
        options = list(column.options.items())
    return [("", _("Choose")), *options] if options else []


def _clean_cell(column: Column, typed: str) -> str:
    value = tidy_text(typed, one_line=True)
    if not value:
        if column.missing:
            raise ValidationError(column.missing)
        return ""
    if column.kind == Kind.WEB:
        value = with_scheme(value)
        if not is_web(value):
            raise ValidationError(column.wrong)
    if len(value) > column.limit:
        raise ValidationError(too_long(value, column.limit, column.what))
    if column.kind == Kind.COMMUNITY:
        return _slug_of(column, value)
    options = options_of(column)
    if options and value not in dict(options):
        raise ValidationError(column.wrong)
    return value


def _slug_of(column: Column, typed: str) -> str:
    """The slug of the published community that is meant by its slug, its page's address, or one of its names."""
    published = Community.objects.published()
    last = re.split(r"[?#]", typed, maxsplit=1)[0].rstrip("/").rpartition("/")[2]
    found = list(published.filter(slug=last).values_list("slug", flat=True)) or list(
        published.filter(search_names__contains=f"\n{fold(typed)}\n").values_list("slug", flat=True)[:2]
    )
    if len(found) != 1:
        raise ValidationError(column.wrong)
    return str(found[0])
