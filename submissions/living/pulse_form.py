"""The form of the pulse: three numbers about the year, each of which may be unknown, and whether they are published."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.pulse_models import TEN

from ..fields import DO_NOT_KNOW, AnswerField, NumberField, worded

_ENTER = gettext_lazy("Enter a whole number, such as 25")
NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


class OfTen(NumberField):
    """How many of ten."""

    def check_range(self, number: int) -> None:
        if number > TEN:
            raise ValidationError(_("Enter a number from 0 to 10"))


def _figure(label: Any, help_text: Any, field: type[NumberField] = NumberField) -> forms.Field:
    widget = forms.TextInput(attrs=NUMBER)
    return worded(field(required=False, label=label, help_text=help_text, widget=widget), _ENTER)


class PulseForm(forms.Form):
    """What is left empty, or not known, is not stated."""

    use_required_attribute = False
    bound_field_class = AnswerField
    participants = _figure(
        gettext_lazy("How many people take part regularly?"),
        gettext_lazy("About how many you would expect to see again, over the last 12 months."),
    )
    participants_unknown = forms.BooleanField(required=False, label=DO_NOT_KNOW)
    participation = _figure(
        gettext_lazy("Of ten members, how many took part in something?"),
        gettext_lazy("From 0 to 10, over the last 12 months. A guess is good enough."),
        OfTen,
    )
    participation_unknown = forms.BooleanField(required=False, label=DO_NOT_KNOW)
    benefits = _figure(
        gettext_lazy("How often did a member tell of a use it had for their work?"),
        gettext_lazy("Over the last 12 months, as far as you heard of it."),
    )
    benefits_unknown = forms.BooleanField(required=False, label=DO_NOT_KNOW)
    is_public = forms.BooleanField(
        required=False,
        label=gettext_lazy("Publish these numbers on the entry’s page"),
        help_text=gettext_lazy("Year by year, as a small chart. Without this, OPSI’s staff read them and nobody else."),
    )

    NAMES = ("participants", "participation", "benefits")

    @property
    def questions(self) -> list[tuple[Any, Any]]:
        """Each question with the box for not knowing."""
        return [(self[name], self[f"{name}_unknown"]) for name in self.NAMES]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.NAMES:
            if cleaned.get(name) is not None and cleaned.get(f"{name}_unknown"):
                self.add_error(name, _("Give a number or tick “I don’t know”, not both"))
        answered = any(cleaned.get(name) is not None or cleaned.get(f"{name}_unknown") for name in self.NAMES)
        if not self.errors and not answered:
            self.add_error("participants", _("Give at least one number, or tick “I don’t know”"))
        return cleaned

    @property
    def figures(self) -> dict[str, int | None]:
        """The numbers, None where not known."""
        return {name: self.cleaned_data[name] for name in self.NAMES}
