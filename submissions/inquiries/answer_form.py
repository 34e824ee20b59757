"""The form by which a convener answers a question that was passed on to them."""

from django import forms
from django.utils.translation import gettext_lazy

from ..fields import AnswerField, TextField, worded
from ..inquiry_models import ANSWER


class RelayAnswerForm(forms.Form):
    """What they found, and whether it may be published with the name of their community."""

    use_required_attribute = False
    bound_field_class = AnswerField
    says_who_sees = ("answer",)
    answer = worded(
        TextField(
            limit=ANSWER,
            one_line=False,
            label=gettext_lazy("Your answer"),
            help_text=gettext_lazy("What you did, what happened, and what you would do again. Name no people."),
            widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        ),
        gettext_lazy("Write your answer, or press “I would rather not” below"),
        gettext_lazy("your answer"),
    )
    may_cite = worded(
        forms.BooleanField(
            required=False,
            label=gettext_lazy("OPSI may publish it as part of the reply, with the name of our community"),
            help_text=gettext_lazy("Without this, OPSI’s staff read your answer and nothing of it is published."),
        ),
        gettext_lazy("Tick it or leave it empty"),
    )
