"""The forms that senders fill in: one for each section, built from its questions, and three small ones."""

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities import cities, countries, index, labels, languages
from communities.models import Term, Terms

from .alert_models import LONGEST_QUERY, Rhythm
from .fields import (
    DO_NOT_KNOW,
    NO,
    YES,
    AnswerField,
    EmailField,
    HoursField,
    ManyField,
    NumberField,
    OnceLookedAt,
    OneField,
    PartialDateField,
    RatingField,
    TextField,
    WebField,
    YearField,
    YesNoField,
    with_blank,
    worded,
)
from .questionnaire import UNKNOWN, Answers, Kind, Question, Section
from .rows import RowsField

MOST_CITIES = 200  # that are offered beside the field; any other can be typed
RATINGS = ("1", "2", "3", "4", "5")
# The vocabulary of a question that does not bear its name.
VOCABULARY = {
    "sender_role": "respondent",
    "lesson_maturity": "maturity",
    "lesson_ingredient": "ingredient",
    "lesson_purpose": "purpose",
}
TYPED_IN_A_LINE = (Kind.LINE, Kind.WEB, Kind.EMAIL, Kind.NUMBER, Kind.YEAR, Kind.HOURS, Kind.DATE)


class Choices:
    """The terms that may be chosen today, read once needed; of an entry that is changed, also those that it has."""

    def __init__(self, held: Mapping[str, Any] | None = None) -> None:
        self.held = held or {}

    @cached_property
    def by_slug(self) -> Terms:
        """All terms, by the name of their vocabulary and by their slug."""
        return index.terms()

    def of(self, key: str) -> list[Term]:
        """The terms of a question."""
        held = self.held.get(key) or ()
        return [term for term in self.by_slug[VOCABULARY.get(key, key)].values() if term.active or term.slug in held]

    def label(self, key: str, slug: str) -> str:
        """What a chosen term is called; the slug itself where there is no such term."""
        term = self.by_slug[VOCABULARY.get(key, key)].get(slug)
        return term.shown if term else slug


class SectionForm(forms.Form):
    """The questions of one section that the answers so far leave to be asked.

    `data` is what was posted, or the answers as they were kept: both are read in the same way. `waived` names questions
    that are not required here.
    """

    use_required_attribute = False
    bound_field_class: type[BoundField] = AnswerField
    says_who_sees = True

    def __init__(
        self,
        section: Section,
        answers: Answers,
        choices: Choices,
        data: Mapping[str, Any] | None,
        waived: Collection[str] = (),
    ) -> None:
        super().__init__(data)
        self.section = section
        self.questions = section.asked(answers)
        for question in self.questions:
            self.fields[question.key] = field_for(question, choices)
            self.fields[question.key].required = question.is_required and question.key not in waived
            self.fields[question.key].widget.attrs |= _spoken(question, answers)
        if "city" in self.fields and (offered := cities.largest(answers.get("host") or "", MOST_CITIES)):
            self.fields["city"].offered = offered  # type: ignore[attr-defined]
            self.fields["city"].widget.attrs["list"] = "cities"
            self.fields["city"].help_text = _("Type it, or choose it from those that your browser offers.")

    def given(self) -> dict[str, Any]:
        """The answers as they were typed, right or wrong, fit to be kept."""
        return {
            key: storable(field.widget.value_from_datadict(self.data, self.files, key)) or ""
            for key, field in self.fields.items()
        }

    @property
    def sound(self) -> dict[str, Any]:
        """The answers that can be used, by question: without those of which `add_error` said something meanwhile."""
        self.is_valid()
        return self.cleaned_data


class AddressForm(forms.Form):
    """Where to send a link."""

    use_required_attribute = False
    bound_field_class = AnswerField
    says_who_sees: bool | tuple[str, ...] = True
    email = worded(
        EmailField(
            label=gettext_lazy("Your e-mail address"),
            widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "enterkeyhint": "send"}),
        ),
        gettext_lazy("Enter your e-mail address, such as name@example.org"),
        gettext_lazy("your e-mail address"),
    )


class AlertForm(AddressForm):
    """Where to send what is new in a selection, and how often."""

    rhythm = worded(
        OneField(
            choices=Rhythm.choices,
            widget=forms.RadioSelect,
            initial=Rhythm.WEEK,
            label=gettext_lazy("How often do you want letters?"),
        ),
        gettext_lazy("Choose how often you want letters"),
    )

    def __init__(self, data: Any = None, *, query: str) -> None:
        super().__init__(data)
        self.query = query

    def clean(self) -> dict[str, Any]:
        if len(self.query) > LONGEST_QUERY:
            self.add_error("email", _("This selection has too many parts for an alert. Choose fewer and try again"))
        return self.cleaned_data


class CodeForm(forms.Form):
    """The code of an e-mail, typed."""

    use_required_attribute = False
    bound_field_class = AnswerField
    code = worded(
        TextField(
            limit=40,
            label=gettext_lazy("The code in our e-mail"),
            help_text=gettext_lazy("Eight letters and figures. Capitals, spaces and dashes do not matter."),
            widget=forms.TextInput(
                attrs={
                    "class": "code",
                    "autocomplete": "one-time-code",
                    "autocapitalize": "characters",
                    "spellcheck": "false",
                    "enterkeyhint": "send",
                }
            ),
        ),
        gettext_lazy("Enter the code from our e-mail"),
        gettext_lazy("the code"),
    )


class AlertCodeForm(CodeForm, AddressForm):
    """The code that begins an alert, and the address that it went to."""

    says_who_sees = False
    field_order = ("email", "code")


class AnswerForm(forms.Form):
    """Words to the moderator, with the changed answers or alone."""

    use_required_attribute = False
    bound_field_class = AnswerField
    says_who_sees = True
    words = worded(
        TextField(
            limit=2000,
            one_line=False,
            required=False,
            label=gettext_lazy("Your answer to OPSI"),
            help_text=gettext_lazy("Write here what the changed answers do not say."),
            widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        ),
        gettext_lazy("Write your answer to OPSI"),
        gettext_lazy("your answer"),
    )


def storable(value: Any) -> Any:
    """An answer without what no database can keep: NUL characters and halves of characters."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, Mapping):
        return {storable(key): storable(item) for key, item in value.items()}
    return value


def field_for(question: Question, choices: Choices) -> forms.Field:
    """The form field of a question."""
    field = worded(_MAKERS[question.kind](question, choices), question.wrong, question.what)
    field.label, field.help_text = question.text, question.help
    if question.autocomplete:
        field.widget.attrs["autocomplete"] = question.autocomplete
    return field


def language_of(question: Question, answers: Answers) -> str:
    """The language in which an answer is written, as far as it is known: the code, or nothing."""
    if question.key == "summary_english":
        return "en"
    written_in = answers.get("written_in")
    is_in_words = question.kind == Kind.TEXT and question.is_of_entry
    return str(written_in) if is_in_words and written_in in languages.NAMES else ""


def _spoken(question: Question, answers: Answers) -> dict[str, str]:
    """How a browser takes what is typed: its language and direction, where known; what Enter does."""
    language = language_of(question, answers)
    spoken = {"lang": language} if language else {}
    if question.kind in TYPED_IN_A_LINE:
        spoken["enterkeyhint"] = "go"
    if question.kind in (Kind.LINE, Kind.TEXT):
        spoken["dir"] = "auto"
    return spoken


def _text(question: Question, choices: Choices) -> forms.Field:
    is_long = question.kind == Kind.TEXT
    widget = forms.Textarea({"rows": 5}) if is_long else forms.TextInput({"autocomplete": "off"})
    return TextField(limit=question.limit, one_line=not is_long, widget=widget)


def _web(question: Question, choices: Choices) -> forms.Field:
    return WebField(
        limit=question.limit,
        widget=forms.TextInput({"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
    )


def _email(question: Question, choices: Choices) -> forms.Field:
    return EmailField(
        published=question.is_of_entry, widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"})
    )


def _number(question: Question, choices: Choices) -> forms.Field:
    kind = {Kind.YEAR: YearField, Kind.HOURS: HoursField}.get(question.kind, NumberField)
    return kind(widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}))


def _date(question: Question, choices: Choices) -> forms.Field:
    return PartialDateField(limit=question.limit, widget=forms.TextInput({"autocomplete": "off"}))


def _aside(question: Question) -> list[tuple[str, Any]]:
    return [(UNKNOWN, DO_NOT_KNOW)] if question.has_unknown else []


def _terms(question: Question, choices: Choices) -> OnceLookedAt:
    return OnceLookedAt(lambda: [*((term.slug, term.shown) for term in choices.of(question.key)), *_aside(question)])


def _definitions(question: Question, choices: Choices) -> Any:
    return SimpleLazyObject(lambda: {term.slug: term.explained for term in choices.of(question.key)})


def _one(question: Question, choices: Choices) -> forms.Field:
    return OneField(
        choices=_terms(question, choices), definitions=_definitions(question, choices), widget=forms.RadioSelect
    )


def _many(question: Question, choices: Choices) -> forms.Field:
    return ManyField(
        most=question.most,
        choices=_terms(question, choices),
        definitions=_definitions(question, choices),
        widget=forms.CheckboxSelectMultiple,
    )


def _listed(question: Question, choices: Choices) -> forms.Field:
    return OneField(choices=[*question.options.items(), *_aside(question)], widget=forms.RadioSelect)


def _ticks(question: Question, choices: Choices) -> forms.Field:
    """Any of the question's options, and of what an entry that is changed has beside them."""
    held = {key: labels.LABELS[key] for key in choices.held.get(question.key) or ()}
    return ManyField(choices=[*{**question.options, **held}.items()], widget=forms.CheckboxSelectMultiple)


def _yes_no(question: Question, choices: Choices) -> forms.Field:
    return YesNoField(choices=[(YES, _("Yes")), (NO, _("No")), *_aside(question)], widget=forms.RadioSelect)


def _country(question: Question, choices: Choices) -> forms.Field:
    offered = OnceLookedAt(lambda: with_blank(countries.all_countries(), _("Choose a country")))
    return OneField(choices=offered, widget=forms.Select)


def _language(question: Question, choices: Choices) -> forms.Field:
    offered = OnceLookedAt(lambda: with_blank(languages.all_languages(), _("Choose a language")))
    return OneField(choices=offered, widget=forms.Select)


def _rating(question: Question, choices: Choices) -> forms.Field:
    ends = {"1": _("1 – not a priority"), "5": _("5 – a top priority")}
    rated = [(number, ends.get(number, number)) for number in RATINGS]
    return RatingField(choices=with_blank([*rated, *_aside(question)], _("Choose")), widget=forms.Select)


def _tick(question: Question, choices: Choices) -> forms.Field:
    return forms.BooleanField()


def _rows(question: Question, choices: Choices) -> forms.Field:
    return RowsField(question.columns)


_MAKERS: dict[Kind, Callable[[Question, Choices], forms.Field]] = {
    Kind.LINE: _text,
    Kind.TEXT: _text,
    Kind.WEB: _web,
    Kind.EMAIL: _email,
    Kind.NUMBER: _number,
    Kind.YEAR: _number,
    Kind.HOURS: _number,
    Kind.DATE: _date,
    Kind.ONE: _one,
    Kind.MANY: _many,
    Kind.LISTED: _listed,
    Kind.TICKS: _ticks,
    Kind.YES_NO: _yes_no,
    Kind.COUNTRY: _country,
    Kind.LANGUAGE: _language,
    Kind.RATING: _rating,
    Kind.TICK: _tick,
    Kind.ROWS: _rows,
}
