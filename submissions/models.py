"""What the public sends and what moderators decide: submissions and decisions. What is beside them is imported here.

Only `moderation` changes a submission's state; every change of state is a Decision. All personal data lives here.
"""

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Call, Community

from .alert_models import Alert, AlertLetter, AlertLink, Rhythm  # noqa: F401 - Django looks for models here
from .barring_models import Barred  # noqa: F401 - and here
from .bounce_models import SentBack  # noqa: F401 - and here
from .check_models import CheckAnswer, CheckSent, CheckTally, CountedPriority  # noqa: F401 - and here
from .desk_models import Checked, Hold, Note, SavedWords, Typed  # noqa: F401 - and here
from .digest_models import Digest  # noqa: F401 - and here
from .import_models import Import, ImportRow, Step  # noqa: F401 - and here
from .inquiry_models import Inquiry, Relay, RelayLink  # noqa: F401 - and these
from .introduction_models import Introduction, Reply  # noqa: F401 - and here
from .lesson_models import LessonSent  # noqa: F401 - and these
from .letter_models import LetterLink, PostedLetter, Purpose  # noqa: F401 - and here
from .limit_models import LimitCount  # noqa: F401 - and here
from .living_models import Asking, EntryLink, Invitation, InvitingLetter, KeptPulse, Round, Wave  # noqa: F401 - here
from .removal_models import Removal  # noqa: F401 - and here
from .session_models import SessionSent  # noqa: F401 - and this
from .steward_models import Steward  # noqa: F401 - and here
from .website_models import WebsiteLook  # noqa: F401 - and here


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    UNCONFIRMED = "unconfirmed", _("Waiting for its sender to confirm the address")
    PENDING = "pending", _("Waiting for OPSI")
    CHANGES_REQUESTED = "changes-requested", _("Waiting for its sender's answer")
    RELAYED = "relayed", _("Waiting for conveners’ answers")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    SPAM = "spam", _("Spam")
    WITHDRAWN = "withdrawn", _("Withdrawn by its sender")
    EXPIRED = "expired", _("Expired")


DECIDED = (State.APPROVED, State.DECLINED, State.SPAM)
UNDOABLE = (*DECIDED, State.RELAYED)
OPEN_TO_EDITING = (State.DRAFT, State.CHANGES_REQUESTED)


class Kind(models.TextChoices):
    NEW = "new", _("New community")
    CHANGE = "change", _("Change")
    CONFIRMATION = "confirmation", _("Confirmation")
    CLOSURE = "closure", _("Closure")
    LESSON = "lesson", _("Lesson")
    CLAIM = "claim", _("Claim")
    REPORT = "report", _("Report")
    QUESTION = "question", _("Question")
    INTRODUCTION = "introduction", _("Introduction")
    SESSION = "session", _("Session")


# These say how a listed entry should read instead.
CHANGING = (Kind.CHANGE, Kind.CLOSURE)
# These are answered in the questionnaire, or in a part of it.
OF_QUESTIONNAIRE = (Kind.NEW, *CHANGING, Kind.LESSON)
# These are published in their own words, beside the entry.
BESIDE_ENTRY = (Kind.LESSON, Kind.SESSION)


_ACTED_ON, _NOT_FOLLOWED = _("Acted on"), _("Not followed")
_ACCEPTED, _NOT_ACCEPTED = _("Accepted"), _("Not accepted")
# What staff call verbs and states of a kind that is neither published nor kept out.
SAID_OTHERWISE: dict[str, dict[str, Any]] = {
    Kind.REPORT: {
        "queue": _("Sent"),
        "approve": _ACTED_ON,
        "decline": _NOT_FOLLOWED,
        State.APPROVED: _ACTED_ON,
        State.DECLINED: _NOT_FOLLOWED,
    },
    Kind.CLAIM: {
        "approve": _ACCEPTED,
        "decline": _NOT_ACCEPTED,
        State.APPROVED: _ACCEPTED,
        State.DECLINED: _NOT_ACCEPTED,
    },
    Kind.CONFIRMATION: {
        "queue": _("Said that it is right"),
        "approve": _("Confirmed"),
        "decline": _NOT_ACCEPTED,
        State.APPROVED: _("Confirmed"),
        State.DECLINED: _NOT_ACCEPTED,
    },
}


class Origin(models.TextChoices):
    FORM = "form", _("Questionnaire")
    IMPORT = "import", _("Imported file")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def awaiting_review(self) -> Self:
        """What moderators have to decide, the longest waiting first."""
        return self.filter(state=State.PENDING).order_by("pending_since", "id")

    def new(self) -> Self:
        return self.filter(kind=Kind.NEW)

    def changes(self) -> Self:
        return self.filter(kind=Kind.CHANGE)


class Submission(models.Model):
    """One proposal about the catalogue: what is proposed, against which revision, by whom, and where it stands."""

    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.NEW)
    state = models.CharField(_("state"), max_length=18, choices=State, default=State.DRAFT, editable=False)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.FORM)
    version = models.PositiveIntegerField(default=1, editable=False)

    community = models.ForeignKey(
        Community,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("community"),
    )
    # The call through which it was begun, whether or not it was sent in time.
    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name=_("call")
    )
    base_revision = models.PositiveIntegerField(_("written against revision"), null=True, blank=True)
    entry = models.JSONField(_("proposed entry"), default=dict)
    name = models.CharField(_("name of the community"), max_length=200, blank=True)
    host = models.CharField(_("country"), max_length=2, blank=True)
    search = SearchVectorField(null=True)

    # What was typed, question by question, so that nothing is lost while it is not yet an entry.
    answers = models.JSONField(default=dict, blank=True)
    private_answers = models.JSONField(_("answers that are not published"), default=dict, blank=True)
    question_set = models.CharField(max_length=20, blank=True)
    language = models.CharField(_("language of the questionnaire"), max_length=5, default="en")

    sender_name = models.CharField(_("sender's name"), max_length=200, blank=True)
    sender_email = models.EmailField(_("sender's address"), blank=True)
    sender_role = models.CharField(_("sender's role"), max_length=12, blank=True)
    # Of a report: it waits for OPSI meanwhile, and other kinds only once it is.
    address_confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True, editable=False)
    consents = models.JSONField(_("consents"), default=list, blank=True)

    # Communities that look the same: a list of {"slug", "name", "score", "reasons"}, and what the sender said of them.
    lookalikes = models.JSONField(default=list, blank=True)
    lookalike_answer = models.CharField(max_length=12, blank=True)

    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_submissions",
        verbose_name=_("assignee"),
    )
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    imported_from = models.CharField(_("imported from"), max_length=300, blank=True)
    import_notes = models.JSONField(_("notes of the import"), default=list, blank=True)

    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    updated_at = models.DateTimeField(_("last edited"), auto_now=True)
    pending_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    # While its sender is asked something: by when OPSI hopes for the answer.
    answer_until = models.DateTimeField(_("answer hoped for by"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("its sender reminded"), null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        permissions = [
            ("moderate", _("Can decide on submissions")),
            ("analyse", _("Can read the answers that only OPSI sees, and export them")),
        ]
        indexes = [models.Index(fields=["state", "pending_since"]), models.Index(fields=["sender_email"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="submission_in_a_known_state"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="submission_of_a_known_kind"),
            models.CheckConstraint(condition=Q(version__gte=1), name="submission_versions_begin_at_one"),
            models.CheckConstraint(
                condition=~Q(kind__in=CHANGING) | Q(community__isnull=False, base_revision__isnull=False),
                name="submission_change_has_its_base",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED) | Q(kind=Kind.QUESTION) | Q(community__isnull=False),
                name="submission_approved_has_its_entry",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__isnull=False)
                | (~Q(state__in=DECIDED) & Q(decided_at__isnull=True)),
                name="submission_decided_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PENDING) | Q(pending_since__isnull=False),
                name="submission_pending_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CHANGES_REQUESTED, answer_until__isnull=False)
                | (~Q(state=State.CHANGES_REQUESTED) & Q(answer_until=None)),
                name="submission_asked_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.IMPORT)
                | Q(kind=Kind.REPORT)
                | Q(state__in=(State.DRAFT, State.EXPIRED, State.WITHDRAWN))
                | Q(erased_at__isnull=False)
                | ~Q(sender_email=""),
                name="submission_sent_has_an_address",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(sender_name="", sender_email="", sender_role="", answers={}, private_answers={}, entry={}),
                name="submission_erased_holds_nobody",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=(Kind.REPORT, Kind.CLAIM, Kind.INTRODUCTION, Kind.SESSION))
                | Q(community__isnull=False, base_revision__isnull=False),
                name="submission_report_or_claim_has_its_entry",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RELAYED) | Q(kind=Kind.QUESTION), name="submission_relayed_is_a_question"
            ),
            models.CheckConstraint(
                condition=Q(address_confirmed_at=None) | (Q(kind=Kind.REPORT) & ~Q(sender_email="")),
                name="submission_report_confirms_an_address",
            ),
            models.UniqueConstraint(
                fields=["fingerprint"], condition=~Q(fingerprint=""), name="submission_imported_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Community without a name yet"))

    @property
    def community_now(self) -> Community | None:
        """The community that it is about; where that was merged, the one that has its entry now."""
        one = self.community
        while one is not None and one.merged_into is not None:
            one = one.merged_into
        return one

    @property
    def is_open_to_editing(self) -> bool:
        """Whether its sender may still change the answers."""
        return self.state in OPEN_TO_EDITING

    @property
    def is_change(self) -> bool:
        """Whether it says how a listed entry should read instead; to close one is such a change."""
        return self.kind in CHANGING

    @property
    def proposes_entry(self) -> bool:
        """Whether it says how an entry should read, so that it can be previewed, corrected and asked about."""
        return self.kind in (Kind.NEW, *CHANGING)

    @property
    def can_be_asked(self) -> bool:
        """Whether its sender can be asked to change what it says."""
        return self.proposes_entry or self.kind == Kind.LESSON

    @property
    def decided_upon(self) -> dict[str, Any]:
        """What a decision is about: the proposed entry, the lesson, or the session."""
        return self.answers if self.kind in BESIDE_ENTRY else self.entry

    @property
    def awaits_confirmation(self) -> bool:
        """Whether its sender has still to show that the address is theirs; until then no other letter goes there."""
        if self.kind == Kind.REPORT:
            return bool(self.sender_email) and not self.address_confirmed_at and self.state != State.WITHDRAWN
        return self.state == State.UNCONFIRMED

    @property
    def can_be_answered(self) -> bool:
        """Whether a decision can be told to its sender."""
        return bool(self.sender_email) and not self.awaits_confirmation

    @property
    def stands(self) -> str:
        """The state as staff call it."""
        return str(SAID_OTHERWISE.get(self.kind, {}).get(self.state) or self.get_state_display())

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED


class Verb(models.TextChoices):
    SEND = "send", _("Sent")
    CONFIRM = "confirm", _("Address confirmed")
    QUEUE = "queue", _("Put into the queue")
    ASK = "ask", _("Asked for changes")
    ANSWER = "answer", _("Answered")
    MORE_TIME = "more-time", _("More time asked for")
    TAKE_UP = "take-up", _("Taken up without an answer")
    CORRECT = "correct", _("Corrected by a moderator")
    APPROVE = "approve", _("Approved")
    DECLINE = "decline", _("Declined")
    SPAM = "spam", _("Marked as spam")
    UNDO = "undo", _("Decision undone")
    WITHDRAW = "withdraw", _("Withdrawn")
    EXPIRE = "expire", _("Expired")
    ASSIGN = "assign", _("Assigned")
    RELAY = "relay", _("Relayed to conveners")
    GATHER = "gather", _("Answers gathered")
    KEEP = "keep", _("Kept until somebody fits")
    TAKE_DOWN = "take-down", _("Reply withdrawn")
    PUT_BACK = "put-back", _("Reply restored")
    RELATE = "relate", _("Taken as a change of a listed entry")
    CALL_OFF = "call-off", _("Session called off")


class Actor(models.TextChoices):
    SENDER = "sender", _("Sender")
    MODERATOR = "moderator", _("Moderator")
    SYSTEM = "system", _("The site itself")


class Decision(models.Model):
    """One act upon a submission, for ever. A trigger refuses to change or delete it; its words can be erased."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions")
    sequence = models.PositiveIntegerField()
    verb = models.CharField(max_length=10, choices=Verb)
    from_state = models.CharField(max_length=18, choices=State)
    to_state = models.CharField(max_length=18, choices=State)
    actor = models.CharField(max_length=10, choices=Actor)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="decisions")
    reason = models.CharField(max_length=40, blank=True)
    submission_version = models.PositiveIntegerField()
    # What was decided upon: the digest of the proposed entry, and the fields that were taken or corrected.
    entry_digest = models.CharField(max_length=64)
    fields = models.JSONField(default=list)
    revision = models.PositiveIntegerField(null=True)
    words_digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("submission", "sequence")
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=("submission", "sequence"), name="decision_sequence_once_in_its_submission"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="decision_sequence_begins_at_one"),
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="decision_of_a_known_verb"),
            models.CheckConstraint(
                condition=Q(actor=Actor.MODERATOR, user__isnull=False)
                | (~Q(actor=Actor.MODERATOR) & Q(user__isnull=True)),
                name="decision_by_a_moderator_names_the_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}, {self.sequence}: {self.verb}"

    @property
    def done(self) -> str:
        """What was done, as staff call it."""
        return str(SAID_OTHERWISE.get(self.submission.kind, {}).get(self.verb) or self.get_verb_display())


class Words(models.Model):
    """The free words of a decision: to the sender, and a note among staff. Erasing them leaves the decision."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="words")
    to_sender = models.TextField(_("to the sender"), blank=True)
    about_fields = models.JSONField(_("about single fields"), default=dict, blank=True)
    note = models.TextField(_("note among staff"), blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("words of a decision")
        verbose_name_plural = _("words of decisions")

    def __str__(self) -> str:
        return self.to_sender[:80]
