"""The desk's form of a call: times as clocks of its zone show them, and its own questions one by one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities import call_questions, countries
from communities.call_models import OPSIS_ZONE, Call
from communities.call_questions import HELP, MOST, TEXT, Kind, Who

TIMES = ("opens_at", "closes_at")
FILLED = (
    "title",
    "slug",
    "words",
    "title_fr",
    "words_fr",
    "zone",
    "countries",
    "summary",
    "summary_fr",
    "published",
)
NUMBERS = range(1, MOST + 1)
ONE_A_LINE = gettext_lazy("One in each line; at least two.")


def zones() -> list[tuple[str, str]]:
    """The time zones that bear the name of a place, and UTC."""
    aside = ("Etc/", "SystemV/", "US/", "posix/", "right/")
    named = sorted(name for name in available_timezones() if "/" in name and not name.startswith(aside))
    return [(name, name.replace("_", " ")) for name in ("UTC", *named)]


def parts_of(number: int) -> dict[str, forms.Field]:
    """The fields of one of the questions, by their names in the form."""
    lines = {"rows": 3}
    fields: dict[str, forms.Field] = {
        "text": forms.CharField(label=gettext_lazy("Question"), required=False, max_length=TEXT),
        "text_fr": forms.CharField(label=gettext_lazy("Question in French"), required=False, max_length=TEXT),
        "kind": forms.ChoiceField(label=gettext_lazy("How it is answered"), required=False, choices=Kind.choices),
        "options": forms.CharField(
            label=gettext_lazy("Choices"), required=False, widget=forms.Textarea(lines), help_text=ONE_A_LINE
        ),
        "options_fr": forms.CharField(
            label=gettext_lazy("Choices in French"),
            required=False,
            widget=forms.Textarea(lines),
            help_text=gettext_lazy("In the same order."),
        ),
        "help": forms.CharField(label=gettext_lazy("Help"), required=False, max_length=HELP),
        "help_fr": forms.CharField(label=gettext_lazy("Help in French"), required=False, max_length=HELP),
        "who": forms.ChoiceField(label=gettext_lazy("Who sees the answer"), required=False, choices=Who.choices),
        "required": forms.BooleanField(
            label=gettext_lazy("Must be answered"), required=False, help_text=gettext_lazy("While the call is open.")
        ),
    }
    return {f"question_{number}_{name}": field for name, field in fields.items()}


PARTS = [tuple(parts_of(number)) for number in NUMBERS]


class CallOnDesk(forms.ModelForm):
    """A call. Once it is public its questions are no fields any more."""

    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zones,
        initial=OPSIS_ZONE,
        help_text=gettext_lazy("Where the times below are said. Readers see them there and in UTC."),
    )
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("Target countries"),
        required=False,
        choices=countries.all_countries,
        widget=forms.CheckboxSelectMultiple({"class": "box"}),
        help_text=gettext_lazy("None means all countries."),
    )

    class Meta:
        model = Call
        fields = (*FILLED, *TIMES)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            zone = ZoneInfo(self.instance.zone)
            for name in TIMES:
                # The admin shows times in UTC, so the clock of the zone is shown as if it were one of UTC.
                self.initial[name] = getattr(self.instance, name).astimezone(zone).replace(tzinfo=UTC)
        for number, stored in enumerate(self.instance.questions, start=1):
            self.initial.update({f"question_{number}_{name}": value for name, value in _typed(stored).items()})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "zone" in cleaned:
            zone = ZoneInfo(cleaned["zone"])
            for name in TIMES:
                if isinstance(cleaned.get(name), datetime):
                    cleaned[name] = cleaned[name].replace(tzinfo=zone)
        if PARTS[0][0] in self.fields:
            self.instance.questions = list(self._questions(cleaned))
            if not self.errors:
                call_questions.check(self.instance.questions)
        return cleaned

    def _questions(self, cleaned: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for number in NUMBERS:
            given = {name: cleaned.get(f"question_{number}_{name}") for name in _NAMES}
            if not given["text"]:
                if given["text_fr"] or given["options"] or given["help"]:
                    self.add_error(f"question_{number}_text", _("Write the question, or clear what belongs to it."))
                continue
            try:
                yield self._question(number, given, in_french=bool(cleaned.get("title_fr")))
            except ValidationError as wrong:
                self.add_error(f"question_{number}_{wrong.params['part']}" if wrong.params else None, wrong)

    def _question(self, number: int, given: dict[str, Any], *, in_french: bool) -> dict[str, Any]:
        """One question as the call keeps it. Raises ValidationError, whose `part` is where it is put right."""
        options, in_other = _lines(given["options"]), _lines(given["options_fr"])
        if given["kind"] not in call_questions.CHOSEN:
            if options or in_other:
                raise ValidationError(
                    _("Clear the choices, or say that the question is answered by choosing."), params={"part": "kind"}
                )
        elif len(options) < 2 or len(options) > call_questions.MOST_OPTIONS:
            most = call_questions.MOST_OPTIONS
            raise ValidationError(_("Give from two to %(most)d choices.") % {"most": most}, params={"part": "options"})
        if any(len(line) > call_questions.OPTION for line in (*options, *in_other)):
            raise ValidationError(
                _("Shorten each choice to %(most)d characters or fewer.") % {"most": call_questions.OPTION},
                params={"part": "options"},
            )
        if in_other and len(in_other) != len(options):
            raise ValidationError(_("Give as many choices in French as in English."), params={"part": "options_fr"})
        stored = {
            "key": f"q{number}",
            **{name: given[name] or "" for name in ("kind", "who", "text", "text_fr", "help", "help_fr")},
            "required": bool(given["required"]),
            "options": [
                {"text": line, "text_fr": in_other[place] if in_other else ""} for place, line in enumerate(options)
            ],
        }
        if in_french and not call_questions.is_in_french(stored):
            raise ValidationError(
                _("The call is in French too: give all of this question in French."), params={"part": "text_fr"}
            )
        return stored


# The admin makes its form of what is declared here.
for _number in NUMBERS:
    CallOnDesk.declared_fields.update(parts_of(_number))

_NAMES = ("text", "text_fr", "kind", "options", "options_fr", "help", "help_fr", "who", "required")


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _typed(stored: dict[str, Any]) -> dict[str, Any]:
    """A question as it is typed into the form."""
    options = {
        "options": "\n".join(option["text"] for option in stored["options"]),
        "options_fr": "\n".join(option["text_fr"] for option in stored["options"]).strip(),
    }
    return {**{name: stored[name] for name in _NAMES if name in stored}, **options}
