"""A question on the desk, before it is relayed and once its answers are in, and the forms it is decided with."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from communities import entry as entries
from communities import facets, index
from communities.models import Community
from communities.reply_models import CONTEXT, QUESTION, REPLY

from .. import moderation
from ..decision_form import DecisionForm
from ..models import Decision, Inquiry, Kind, Relay, State, Submission, Verb
from ..review import Review
from . import consolidating, matching, relaying
from .consolidating import Consolidated

MOST_SHOWN = 15
# The panel knows four decisions; on a question that was not relayed yet, the first two are these.
BEFORE = (
    (Verb.APPROVE, _("Relay it")),
    (Verb.ASK, _("Keep it: nobody fits today")),
    (Verb.DECLINE, _("Decline")),
    (Verb.SPAM, _("Mark as spam")),
)
ONCE_ANSWERED = (
    (Verb.APPROVE, _("Publish the reply")),
    (Verb.DECLINE, _("Decline: there is no reply")),
)
# Said of the question on the desk, by the key of the answer.
ASKED = {
    "question": _("As it was asked"),
    "context": _("What they should know"),
    "tried": _("What its sender tried (OPSI only)"),
    "organisation": _("Organisation (OPSI only)"),
    "part": _("Role there (OPSI only)"),
}
ABOUT = {"topic": _("Topics"), "purpose": _("Purposes"), "maturity": _("Stage"), "host": _("Country")}


@dataclass(frozen=True)
class Shown:
    """A convener who fits, as the desk shows them."""

    steward: int
    entry: entries.Entry
    reasons: list[str]


class WordingForm(DecisionForm):
    """The panel with the wording that is published."""

    decisions: tuple[tuple[str, Any], ...] = ()
    question = forms.CharField(max_length=QUESTION, required=False, label=_("Question, as it is published"))
    context = forms.CharField(max_length=CONTEXT, required=False, label=_("What it is about, as it is published"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, kind=Kind.QUESTION, **options)
        self.fields["decision"] = forms.ChoiceField(
            choices=self.decisions, initial=Verb.APPROVE, widget=forms.RadioSelect
        )
        self.fields["question"].widget = forms.Textarea({"rows": 2, "form": "decide", "maxlength": QUESTION})
        self.fields["context"].widget = forms.Textarea({"rows": 4, "form": "decide", "maxlength": CONTEXT})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.wants(Verb.APPROVE) and not cleaned.get("question") and "question" not in self.errors:
            self.add_error("question", _("Write the question as it is published."))
        return cleaned

    def wants(self, verb: Verb) -> bool:
        return bool(self.cleaned_data.get("decision") == verb)


class RelayForm(WordingForm):
    """Before it is relayed: to whom."""

    decisions = BEFORE
    ask = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, stewards: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ask"].choices = [(str(pk), str(pk)) for pk in stewards]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.wants(Verb.APPROVE) and "ask" in cleaned and not 0 < len(cleaned["ask"]) <= settings.MOST_ASKED:
            self.add_error("ask", _("Choose at least one convener, and at most five."))
        return cleaned


class ReplyForm(WordingForm):
    """Once the answers are in: the reply, and whom it cites."""

    decisions = ONCE_ANSWERED
    reply = forms.CharField(
        max_length=REPLY,
        required=False,
        label=_("The reply, in Markdown"),
        help_text=_("Paragraphs, lists, emphasis and links. Name nobody."),
        widget=forms.Textarea({"rows": 14, "form": "decide", "maxlength": REPLY}),
    )
    language = forms.ChoiceField(
        choices=settings.LANGUAGES,
        label=_("Language of the question and the reply"),
        widget=forms.Select({"form": "decide"}),
    )
    cite = forms.MultipleChoiceField(required=False)
    answers = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, citable: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cite"].choices = [(str(pk), str(pk)) for pk in citable]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.wants(Verb.APPROVE):
            if not cleaned.get("reply"):
                self.add_error("reply", _("Write the reply."))
            if not cleaned.get("cite"):
                self.add_error("cite", _("Choose at least one community that agreed to be cited."))
        return cleaned


class QuestionReview(Review):
    """A question as the desk shows it: who fits before it is relayed, who answered after that."""

    is_question = True

    @cached_property
    def inquiry(self) -> Inquiry | None:
        """What became of it once it was relayed."""
        return Inquiry.objects.select_related("reply").filter(submission=self.submission).first()

    @cached_property
    def matches(self) -> list[Shown]:
        """The conveners who fit best, each with the reasons."""
        catalogue = index.current()
        best = relaying.matches(self.submission, catalogue)[:MOST_SHOWN]
        found = Community.objects.published().entries_of(one.candidate.community for one in best)
        return [
            Shown(one.candidate.steward, found[one.candidate.community], matching.reasons(catalogue, one))
            for one in best
            if one.candidate.community in found
        ]

    @cached_property
    def relays(self) -> list[Relay]:
        """Who was asked, and what they said."""
        return consolidating.relays(self.inquiry) if self.inquiry else []

    @property
    def number_answered(self) -> int:
        return sum(1 for one in self.relays if one.answer)

    @property
    def citable(self) -> list[int]:
        """The communities that a reply may cite."""
        return [one.steward.community_id for one in consolidating.usable(self.relays)]

    @property
    def can_gather(self) -> bool:
        return self.submission.state == State.RELAYED and moderation.may_moderate(self.user)

    @property
    def can_take_down(self) -> bool:
        """Whether its reply can be withdrawn or restored here."""
        has_reply = self.inquiry is not None and self.inquiry.reply is not None
        return has_reply and self.submission.state == State.APPROVED and moderation.may_withdraw(self.user)

    @property
    def said(self) -> list[tuple[Any, str]]:
        """What was asked, in the sender's words."""
        given = {**self.submission.answers, **self.submission.private_answers}
        return [(label, given[key]) for key, label in ASKED.items() if given.get(key)]

    @property
    def about(self) -> list[tuple[Any, str]]:
        """What it is about, in terms."""
        catalogue, found = index.current(), []
        for key, label in ABOUT.items():
            value = self.submission.answers.get(key)
            values = value if isinstance(value, list) else [value] if value else []
            name = "country" if key == "host" else key
            if values:
                found.append((label, ", ".join(facets.label(catalogue, name, one) for one in values)))
        return found

    # Nothing of an entry is proposed, and what a sender keeps private is shown with the question.
    seen = ""
    private = ()  # type: ignore[assignment]

    def form(self, data: Mapping[str, Any] | None = None) -> DecisionForm:
        """The panel, for what this page shows; with what was typed on a page that came too late."""
        fresh: dict[str, Any] = {"version": self.submission.version, "answers": consolidating.digest(self.relays)}
        begun = {
            "question": self.inquiry.question if self.inquiry else self.submission.name,
            "context": self.inquiry.context if self.inquiry else self.submission.entry.get("summary", ""),
            "reply": self._reply_so_far(),
            "language": self.submission.language,
            "cite": [str(pk) for pk in self.citable],
        }
        if data is not None:
            many = ("ask", "cite")
            typed = {key: data.getlist(key) if key in many else data.get(key) for key in data if key not in fresh}  # type: ignore[attr-defined]
            begun |= typed
        return self._of(initial={**begun, **fresh})

    def bound(self, data: Mapping[str, Any]) -> DecisionForm:
        return self._of(data)

    def carry_out(self, form: DecisionForm) -> Decision:
        """Call the verb that the panel asks for. Raises what that raises."""
        given = form.cleaned_data
        seen: dict[str, Any] = {"version": given["version"], "user": self.user, "note": given["note"]}
        worded = {"words": given["words"]}
        match given["decision"]:
            case Verb.APPROVE if self.inquiry is None:
                chosen = [int(pk) for pk in given["ask"]]
                wording = {"wording": given["question"], "context": given["context"]}
                return moderation.relay(self.submission, **seen, **worded, **wording, chosen=chosen)
            case Verb.APPROVE:
                made = Consolidated(
                    question=given["question"],
                    context=given["context"],
                    reply=given["reply"],
                    language=given["language"],
                    cites=[int(pk) for pk in given["cite"]],
                    seen=given["answers"],
                )
                return moderation.approve(self.submission, **seen, **worded, made=made)
            case Verb.ASK:
                return moderation.keep(self.submission, **seen, **worded)
            case Verb.DECLINE:
                return moderation.decline(self.submission, **seen, **worded, reason=form.reason)
        return moderation.spam(self.submission, **seen, reason=form.reason)

    def _reply_so_far(self) -> str:
        former = self.inquiry.reply if self.inquiry else None
        return former.reply if former else consolidating.begun(self.relays)

    def _of(self, *args: Any, **options: Any) -> DecisionForm:
        options["language"] = self.submission.language
        if self.inquiry is None:
            return RelayForm(*args, stewards=[one.steward for one in self.matches], **options)
        return ReplyForm(*args, citable=self.citable, **options)


def review_of(submission: Submission, user: User, seen: str = "") -> Review:
    """A submission of any kind as the desk shows it."""
    kind = QuestionReview if submission.kind == Kind.QUESTION else Review
    return kind(submission, user, seen)
