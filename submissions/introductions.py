"""Introductions: asking for one, and the reply of who is asked. An address passes only once both sides have agreed.

A convener asks from the page of a submission; a visitor where an entry does not say how to join. OPSI looks at either
first. Each act locks the submission's row and then the steward's.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from communities.models import Community

from . import consents, course, introduction_letters, limits, links, moderation, once, passing_on
from .limits import Limit
from .links import Issued
from .models import Introduction, Kind, Purpose, Reply, State, Steward, Submission

MOST_OPEN = 3
OF_STEWARDS = (Kind.NEW, Kind.CHANGE, Kind.CLAIM, Kind.CONFIRMATION, Kind.SESSION)


class NotOpen(Exception):
    """It can no longer be asked, or replied to."""


class TooManyOpen(Exception):
    """As many as one may have wait for an answer."""


# Asking ----------------------------------------------------------------------------------------------


def make(
    community: Community, who: Mapping[str, str], said: Mapping[str, str], *, language: str, network: str
) -> Issued | None:
    """Store a visitor's wish and mail the link that confirms the address; said again within the hour, it is the same.

    `who` has `name` and `email`, `said` has `organisation` and `words`. Raises TooOftenError.
    """
    sender = {f"sender_{key}": value for key, value in who.items()}
    wish = once.about(community, Kind.INTRODUCTION, network, answers=dict(said), language=language, **sender)
    with transaction.atomic():
        row = once.known(wish)
        if row is None:
            limits.take(Limit.LETTERS_OF_NETWORK, network)
            limits.take(Limit.LETTERS_TO_ADDRESS, limits.mailbox_of(wish.sender_email))
            row = once.store(wish)
            if row is wish:
                moderation.send(row, version=row.version)
        return links.issue(row, Purpose.RESUME) if row.awaits_confirmation else None


def ask(steward: Steward, community: Community, words: str, *, language: str) -> Submission:
    """A steward asks to be introduced to who looks after another community. Asked twice, it is the one that is open.

    Raises NotOpen where nobody there may be asked, TooManyOpen.
    """
    with transaction.atomic():
        steward = Steward.objects.select_for_update(of=("self",)).select_related("community").get(pk=steward.pk)
        if steward.ended_at or not willing([community.pk], steward):
            raise NotOpen
        waiting = list(open_of(steward))
        if known := next((row for row in waiting if row.community_id == community.pk), None):
            return known
        if len(waiting) >= MOST_OPEN:
            raise TooManyOpen
        row = Submission.objects.create(
            kind=Kind.INTRODUCTION,
            community=community,
            base_revision=community.revision_number,
            entry=community.entry,
            name=community.name,
            host=community.host or "",
            answers={"words": words, "from": steward.community.slug},
            language=language,
            sender_name=steward.name,
            sender_email=steward.email,
            sender_role=steward.role,
        )
        moderation.introduce(row)
        return row


def steward_of(submission: Submission) -> Steward | None:
    """The current steward behind an approved submission, as whom its sender may ask."""
    if submission.state != State.APPROVED or submission.kind not in OF_STEWARDS or not submission.sender_email:
        return None
    of_community = Steward.objects.filter(community=submission.community_now, ended_at=None)
    found = of_community.filter(email__iexact=submission.sender_email).select_related("community").first()
    return found if found and found.community.is_published else None


def willing(communities: Collection[int], asker: Steward) -> set[int]:
    """Those of the communities in which somebody agreed to be asked; not the asker's own."""
    current = Steward.objects.filter(community__in=communities, ended_at=None, may_be_asked=True)
    others = current.exclude(community=asker.community_id).exclude(email__iexact=asker.email)
    return set(others.values_list("community", flat=True))


def asked_by(steward: Steward) -> QuerySet[Submission]:
    """What a steward asked, the latest first."""
    rows = Submission.objects.filter(kind=Kind.INTRODUCTION, sender_email__iexact=steward.email)
    of_stewards = rows.filter(answers__has_key="from").exclude(state=State.WITHDRAWN)
    return of_stewards.select_related("community").defer("search").order_by("-pk")


def open_of(steward: Steward) -> QuerySet[Submission]:
    """What of it waits. One that was silently declined waits until its time is over, so that nobody can tell."""
    waits = Q(introductions__expires_at__gt=timezone.now())
    accepted = Introduction.objects.filter(reply=Reply.ACCEPTED).values("submission")
    passed_on = Q(state=State.APPROVED) & waits & ~Q(pk__in=accepted)
    return asked_by(steward).filter(Q(state=State.PENDING) | passed_on).distinct()


# Replying --------------------------------------------------------------------------------------------


def find(token: str) -> Introduction | None:
    """The introduction of this token, whether or not it can still be replied to."""
    found = Introduction.objects.select_related("submission__community", "steward__community")
    return found.filter(token_hash=links.hash_of(token)).first()


def is_open(passed_on: Introduction, now: datetime | None = None) -> bool:
    """Whether a reply counts: in time, nobody else accepted, both sides as they were when they agreed to it."""
    row, steward = passed_on.submission, passed_on.steward
    return (
        not passed_on.reply
        and (now or timezone.now()) < passed_on.expires_at
        and row.state == State.APPROVED
        and bool(row.sender_email)
        and steward.ended_at is None
        and steward.may_be_asked
        and not row.introductions.filter(reply=Reply.ACCEPTED).exists()
        and not passing_on.is_asker_gone(row)
    )


def reply(passed_on: Introduction, answer: str) -> None:
    """Accept, and both get the other's name and address; or decline, and nobody is told. Raises NotOpen."""
    with transaction.atomic():
        Submission.objects.select_for_update().defer("search").get(pk=passed_on.submission_id)
        Steward.objects.select_for_update().get(pk=passed_on.steward_id)
        rows = Introduction.objects.select_related("submission", "steward__community")
        one = rows.filter(pk=passed_on.pk).first()
        if one is None or not is_open(one) or answer not in Reply.values:
            raise NotOpen
        one.reply, one.replied_at = answer, timezone.now()
        one.save(update_fields=["reply", "replied_at"])
        if answer == Reply.ACCEPTED:
            introduction_letters.made(one)
        if answer == Reply.NEVER:
            consents.end(one.steward, consents.PEERS, at=one.replied_at)


# Where it stands -------------------------------------------------------------------------------------


def where(submission: Submission) -> str:
    """Where it stands, for who asked. Nobody is told that they were declined, only that the time is over."""
    shown = course.shown_state(submission)
    if shown != State.APPROVED:
        return {
            State.PENDING: _("OPSI looks at it before anybody else does."),
            State.DECLINED: _("OPSI has not passed it on."),
        }.get(shown, str(shown.label))
    passed_on = list(submission.introductions.all())
    if not passed_on:
        return _("OPSI has answered you.")
    if any(one.reply == Reply.ACCEPTED for one in passed_on):
        return _("They have accepted: each of you has a letter with the other’s name and address.")
    ends = max(one.expires_at for one in passed_on)
    if timezone.now() >= ends:
        return _("The time is over without a yes. They may be busy, or have had many such letters.")
    until = formats.date_format(timezone.localtime(ends), "DATE_FORMAT")
    return _("OPSI has passed it on. If they accept by %(date)s, each of you gets a letter.") % {"date": until}
