"""Submissions in any state, brought there by the verbs themselves, and the people who act on them."""

from datetime import timedelta
from itertools import count

from django.contrib.auth.models import Group, User
from django.utils import timezone

from communities.models import Community
from submissions import claims, intake, introductions, lessons, moderation, reports, sessions
from submissions.models import Kind, Origin, State, Submission
from submissions.roles import MODERATORS, SENIOR_MODERATORS
from tests import factories

_numbers = count(1)


def a_member_of_staff(*roles, name="", **extra):
    """Somebody of these roles, or of none."""
    user = User.objects.create_user(name or f"member{next(_numbers)}", password="a long pass phrase", **extra)
    user.is_staff = True
    user.save()
    user.groups.set(Group.objects.filter(name__in=[role.name for role in roles]))
    return user


def a_moderator(name="", **extra):
    return a_member_of_staff(MODERATORS, name=name, **extra)


def a_senior_moderator(name="", **extra):
    return a_member_of_staff(SENIOR_MODERATORS, name=name, **extra)


def consent(use, given=True):
    return {"use": use, "given": given, "text": "1", "at": timezone.now().isoformat()}


def a_draft(**changes):
    """A new community as its convener has written it, not sent yet."""
    proposed = factories.an_entry(**changes.pop("entry", {}))
    given = {
        "entry": proposed,
        "name": proposed["name"],
        "host": proposed["host"] or "",
        "sender_name": "Ann Sender",
        "sender_email": "ann.sender@example.org",
        "sender_role": "convener",
        "consents": [consent("publish"), consent("peers", given=False)],
        **changes,
    }
    return Submission.objects.create(**given)


def a_change(community: Community | None = None, **changes):
    """A change of a published community, not sent yet: `proposes` holds the fields that differ."""
    community = community or factories.published()
    proposes = changes.pop("proposes", {"summary": "Public servants who learn together, and say so."})
    return a_draft(
        kind=Kind.CHANGE,
        community=community,
        base_revision=community.revision_number,
        entry={**community.entry, **proposes},
        **changes,
    )


LEFT_BEHIND = {
    "ended": "2026",
    "achieved": "Forty ministries wrote a foresight brief.",
    "legacy": "The National Archive keeps all of it.",
    "assets": [{"title": "All our briefs", "url": "https://archive.example.org/briefs"}],
    "carried_on": "The yearly foresight days of the university.",
    "thanks": "To the canteen, which stayed open.",
}


def a_closure(community: Community | None = None, maturity="closed", **answers) -> Submission:
    """A listed community that its convener closes, or lets rest; answered, not sent yet."""
    who = {"sender_role": "convener", "sender_email": "last.convener@example.org", "consent_publish": "on"}
    given = {"maturity": maturity, **(LEFT_BEHIND if maturity == "closed" else {}), **who, **answers}
    community = community or factories.published()
    issued = intake.begin_change(community, language="en", network="192.0.2.1", kind=Kind.CLOSURE, given=given)
    return fresh(issued.link.submission)


def an_import(**changes):
    return a_draft(origin=Origin.IMPORT, sender_name="", sender_email="", sender_role="", consents=[], **changes)


def a_report(community: Community | None = None, *, email="", language="en", **said) -> Submission:
    """A report that waits; with an address that nobody has confirmed yet."""
    said = {"matter": "wrong", "other": "", "words": f"The city is another one ({next(_numbers)}).", **said}
    community = community or factories.published()
    reports.make(community, said, email=email, language=language, network="192.0.2.1")
    return Submission.objects.filter(kind=Kind.REPORT).latest("pk")


def a_claim(community: Community | None = None, words="", **who) -> Submission:
    """A claim whose address nobody has confirmed yet."""
    who = {"name": "New Convener", "email": "new.convener@example.org", "role": "convener", **who}
    words = words or f"The ministry's page names me ({next(_numbers)})."
    claims.make(community or factories.published(), who, words, language="en", network="192.0.2.1")
    return Submission.objects.filter(kind=Kind.CLAIM).latest("pk")


LESSON = {
    "lesson_did": "We began with four people.",
    "lesson_happened": "Twelve came to the second lunch.",
    "lesson_again": "differently",
    "lesson_maturity": "setting-up",
}


def a_lesson(community: Community | None = None, *, email="teller@example.org", language="en", **said) -> Submission:
    """A lesson whose address nobody has confirmed yet."""
    said = {**LESSON, "lesson_effort": "", **said}
    network = f"192.0.2.{next(_numbers) % 250}"  # or the same again would be the same one
    community = community or factories.published()
    lessons.make(community, said, email=email, role="convener", language=language, network=network)
    return Submission.objects.filter(kind=Kind.LESSON).latest("pk")


def session_said(**said) -> dict:
    """The answers of a session twelve days from now."""
    return {
        "session_language": "fi",
        "session_about": f"Mitä opimme vuodessa ({next(_numbers)})",
        "session_day": (timezone.now() + timedelta(days=12)).date().isoformat(),
        "session_starts": "14:00",
        "session_ends": "15:30",
        "session_zone": "Europe/Helsinki",
        "session_link": "https://meet.example.org/room",
        "session_place": "",
        "session_sign_up": "",
        **said,
    }


def a_session(community: Community | None = None, *, email="host@example.org", language="en", **said) -> Submission:
    """A session whose sender’s address nobody has confirmed yet."""
    who = {"email": email, "role": "convener"}
    community = community or factories.published()
    sessions.make(community, session_said(**said), who, language=language, network="192.0.2.1")
    return Submission.objects.filter(kind=Kind.SESSION).latest("pk")


def a_wish(community: Community, words="", language="en", **who) -> Submission:
    """A visitor's wish to be introduced, whose address nobody has confirmed yet."""
    who = {"name": "Val Visitor", "email": "val.visitor@example.org", **who}
    said = {"organisation": "Ministry of Ports, adviser", "words": words or f"I would join ({next(_numbers)})."}
    introductions.make(community, who, said, language=language, network="192.0.2.1")
    return Submission.objects.filter(kind=Kind.INTRODUCTION).latest("pk")


def pending(submission: Submission | None = None, **changes) -> Submission:
    submission = submission or a_draft(**changes)
    if submission.origin == Origin.IMPORT:
        moderation.queue(submission)
    else:
        moderation.send(submission, version=submission.version)
        moderation.confirm(submission)
    return fresh(submission)


def in_state(state: str, user: User | None = None) -> Submission:
    """A submission that has come to this state on its way."""
    user = user or a_moderator()
    if state == State.RELAYED:  # which is for questions alone
        from tests.submissions import asked

        return asked.relayed(user, [asked.a_steward()])
    submission = a_draft()
    if state == State.DRAFT:
        return submission
    if state == State.EXPIRED:
        moderation.expire(submission)
        return fresh(submission)
    moderation.send(submission, version=1)
    if state == State.UNCONFIRMED:
        return fresh(submission)
    moderation.confirm(submission)
    seen = {"version": submission.version}
    acts = {
        State.PENDING: lambda: None,
        State.CHANGES_REQUESTED: lambda: moderation.ask(submission, **seen, user=user, words="Which city?"),
        State.APPROVED: lambda: moderation.approve(submission, **seen, user=user),
        State.DECLINED: lambda: moderation.decline(submission, **seen, user=user, reason="duplicate"),
        State.SPAM: lambda: moderation.spam(submission, **seen, user=user),
        State.WITHDRAWN: lambda: moderation.withdraw(submission, **seen),
    }
    acts[State(state)]()
    return fresh(submission)


def fresh(submission: Submission) -> Submission:
    return Submission.objects.get(pk=submission.pk)
