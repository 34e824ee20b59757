"""The form by which somebody says that they look after a listed community."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from .approval import ANSWERING_ROLES
from .fields import AnswerField, OneField, TextField, worded
from .forms import AddressForm, Choices


class ClaimForm(AddressForm):
    """Who they are, in which role, and how OPSI can see it."""

    bound_field_class = AnswerField
    field_order = ("role", "name", "email", "words")
    role = worded(
        OneField(widget=forms.RadioSelect, label=gettext_lazy("What is your part in it?")),
        gettext_lazy("Choose your part in it"),
    )
    name = worded(
        TextField(
            limit=200,
            label=gettext_lazy("Your name"),
            widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        ),
        gettext_lazy("Enter your name"),
        gettext_lazy("your name"),
    )
    words = worded(
        TextField(
            limit=2000,
            one_line=False,
            label=gettext_lazy("How can OPSI see that?"),
            help_text=gettext_lazy("A page that names you, say, or who did this before you and knows of it."),
            widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        ),
        gettext_lazy("Tell us how we can see that"),
        gettext_lazy("what you tell us"),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["email"].help_text = gettext_lazy("An address at the community’s own domain is best.")
        terms = [term for term in Choices().of("sender_role") if term.slug in ANSWERING_ROLES]
        self.fields["role"].choices = [(term.slug, term.shown) for term in terms]  # type: ignore[attr-defined]
        self.fields["role"].definitions = {term.slug: term.explained for term in terms}  # type: ignore[attr-defined]

    @property
    def who(self) -> dict[str, str]:
        """Who says so."""
        given = self.cleaned_data
        return {"name": given["name"], "email": given["email"].lower(), "role": given["role"]}
