"""The form by which a public servant asks whether anyone has tried something."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities import countries
from communities.reply_models import CONTEXT, QUESTION

from ..fields import AnswerField, EmailField, ManyField, OneField, TextField, with_blank, worded
from ..forms import Choices

MOST_TOPICS, MOST_PURPOSES = 3, 3
CHOSEN = ("topic", "purpose", "maturity")


class QuestionForm(forms.Form):
    """What was looked for, the question, what it is about, and who asks."""

    use_required_attribute = False
    bound_field_class = AnswerField
    says_who_sees = True
    tried = worded(
        TextField(
            limit=1000,
            one_line=False,
            label=gettext_lazy("What have you tried to find?"),
            help_text=gettext_lazy("Where you looked and whom you asked, so that nobody tells you what you know."),
            widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        ),
        gettext_lazy("Tell us what you have tried to find"),
        gettext_lazy("what you tried"),
    )
    question = worded(
        TextField(
            limit=QUESTION,
            one_line=False,
            label=gettext_lazy("Your question, in one or two sentences"),
            help_text=gettext_lazy("“Has anyone tried …?” Without names of people."),
            widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        ),
        gettext_lazy("Write your question"),
        gettext_lazy("your question"),
    )
    context = worded(
        TextField(
            limit=CONTEXT,
            one_line=False,
            required=False,
            label=gettext_lazy("What should they know to answer?"),
            help_text=gettext_lazy("What you want to do, for whom, and what makes it hard."),
            widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        ),
        gettext_lazy("Shorten what they should know"),
        gettext_lazy("what they should know"),
    )
    topic = worded(
        ManyField(
            most=MOST_TOPICS,
            widget=forms.CheckboxSelectMultiple,
            label=gettext_lazy("Which topics is it about?"),
            help_text=gettext_lazy("Up to three. By them we find those who may know."),
        ),
        gettext_lazy("Choose at least one topic"),
        gettext_lazy("topics"),
    )
    purpose = worded(
        ManyField(
            most=MOST_PURPOSES,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            label=gettext_lazy("What is it for?"),
            help_text=gettext_lazy("Up to three."),
        ),
        gettext_lazy("Choose from the list what it is for"),
        gettext_lazy("purposes"),
    )
    maturity = worded(
        OneField(
            required=False,
            widget=forms.Select,
            label=gettext_lazy("If it is about a community: at which stage is that?"),
        ),
        gettext_lazy("Choose the stage from the list"),
    )
    host = worded(
        OneField(required=False, widget=forms.Select, label=gettext_lazy("Your country")),
        gettext_lazy("Choose your country from the list"),
    )
    organisation = worded(
        TextField(
            limit=200,
            label=gettext_lazy("Your organisation"),
            widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
        ),
        gettext_lazy("Enter your organisation"),
        gettext_lazy("your organisation"),
    )
    part = worded(
        TextField(
            limit=200,
            label=gettext_lazy("Your role there"),
            widget=forms.TextInput(attrs={"autocomplete": "organization-title", "dir": "auto"}),
        ),
        gettext_lazy("Enter your role"),
        gettext_lazy("your role"),
    )
    email = worded(
        EmailField(
            label=gettext_lazy("Your e-mail address"),
            help_text=gettext_lazy("We send one letter to confirm it, and then what came of your question."),
            widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        ),
        gettext_lazy("Enter your e-mail address, such as name@example.org"),
        gettext_lazy("your e-mail address"),
    )
    consent = worded(
        forms.BooleanField(
            label=gettext_lazy("You may publish my question and the reply to it, without my name and address"),
            help_text=gettext_lazy("OPSI may reword the question first."),
        ),
        gettext_lazy("Tick that we may publish the question: without that we cannot pass it on"),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choices = Choices()
        for name in CHOSEN:
            terms, field = choices.of(name), self.fields[name]
            options = [(term.slug, term.shown) for term in terms]
            blank = _("Not about a community")
            field.choices = with_blank(options, blank) if name == "maturity" else options  # type: ignore[attr-defined]
        listed = with_blank(countries.all_countries(), _("I would rather not say"))
        self.fields["host"].choices = listed  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What was said, without the address."""
        return {key: value for key, value in self.cleaned_data.items() if key not in ("email", "consent")}
