"""The forms by which somebody asks to be introduced to who looks after a community."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .fields import AnswerField, TextField, worded
from .forms import AddressForm

# What looks like an e-mail address: it would reach the other side before they agreed to anything.
ADDRESS = re.compile(r"\S@\S+\.\S")


class PassedOnField(TextField):
    """Words that are passed on before an address may be."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if ADDRESS.search(value):
            raise ValidationError(_("Leave e-mail addresses out: both of you get the other’s once they accept"))


def _words() -> forms.Field:
    return worded(
        PassedOnField(
            limit=1000,
            one_line=False,
            label=gettext_lazy("Why would you like to be introduced?"),
            help_text=gettext_lazy(
                "A few sentences: what you would like to hear or offer. They are passed on as they are."
            ),
            widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        ),
        gettext_lazy("Tell them in a few words why"),
        gettext_lazy("what you tell them"),
    )


class PeerForm(forms.Form):
    """A steward’s words to another one."""

    use_required_attribute = False
    bound_field_class = AnswerField
    words = _words()


class IntroductionForm(AddressForm):
    """Who a visitor is, and why they ask."""

    field_order = ("name", "organisation", "email", "words")
    says_who_sees = ("name", "email")
    name = worded(
        TextField(
            limit=200,
            label=gettext_lazy("Your name"),
            widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        ),
        gettext_lazy("Enter your name"),
        gettext_lazy("your name"),
    )
    organisation = worded(
        PassedOnField(
            limit=200,
            label=gettext_lazy("Your organisation and your role there"),
            help_text=gettext_lazy("It is passed on with your words. Your name is not, before they accept."),
            widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
        ),
        gettext_lazy("Enter your organisation and your role there"),
        gettext_lazy("your organisation and role"),
    )
    words = _words()

    @property
    def who(self) -> dict[str, Any]:
        """Who asks."""
        return {"name": self.cleaned_data["name"], "email": self.cleaned_data["email"].lower()}

    @property
    def said(self) -> dict[str, str]:
        """What is passed on."""
        return {key: self.cleaned_data[key] for key in ("organisation", "words")}
