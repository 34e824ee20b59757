"""What is held about a sender: given to them whole, and erased at their word. The published community stays.

An address that was confirmed speaks for everything that came from it. Without that only the submission itself is
touched, for anybody can type anybody's address.
"""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from post_office.models import Email

from communities import done_since, publishing, releases, revisions
from communities import entry as entries
from communities.models import Community, Role

from . import alerts, bounces, course, moderation, records
from .inquiries import letters as question_letters
from .inquiries import personal as of_questions
from .introduction_letters import MADE
from .living import inviting
from .living import personal as of_letters
from .models import Alert, Introduction, Kind, Origin, PostedLetter, Reply, State, Steward, Submission, Verb

MAILBOX = "mailbox"
BLANK: dict[str, Any] = {
    "entry": {},
    "answers": {},
    "private_answers": {},
    "consents": [],
    "sender_name": "",
    "sender_email": "",
    "sender_role": "",
    "address_confirmed_at": None,
    "fingerprint": "",
    "lookalikes": [],
    "lookalike_answer": "",
    "imported_from": "",
    "import_notes": [],
    "search": None,
}


def is_confirmed(submission: Submission) -> bool:
    """Whether its sender has shown that the address is theirs."""
    if submission.kind == Kind.REPORT:  # it is read before its address is confirmed, and without one
        return submission.address_confirmed_at is not None
    # A steward who asks to be introduced, who announces a session, or whoever answers a letter, had shown it before.
    is_shown_before = submission.kind in (Kind.INTRODUCTION, Kind.CONFIRMATION, Kind.SESSION)
    shown = (Verb.CONFIRM, Verb.QUEUE) if is_shown_before else (Verb.CONFIRM,)
    return bool(submission.sender_email) and submission.decisions.filter(verb__in=shown).exists()


def of_sender(submission: Submission) -> list[Submission]:
    """The submission, and all others from its address once that is confirmed."""
    same = Q(pk=submission.pk)
    if is_confirmed(submission):
        same |= Q(sender_email__iexact=submission.sender_email)
    return with_mistyped(same)


def with_mistyped(same: Q) -> list[Submission]:
    """These submissions, each with the form that was taken back for it because its address was mistyped.

    Both were begun at one moment.
    """
    begun = Submission.objects.filter(same).values("created_at")
    same |= Q(state=State.WITHDRAWN, origin=Origin.FORM, created_at__in=begun)
    return list(Submission.objects.filter(same).select_related("community", "call").defer("search").order_by("pk"))


def held(submission: Submission) -> dict[str, Any]:
    """Everything that is held about its sender, fit for JSON. Staff's notes among themselves are not theirs."""
    return held_of(of_sender(submission), [submission.sender_email] if is_confirmed(submission) else [])


def held_of(theirs: Sequence[Submission], addresses: Sequence[str]) -> dict[str, Any]:
    """Everything that is held of what somebody sent, and of these addresses."""
    stewards = [steward for address in addresses for steward in _stewards(address)]
    alerts_of = ("email", "query", "rhythm", "language", "asked_at", "confirmed_at", "ends_at")
    return {
        "taken": timezone.now(),
        "submissions": [_held_of(one) for one in theirs],
        "answers_for": [_held_of_steward(one) for one in stewards],
        "invitations": [one for address in addresses for one in of_letters.held(address)],
        "was_asked": of_questions.held_of_stewards(stewards),
        "alerts": [
            alert
            for address in addresses
            for alert in Alert.objects.filter(email__iexact=address).order_by("pk").values(*alerts_of)
        ],
    }


def erase(submission: Submission) -> None:
    """Take the person out of all that is kept: drafts go, what waits is withdrawn, what was sent is blanked."""
    with transaction.atomic():
        Submission.objects.select_for_update().defer("search").get(pk=submission.pk)
        addresses = [submission.sender_email] if is_confirmed(submission) else []
        done = erase_all(of_sender(submission), addresses)
    if done["mailboxes"]:
        own = {address.lower() for address in addresses}
        releases.forget_mailbox(lambda said: said.lower() in own, timezone.now().date().isoformat())


def erase_all(theirs: Sequence[Submission], addresses: Sequence[str]) -> Counter[str]:
    """The one rule of erasing: what somebody sent, and all else that is kept of these addresses. Counts it by name.

    Runs inside a transaction.
    """
    done: Counter[str] = Counter()
    for one in theirs:
        _erase(one)
        done["submissions"] += 1
    for address in addresses:
        stewards = _stewards(address)
        for alert in Alert.objects.filter(email__iexact=address):
            alerts.end(alert)
            done["alerts"] += 1
        done["letters"] += Email.objects.filter(to__iexact=address).delete()[1].get("post_office.Email", 0)
        done["bounces"] += bounces.works_again(address)
        done["mailboxes"] += _take_out_mailbox(address)
        of_questions.erase_stewards(stewards)
        done["invitations"] += of_letters.erase(address, stewards)
        for steward in stewards:
            _end(steward)
            done["stewards"] += 1
        transaction.on_commit(partial(done_since.note_erased, address))
    return done


def _erase(row: Submission) -> None:
    row.introductions.all().delete()
    if row.state == State.DRAFT and row.origin == Origin.FORM and not row.decisions.exists():
        forget_letters(row)
        row.delete()
        return
    if row.state in moderation.UNDECIDED:
        moderation.withdraw(row, version=row.version)
    blank(row)


def forget_letters(row: Submission) -> None:
    """The letters about a submission go, sent or waiting, and its private links."""
    Email.objects.filter(pk__in=row.letters.values("email")).delete()
    row.letter_links.all().delete()


def blank(row: Submission) -> None:
    """Leave of a submission that it was sent and decided, and when: nobody, no words, no private link."""
    forget_letters(row)
    records.redact(row)
    row.notes.all().delete()
    row.typed.all().delete()
    row.import_rows.update(name="", notes=[], lookalikes=[], proposed={})
    is_public = row.community is not None and row.state == State.APPROVED
    asked = of_questions.erase_question(row) if row.kind == Kind.QUESTION else ""
    Submission.objects.filter(pk=row.pk).update(
        **BLANK,
        name=row.community.name if row.community and is_public else asked,
        host=(row.community.host or "") if row.community and is_public else "",
        erased_at=timezone.now(),
    )


def _end(steward: Steward) -> None:
    _forget_introductions(steward)
    if steward.ended_at is None:
        steward.ended_at, steward.ended_by = timezone.now(), "erasure"
    blank_steward(steward)


def blank_steward(steward: Steward) -> None:
    """Leave of somebody's record that there was one, and how it ended; of an objection, what it is known again by."""
    if steward.ended_by == "objection" and steward.email:
        steward.mailbox = inviting.mailbox_digest(steward.email)
    steward.name = steward.email = steward.role = ""
    steward.may_be_asked, steward.private_answers, steward.consents = False, {}, []
    steward.save()
    steward.askings.all().delete()


def _forget_introductions(steward: Steward) -> None:
    """What was passed on to them goes, with the letters of this site that tell others who they are."""
    theirs = Introduction.objects.filter(steward=steward)
    made = PostedLetter.objects.filter(submission__introductions__in=theirs.filter(reply=Reply.ACCEPTED), name=MADE)
    Email.objects.filter(pk__in=made.values("email")).delete()
    theirs.delete()


def _take_out_mailbox(address: str) -> int:
    """A published mailbox that is the person's own address goes, also from former versions. From how many entries."""
    theirs = Q(entry__mailbox__iexact=address) | Q(revisions__entry__mailbox__iexact=address)
    communities = list(Community.objects.filter(theirs).defer("search").order_by("pk").distinct("pk"))
    for community in communities:
        if _is_theirs(community.entry, address):
            publishing.take_out(
                community, [MAILBOX], role=Role.STAFF, reason=_("A mailbox was taken out at its owner’s wish")
            )
        for revision in community.revisions.all():
            if _is_theirs(revision.entry, address):
                revisions.redact(revision, [MAILBOX])
    return len(communities)


def _is_theirs(entry: entries.Entry, address: str) -> bool:
    return (entry.get(MAILBOX) or "").lower() == address.lower()


def _stewards(address: str) -> list[Steward]:
    of_address = Steward.objects.filter(email__iexact=address) if address else Steward.objects.none()
    return list(of_address.select_related("community").order_by("pk"))


def _held_of(row: Submission) -> dict[str, Any]:
    now = timezone.now()
    return {
        "kind": row.kind,
        "state": course.shown_state(row).value,
        "community": row.name,
        "language": row.language,
        "call": row.call.slug if row.call else None,
        "begun": row.created_at,
        "answer_hoped_for_by": row.answer_until,
        "last_edited": row.updated_at,
        "sender": {"name": row.sender_name, "address": row.sender_email, "role": row.sender_role},
        "consents": row.consents,
        "answers": row.answers,
        "answers_not_published": row.private_answers,
        "proposed_entry": row.entry,
        "looked_the_same": [one["name"] for one in row.lookalikes],
        "history": [
            {"what": str(step.text), "at": step.at, "reason": step.reason, "words": step.words, "about": step.about}
            for step in course.of(row)
            if step.at
        ],
        # A letter that waits until its decision cannot be undone is not told of before it leaves.
        "letters": list(
            row.letters.exclude(email__scheduled_time__gt=now)
            .exclude(name__startswith=question_letters.TO_CONVENERS)
            .order_by("pk")
            .values("name", "created_at")
        ),
        **({"question": of_questions.held_of_question(row)} if row.kind == Kind.QUESTION else {}),
        "private_links": list(row.letter_links.order_by("pk").values("purpose", "created_at", "expires_at", "used_at")),
    }


def _held_of_steward(steward: Steward) -> dict[str, Any]:
    return {
        "community": steward.community.name,
        "name": steward.name,
        "address": steward.email,
        "role": steward.role,
        "may_be_asked": steward.may_be_asked,
        "consents": steward.consents,
        "answers_not_published": steward.private_answers,
        "since": steward.since,
        "ended": steward.ended_at,
        "asked_whether_right": list(steward.askings.order_by("pk").values("asked_at", "number")),
        "introductions": list(
            steward.introductions.order_by("pk").values("passed_on_at", "expires_at", "reply", "replied_at")
        ),
    }
