"""A plain form over a whole entry, for staff: every field, as it is stored. What may stand in one says `entry.py`."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import countries, labels, languages, schema, vocabularies
from . import entry as entries
from .entry import Entry
from .models import Terms

# The columns of fields that are lists of objects: one object a line, its columns parted by bars.
COLUMNS = {
    "aliases": ("name", "language", "kind"),
    "assets": ("title", "url"),
    "sources": ("title", "url"),
    "links": ("relation", "slug"),
}
HELP = {
    "aliases": gettext_lazy("One a line: name | language code | kind. The last two may be empty."),
    "assets": gettext_lazy("One a line: title | web address."),
    "sources": gettext_lazy("One a line: title | web address."),
    "links": gettext_lazy("One a line: part-of, grew-out-of, succeeded-by or overlaps-with | address of the other."),
    "host": gettext_lazy("None: international, regional or virtual."),
    "size": gettext_lazy("Follows from the number of participants or members, where one is given."),
    "mailbox": gettext_lazy("Published. Only a shared one, given by its convener."),
    "last_active": gettext_lazy("A year, month or day: 2026, 2026-05 or 2026-05-03."),
    "members_as_of": gettext_lazy("A year, month or day: 2026, 2026-05 or 2026-05-03."),
    "participants_as_of": gettext_lazy("A year, month or day: 2026, 2026-05 or 2026-05-03."),
    "withheld": gettext_lazy("What its convener keeps private. The field itself must then be empty."),
}
LONG_TEXT = 200
BAR = " | "


@dataclass(frozen=True)
class Part:
    """Fields that stand together under one heading."""

    title: Any
    fields: tuple[str, ...]


PARTS = (
    Part(gettext_lazy("Names"), ("name", "acronym", "aliases", "identity")),
    Part(
        gettext_lazy("What it is"),
        (
            "summary", "written_in", "summary_english", "translated_by", "kind", "purpose", "function", "focus",
            "topic", "scope",
        ),
    ),
    Part(
        gettext_lazy("Where"),
        ("scale", "host", "countries", "region", "city", "latitude", "longitude", "languages", "level"),
    ),
    Part(
        gettext_lazy("Joining"),
        ("eligibility", "route", "how_to_join", "involvement", "website", "website_public", "mailbox"),
    ),
    Part(
        gettext_lazy("How it works"),
        (
            "how_it_works", "method", "mode", "rhythm", "formality", "workload", "facilitation", "composition",
            "benefit", "organisation", "convener",
        ),
    ),
    Part(
        gettext_lazy("People"),
        (
            "members", "members_counted", "members_as_of", "participants", "participants_counted",
            "participants_as_of", "size",
        ),
    ),
    Part(
        gettext_lazy("Its life"),
        ("maturity", "practice", "origin", "founded", "ended", "last_active", "last_active_source", "effort_hours",
         "paid_role", "funder"),
    ),
    Part(
        gettext_lazy("What it left behind"),
        ("achieved", "legacy", "carried_on", "thanks"),
    ),
    Part(gettext_lazy("Records"), ("assets", "sources", "links", "withheld")),
)  # fmt: skip


class EntryForm(forms.Form):
    """Bound to data or started from an entry; once valid, `proposal` is the entry as given, in canonical form."""

    proposal: Entry

    def __init__(self, data: Any = None, *, entry: Entry, terms: Terms) -> None:
        self.entry, self.terms = entry, terms
        super().__init__(data, initial={key: _shown(key, entry[key]) for key in entries.CONTENT_FIELDS})
        for key in entries.CONTENT_FIELDS:
            field = _field(key, entry, terms)
            field.label, field.required = labels.LABELS[key], key in ("name", "summary")
            field.help_text = HELP.get(key, "")
            self.fields[key] = field

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if not self.errors:
            stamps = {key: self.entry[key] for key in entries.STAMPS}
            self.proposal = entries.normalise({**stamps, **cleaned})
            for problem in entries.validate(self.proposal, self.terms):
                self.add_error(problem.field if problem.field in self.fields else None, problem.message)
        return cleaned

    def parts(self) -> list[tuple[Any, list[BoundField]]]:
        """The fields under their headings."""
        return [(part.title, [self[key] for key in part.fields]) for part in PARTS]


class LinesField(forms.CharField):
    """A list of objects, one a line."""

    widget = forms.Textarea

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}))

    def to_python(self, value: Any) -> list[dict[str, str]]:  # type: ignore[override]
        lines = (line for line in (super().to_python(value) or "").splitlines() if line.strip(" |"))
        return [self._read(line) for line in lines]

    def _read(self, line: str) -> dict[str, str]:
        # Bars inside the first column are its own: the columns are counted from the right.
        parts = [part.strip() for part in line.rsplit("|", len(self.columns) - 1)]
        return dict(zip(self.columns, [*parts, *[""] * len(self.columns)], strict=False))


def _shown(key: str, value: Any) -> Any:
    """The value of an entry's field as its form field starts with."""
    if key in COLUMNS:
        return "\n".join(BAR.join(item[column] for column in COLUMNS[key]) for item in value)
    return "" if value is None else value


def _field(key: str, entry: Entry, terms: Terms) -> forms.Field:
    if key in COLUMNS:
        return LinesField(COLUMNS[key])
    if (choices := _choices(key, entry, terms)) is not None:
        if isinstance(entry[key], list):
            # What is chosen comes first: of 250 countries nobody would find it.
            choices.sort(key=lambda choice: choice[0] not in entry[key])
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)
        empty = [("", _("Not stated"))] if schema.blank_value(key) is None else []
        return forms.TypedChoiceField(choices=[*empty, *choices], empty_value=None)
    kind = _FIELDS_OF.get(schema.PROPERTIES[key]["type"][0])
    if kind is not None:
        return kind()
    limit = schema.LIMITS.get(key, 10)
    is_long = limit > LONG_TEXT and key not in entries.ONE_LINE
    return forms.CharField(max_length=limit, widget=forms.Textarea(attrs={"rows": 4}) if is_long else forms.TextInput)


_FIELDS_OF: dict[str, type[forms.Field]] = {
    "boolean": forms.NullBooleanField,
    "integer": forms.IntegerField,
    "number": forms.FloatField,
}


def _choices(key: str, entry: Entry, terms: Terms) -> list[tuple[str, str]] | None:
    if key in vocabularies.of_communities():
        return [
            (term.slug, term.shown) for term in terms[key].values() if term.active or term.slug in _listed(entry[key])
        ]
    if key in ("host", "countries"):
        return list(countries.all_countries())
    if key in ("languages", "written_in"):
        return sorted(((code, languages.name(code)) for code in languages.NAMES), key=lambda pair: pair[1])
    if key == "withheld":
        return [(field, str(labels.LABELS[field])) for field in entries.CONTENT_FIELDS if field != "withheld"]
    fixed = {"region": labels.REGIONS, "size": labels.SIZES}.get(key)
    return [(value, str(label)) for value, label in fixed.items()] if fixed else None


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
