"""What a moderator sees of one submission, and what they can do with it. Nothing here changes anything."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy

from communities import entry as entries
from communities import index, labels, readable
from communities.entry import Entry, Problem
from communities.models import Community, Terms

from . import (
    approval,
    calls,
    difference,
    history,
    introduction_letters,
    lesson_approval,
    lesson_review,
    moderation,
    passing_on,
    questionnaire,
    reports,
    session_review,
    stewardship,
)
from .decision_form import DecisionForm
from .difference import Row
from .models import (
    BESIDE_ENTRY,
    OF_QUESTIONNAIRE,
    Kind,
    Origin,
    State,
    Steward,
    Submission,
    Verb,
)
from .questionnaire.shape import FROM_CALL

SEEN = "submissions.review.seen"  # what the signature of the entry that a page showed is for
USES = {
    "publish": gettext_lazy("Publish"),
    "map": gettext_lazy("Map"),
    "case-study": gettext_lazy("Case study"),
    "peers": gettext_lazy("Contact by peers"),
    "question": gettext_lazy("Publishing the question and the reply, without a name"),
}


class Review:
    """A submission as the desk shows it: proposed beside live, its duplicates, its sender, its history."""

    is_question = False

    def __init__(self, submission: Submission, user: User, seen: str = "") -> None:
        self.submission, self.user, self.seen_before = submission, user, seen

    # The entry --------------------------------------------------------------------------------------

    @cached_property
    def terms(self) -> Terms:
        return index.terms()

    @cached_property
    def proposed(self) -> Entry:
        return entries.normalise(self.submission.entry)

    @property
    def community(self) -> Community | None:
        return self.submission.community_now

    @property
    def was_merged(self) -> bool:
        """Whether the entry that it is about has been merged into another since."""
        return self.community != self.submission.community

    @property
    def is_change(self) -> bool:
        return self.submission.is_change and self.community is not None

    @property
    def is_report(self) -> bool:
        return self.submission.kind == Kind.REPORT

    @property
    def is_of_listed(self) -> bool:
        """Whether it is about an entry that is there already."""
        return self.is_change or not self.submission.proposes_entry

    @cached_property
    def live(self) -> Entry:
        """The entry as published; a blank one for a new community."""
        return entries.upgrade(self.community.entry) if self.is_of_listed and self.community else entries.blank()

    @property
    def live_number(self) -> int | None:
        return self.community.revision_number if self.is_of_listed and self.community else None

    @property
    def has_moved_on(self) -> bool:
        """Whether the live entry was published anew after the sender began."""
        is_compared = self.is_of_listed and self.submission.kind not in BESIDE_ENTRY
        return is_compared and (self.was_merged or self.live_number != self.submission.base_revision)

    @cached_property
    def rows(self) -> list[Row]:
        """What approving would change, compared with what is live now; of a report or claim, all that is live."""
        if self.is_lesson:
            return lesson_review.stated_rows(self.submission)
        if self.is_session:
            return session_review.stated_rows(self.submission)
        if not self.submission.proposes_entry:
            return difference.stated_rows(self.live, self.terms)
        if not self.is_change:
            return difference.stated_rows(self.proposed, self.terms)
        differing = entries.changed_fields(self.live, self.proposed)
        fields = [field for field in approval.proposed_changes(self.submission) if field in differing]
        moved = entries.changed_fields(approval.base_of(self.submission), self.live) if self.has_moved_on else []
        return difference.changed_rows(self.live, self.proposed, fields, self.terms, moved)

    @cached_property
    def unchanged(self) -> list[Row]:
        changed = [field for row in self.rows for field in row.fields]
        return difference.stated_rows(self.live, self.terms, leave_out=changed) if self.is_change else []

    @cached_property
    def not_stated(self) -> list[str]:
        """Of a new community: what nobody said."""
        if self.is_of_listed:
            return []
        shown = {field for row in self.rows for field in row.fields}
        said = shown.union(entries.kept_back(self.proposed["withheld"]))
        return [str(labels.LABELS[field]) for field in entries.CONTENT_FIELDS if field not in said]

    @cached_property
    def problems(self) -> list[Problem]:
        """What keeps the proposal from being published as it is."""
        return [] if not self.submission.proposes_entry else entries.validate(self.proposed, self.terms)

    def as_published(self) -> Entry:
        """The entry as it would read once approved."""
        now = timezone.now()
        today, confirmed = now.date().isoformat(), approval.confirmed_on(self.submission, now)
        stamps: dict[str, Any] = {"revision": (self.live_number or 0) + 1, "updated": today}
        if confirmed:
            stamps["confirmed"] = confirmed.isoformat()
        if self.is_change:
            fields = [field for row in self.rows for field in row.fields]
            return {**approval.applied(self.live, self.submission, fields), **stamps}
        return {**self.proposed, "slug": "preview", "listed": today, **stamps}

    def fields_taken(self, keys: Iterable[str]) -> list[str]:
        """The fields of the rows taken, and those that are live already, as the verb wants them."""
        keys = set(keys)
        shown = {field for row in self.rows for field in row.fields}
        taken = {field for row in self.rows if row.key in keys for field in row.fields}
        changes = approval.proposed_changes(self.submission)
        return [field for field in changes if field in taken or (taken and field not in shown)]

    # What was seen ----------------------------------------------------------------------------------

    @property
    def seen(self) -> str:
        """The proposal as this page shows it, signed, so that a later page can say what changed since."""
        shown = self.submission.answers if self.submission.kind in BESIDE_ENTRY else self.proposed
        return signing.dumps(shown, salt=SEEN, compress=True)

    @cached_property
    def changed_since_seen(self) -> list[Row]:
        """What is different now from what a stale page showed."""
        try:
            seen = signing.loads(self.seen_before, salt=SEEN)
        except signing.BadSignature:
            return []
        if self.is_lesson:
            return lesson_review.changed_rows(seen, self.submission)
        if self.is_session:
            return session_review.changed_rows(seen, self.submission)
        before = entries.normalise(seen)
        changed = entries.changed_fields(before, self.proposed)
        return difference.changed_rows(before, self.proposed, changed, self.terms)

    # What was reported ------------------------------------------------------------------------------

    @property
    def matter_reported(self) -> str:
        return reports.matter_of(self.submission)

    @cached_property
    def other_reported(self) -> Community | None:
        """The entry that is said to be the same one."""
        return reports.other_of(self.submission)

    @property
    def is_lesson(self) -> bool:
        return self.submission.kind == Kind.LESSON

    @cached_property
    def came_with(self) -> Submission | None:
        """The form with which a lesson was sent."""
        return self.submission.lesson_sent.came_with if self.is_lesson else None

    @cached_property
    def community_of_lesson(self) -> Community | None:
        return lesson_approval.community_of(self.submission) if self.is_lesson else None

    @property
    def is_confirmation(self) -> bool:
        return self.submission.kind == Kind.CONFIRMATION

    @property
    def is_session(self) -> bool:
        return self.submission.kind == Kind.SESSION

    @cached_property
    def checks(self) -> list[session_review.Check]:
        """What to look at before a session is approved."""
        return session_review.checks(self.submission, self.live)

    @property
    def is_claim(self) -> bool:
        return self.submission.kind == Kind.CLAIM

    @cached_property
    def stewards(self) -> list[Steward]:
        """Who looks after the entry of a claim, or did, the latest first."""
        return list(Steward.objects.filter(community=self.community).order_by("-since", "-pk")[:20])

    @cached_property
    def has_others_on_record(self) -> bool:
        """Whether an accepted claim leaves a choice about those who look after the entry."""
        return self.is_claim and stewardship.others_of(self.submission).exists()

    # Who wishes to be introduced --------------------------------------------------------------------

    @property
    def is_introduction(self) -> bool:
        return self.submission.kind == Kind.INTRODUCTION

    @cached_property
    def asking(self) -> Community | None:
        """The community for which it was asked; None where a visitor asks."""
        return introduction_letters.asking_community(self.submission.answers)

    @cached_property
    def can_be_passed_on(self) -> int:
        """To how many stewards it would be passed on now."""
        return passing_on.free(self.submission).count()

    @cached_property
    def is_asked_often(self) -> bool:
        """Whether somebody agreed to be asked, and was asked as often this quarter as may be."""
        willing = passing_on.willing(self.submission.community_now, but_for=self.submission.sender_email)
        return not self.can_be_passed_on and willing.exists()

    # Around it --------------------------------------------------------------------------------------

    @property
    def days_waiting(self) -> int | None:
        since = self.submission.pending_since
        return (timezone.now() - since).days if since and self.submission.state == State.PENDING else None

    @property
    def role(self) -> str:
        """The sender's role, as the questionnaire calls it."""
        slug = self.submission.sender_role
        return self.terms["respondent"][slug].shown if slug in self.terms["respondent"] else slug

    @property
    def names_sender(self) -> bool:
        """Whether its reader may know who sent it: whoever decides, and not whoever reads answers to analyse them."""
        return moderation.may_moderate(self.user)

    @property
    def domain(self) -> str:
        return self.submission.sender_email.rpartition("@")[2]

    @property
    def is_own_domain(self) -> bool:
        """Whether the sender's address is at the community's own website: that of the live entry where there is one."""
        return self._is_at_domain((self.live if self.is_of_listed else self.proposed)["website"])

    @property
    def is_own_domain_by_proposal(self) -> bool:
        """Whether it would be so only once the website that its sender proposes is published: a risk."""
        return self.is_change and not self.is_own_domain and self._is_at_domain(self.proposed["website"])

    def _is_at_domain(self, website: str) -> bool:
        host = website.partition("://")[2].partition("/")[0].lower().removeprefix("www.")
        domain = self.domain.lower()
        return bool(host and domain) and (host == domain or host.endswith(f".{domain}"))

    @property
    def private(self) -> list[tuple[str, Any]]:
        """The answers that are not published, what is withheld of the entry among them."""
        given = self.submission.private_answers if moderation.may_read_answers(self.user) else {}
        return [self._told(key, value) for key, value in given.items() if value not in (None, "", [])]

    def _told(self, key: str, value: Any) -> tuple[str, Any]:
        if key.startswith(FROM_CALL):
            return calls.told(self.submission.call, key, value)
        label = str(questionnaire.label_of(key))
        return label, readable.words(key, value, self.terms) if key in entries.CONTENT_FIELDS else value

    @property
    def consents(self) -> dict[str, list[str]]:
        """What the sender agreed to, and what not."""
        uses: dict[str, list[str]] = {"given": [], "refused": []}
        for consent in self.submission.consents:
            use = consent.get("use", "")
            uses["given" if consent.get("given") else "refused"].append(str(USES.get(use, use)))
        return uses

    @property
    def import_notes(self) -> list[str]:
        return [_note(note) for note in self.submission.import_notes]

    @cached_property
    def history(self) -> list[history.Line]:
        """What was done, the latest first; its words, which may name the sender, for those who may know who that is."""
        lines = history.of(self.submission)
        return lines if self.names_sender else [replace(line, words="", about_fields=[], note="") for line in lines]

    @cached_property
    def others(self) -> list[Submission]:
        """Other submissions about the same community that wait as well."""
        if self.community is None:
            return []
        waiting = Submission.objects.awaiting_review().filter(community=self.community).exclude(pk=self.submission.pk)
        if not self.names_sender:
            waiting = waiting.filter(kind__in=OF_QUESTIONNAIRE)
        return list(waiting.defer("search")[:10])

    @cached_property
    def colleagues(self) -> list[User]:
        return list(moderation.moderators())

    # What can be done -------------------------------------------------------------------------------

    @property
    def can_decide(self) -> bool:
        return self.submission.state == State.PENDING and moderation.may_moderate(self.user)

    @property
    def can_relate(self) -> bool:
        """Whether it can be taken as a change of an entry that looks the same."""
        return self.can_decide and self.submission.kind == Kind.NEW and self.community is None

    @property
    def can_merge(self) -> bool:
        """Whether the entry that it is about can be merged with another."""
        is_listed = self.community is not None and self.community.is_published
        return is_listed and self.user.has_perm("communities.merge_community")

    @property
    def is_held(self) -> bool:
        """Whether an import holds it with a question, for a moderator to answer by a correction."""
        held = self.submission.state == State.DRAFT and self.submission.origin == Origin.IMPORT
        return held and moderation.may_moderate(self.user)

    @property
    def can_assign(self) -> bool:
        return self.submission.state in moderation.MOVES[Verb.ASSIGN] and moderation.may_moderate(self.user)

    @property
    def can_take_up(self) -> bool:
        """Whether the time that its sender had for an answer is over."""
        until = self.submission.answer_until
        return until is not None and until <= timezone.now() and moderation.may_moderate(self.user)

    @property
    def can_undo(self) -> bool:
        last = self.history[0].decision if self.history else None
        return moderation.may_moderate(self.user) and moderation.can_undo(self.submission, last)

    def bound(self, data: Mapping[str, Any]) -> DecisionForm:
        """The panel as it was sent."""
        return DecisionForm(data, kind=self.submission.kind, language=self.submission.language)

    def form(self, data: Mapping[str, Any] | None = None) -> DecisionForm:
        """The panel, for the version that this page shows; with what was typed on a page that came too late."""
        fresh = {"version": self.submission.version, "base": self.live_number, "seen": self.seen}
        if data is None:
            return DecisionForm(initial=fresh, kind=self.submission.kind)
        empty = DecisionForm(kind=self.submission.kind)
        typed = {key: data.getlist(key) if key == "met" else data.get(key, "") for key in empty.fields}  # type: ignore[attr-defined]
        return DecisionForm(initial={**typed, **fresh}, kind=self.submission.kind)


def _note(note: Any) -> str:
    if isinstance(note, Mapping):
        field = str(note.get("field", ""))
        label = str(labels.LABELS.get(field, field))
        return f"{label}: {note.get('message', '')}" if label else str(note.get("message", ""))
    return str(note)
