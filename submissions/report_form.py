"""The form by which anybody says that something about an entry is the matter."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .fields import AnswerField, EmailField, OneField, TextField, worded
from .reports import Matter


class ReportForm(forms.Form):
    """What is the matter, in a choice and in words; and where an answer may be sent."""

    use_required_attribute = False
    bound_field_class = AnswerField
    says_who_sees = True
    matter = worded(
        OneField(choices=Matter.choices, widget=forms.RadioSelect, label=gettext_lazy("What is the matter?")),
        gettext_lazy("Choose what is the matter"),
    )
    other = worded(
        TextField(
            limit=300,
            required=False,
            label=gettext_lazy("If it is listed twice: which is the other one?"),
            help_text=gettext_lazy("Its name, or the address of its page here."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        ),
        gettext_lazy("Enter the name or the address of the other one"),
        gettext_lazy("the name or address of the other one"),
    )
    words = worded(
        TextField(
            limit=2000,
            one_line=False,
            label=gettext_lazy("Tell us more"),
            help_text=gettext_lazy("What is wrong, what would be right, and where we can check it."),
            widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        ),
        gettext_lazy("Tell us in a few words what we should look at"),
        gettext_lazy("what you tell us"),
    )
    email = worded(
        EmailField(
            required=False,
            label=gettext_lazy("Your e-mail address, if you want an answer"),
            help_text=gettext_lazy("We send one letter to confirm it. Only then do we write to you what came of it."),
            widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        ),
        gettext_lazy("Enter an e-mail address, such as name@example.org, or leave it empty"),
        gettext_lazy("your e-mail address"),
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("matter") == Matter.TWICE and not given.get("other") and "other" not in self.errors:
            self.add_error("other", _("Enter the name or the address of the other one"))
        return given

    @property
    def said(self) -> dict[str, str]:
        """What was said, without the address."""
        return {key: self.cleaned_data[key] for key in ("matter", "other", "words")}
