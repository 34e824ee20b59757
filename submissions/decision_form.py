"""The form of the decision panel: what can be decided on each kind of submission, its reasons, its words."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import criteria, reasons
from .desk_models import SavedWords
from .models import Kind, Verb
from .stewardship import Former

LONGEST_WORDS = 4000
DECISIONS = (
    (Verb.APPROVE, gettext_lazy("Approve")),
    (Verb.ASK, gettext_lazy("Ask for changes")),
    (Verb.DECLINE, gettext_lazy("Decline")),
    (Verb.SPAM, gettext_lazy("Mark as spam")),
)
DECISIONS_ON_REPORT = (
    (Verb.APPROVE, gettext_lazy("Done")),
    (Verb.DECLINE, gettext_lazy("Not followed")),
    (Verb.SPAM, gettext_lazy("Mark as spam")),
)
DECISIONS_ON_CLAIM = tuple(one for one in DECISIONS if one[0] != Verb.ASK)
DECISIONS_ON_INTRODUCTION = (
    (Verb.APPROVE, gettext_lazy("Pass on, or answer")),
    (Verb.DECLINE, gettext_lazy("Decline")),
    (Verb.SPAM, gettext_lazy("Mark as spam")),
)
DECISIONS_OTHERWISE = {
    Kind.REPORT: DECISIONS_ON_REPORT,
    Kind.CLAIM: DECISIONS_ON_CLAIM,
    Kind.CONFIRMATION: DECISIONS_ON_CLAIM,
    Kind.INTRODUCTION: DECISIONS_ON_INTRODUCTION,
    Kind.SESSION: DECISIONS_ON_CLAIM,
}


class DecisionForm(forms.Form):
    """The decision panel. Each decision has reasons of its own; only those of the one chosen are read."""

    decision = forms.ChoiceField(choices=DECISIONS, initial=Verb.APPROVE, widget=forms.RadioSelect)
    words = forms.CharField(required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 4}))
    note = forms.CharField(required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput)
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str = Kind.NEW, language: str = "en", **options: Any) -> None:
        super().__init__(*args, **options)
        self.written_in = language  # the letter
        self.saved = {str(one.pk): one for one in SavedWords.objects.filter(is_offered=True)}
        verbs = dict.fromkeys(one.get_verb_display() for one in self.saved.values())
        by_verb = [
            (verb, [(pk, one.title) for pk, one in self.saved.items() if one.get_verb_display() == verb])
            for verb in verbs
        ]
        self.fields["saved"] = forms.ChoiceField(choices=[("", _("None")), *by_verb], required=False)
        if offered := DECISIONS_OTHERWISE.get(Kind(kind)):
            self.fields["decision"] = forms.ChoiceField(choices=offered, initial=Verb.APPROVE, widget=forms.RadioSelect)
        if kind == Kind.CLAIM:
            self.fields["former"] = forms.ChoiceField(choices=[("", _("Choose")), *Former.choices], required=False)
        if kind in (Kind.NEW, Kind.CHANGE):
            self.fields["met"] = forms.MultipleChoiceField(choices=list(criteria.TITLES.items()), required=False)
        for verb, of_verb in reasons.offered(kind).items():
            choices = [(slug, words) for slug, words in of_verb.items()]
            self.fields[f"reason_{verb}"] = forms.ChoiceField(choices=[("", _("None")), *choices], required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == Verb.DECLINE and not cleaned.get("reason_decline"):
            self.add_error("reason_decline", _("Choose a reason: it is what the sender is told."))
        if saved := self.saved.get(cleaned.get("saved", "")):
            own = cleaned.get("words", "")
            cleaned["words"] = "\n\n".join(filter(None, (saved.said_in(self.written_in), own)))
        return cleaned

    @property
    def reason(self) -> str:
        """The reason chosen for the decision chosen."""
        return str(self.cleaned_data[f"reason_{self.cleaned_data['decision']}"])
