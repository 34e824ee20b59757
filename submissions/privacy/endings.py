"""How each kind of personal data ends: which rows are over at a moment, and what is done to one of them.

The table that names them is `kinds.py`; `purging.py` runs them. Each acts on a row that is locked, and does nothing
more once it is done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.models import EmailConfirmation
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import F, Q, QuerySet
from post_office.models import STATUS, Email

from communities.models import Community

from .. import alerts, moderation, once, personal, tallying, waiting
from ..importing import uploads
from ..living import inviting, signs
from ..models import (
    Barred,
    CheckSent,
    Hold,
    Kind,
    LimitCount,
    Origin,
    Relay,
    SentBack,
    State,
    Steward,
    Submission,
    Typed,
)

# The apps whose rows may be called by somebody's name or address in the admin's log.
NAMED_AFTER_PEOPLE = ("submissions", "post_office", "axes", "account", "mfa", "socialaccount", "auth")


@dataclass(frozen=True)
class Ending:
    """One way in which data ends: its name in the evidence, how long it is kept (a name in KEPT; none: not at all)."""

    name: str
    kept: str
    after: str
    due: Callable[[datetime], QuerySet[Any]]
    act: Callable[[Any, datetime], object]


def before(kept: str, now: datetime) -> datetime:
    """What is as old as this has been kept for its time."""
    return now - settings.KEPT[kept]


# What people sent -------------------------------------------------------------------------------------


def _held(**which: Any) -> QuerySet[Submission]:
    return Submission.objects.filter(erased_at=None, **which).select_related("community").defer("search")


def _expire(row: Submission, now: datetime) -> None:
    moderation.expire(row)


def _blank(row: Submission, now: datetime) -> None:
    personal.blank(row)


def _decided(kept: str, **which: Any) -> Callable[[datetime], QuerySet[Submission]]:
    return lambda now: _held(decided_at__lte=before(kept, now), **which)


OTHERS = [kind for kind in Kind if kind not in (Kind.REPORT, Kind.QUESTION)]
DRAFTS = Ending(
    "drafts", "draft", "after the last letter or edit", lambda now: waiting.over(now).filter(state=State.DRAFT), _expire
)
UNCONFIRMED = Ending(
    "unconfirmed",
    "unconfirmed",
    "after the last letter",
    lambda now: waiting.over(now).filter(state=State.UNCONFIRMED),
    _expire,
)
EXPIRED = Ending("expired", "", "once it has expired", lambda now: _held(state=State.EXPIRED), _blank)
WITHDRAWN = Ending(
    "withdrawn",
    "withdrawn",
    "after it was withdrawn",
    lambda now: _held(state=State.WITHDRAWN, updated_at__lte=before("withdrawn", now)),
    _blank,
)
SPAM = Ending("spam", "spam", "after the decision", _decided("spam", state=State.SPAM), _blank)
DECLINED = Ending(
    "declined", "declined", "after the decision", _decided("declined", state=State.DECLINED, kind__in=OTHERS), _blank
)
REPORTS = Ending(
    "reports",
    "report",
    "after the decision",
    _decided("report", state__in=(State.APPROVED, State.DECLINED), kind=Kind.REPORT),
    _blank,
)
QUESTIONS = Ending(
    "questions",
    "question",
    "after the decision",
    _decided("question", state__in=(State.APPROVED, State.DECLINED), kind=Kind.QUESTION),
    _blank,
)
SENDERS = Ending(
    "senders", "sender", "after the decision", _decided("sender", state=State.APPROVED, kind__in=OTHERS), _blank
)


def _answers(now: datetime) -> QuerySet[Relay]:
    """Answers of conveners to questions that are over."""
    over = Relay.objects.exclude(inquiry__submission__state__in=(State.RELAYED, State.PENDING))
    return over.filter(answered_at__lte=before("answer", now))


def _forget_answer(row: Relay, now: datetime) -> None:
    """That they answered, and when, stays as a sign of life."""
    row.links.all().delete()
    same = Relay.objects.filter(pk=row.pk)
    same.update(answer="", may_cite=False, declined_at=F("answered_at"), answered_at=None)


ANSWERS = Ending("answers", "answer", "after the answer; the published reply stays", _answers, _forget_answer)


# Who looks after entries ------------------------------------------------------------------------------


def _of_record(**which: Any) -> QuerySet[Steward]:
    return Steward.objects.exclude(email="").filter(**which)


def _silent(now: datetime) -> QuerySet[Steward]:
    quiet = signs.last(Community.objects.all()).filter(alive__lte=before("silence", now))
    return _of_record(ended_at=None, community__in=quiet.values("pk"))


def _end_as(by: str) -> Callable[[Steward, datetime], None]:
    def end(steward: Steward, now: datetime) -> None:
        if steward.ended_at is None:
            steward.ended_at, steward.ended_by = now, by
        personal.blank_steward(steward)

    return end


OBJECTED = Ending(
    "stewards who objected",
    "",
    "once they object",
    lambda now: _of_record(ended_by="objection"),
    _end_as("objection"),
)
SILENT = Ending("silent stewards", "silence", "after the last sign of life", _silent, _end_as("silence"))
DELISTED = Ending(
    "stewards of what is listed no longer",
    "steward",
    "after the entry was taken out",
    lambda now: _of_record(community__withdrawn_at__lte=before("steward", now)),
    _end_as("delisted"),
)
FORMER = Ending(
    "former stewards",
    "steward",
    "after somebody else took over",
    lambda now: _of_record(ended_at__lte=before("steward", now)),
    _end_as("hand-over"),
)


# Letters ----------------------------------------------------------------------------------------------


def _delete(row: Any, now: datetime) -> None:
    row.delete()


def _forget_invited(row: Any, now: datetime) -> None:
    row.letters.all().delete()
    type(row).objects.filter(pk=row.pk).update(address="")


INVITED = Ending("invited addresses", "invitation", "after the invitation", inviting.over, _forget_invited)
ALERTS = Ending(
    "alerts",
    "alert",
    "without a renewal; unconfirmed, after as many days as an unconfirmed form",
    alerts.over,
    lambda row, now: alerts.end(row),
)
BOUNCES = Ending(
    "bounces",
    "bounce",
    "after the last letter that came back",
    lambda now: SentBack.objects.filter(last_at__lte=before("bounce", now)),
    _delete,
)
SENT = Ending(
    "letters",
    "letter",
    "after it was sent",
    lambda now: Email.objects.filter(status=STATUS.sent, last_updated__lte=before("letter", now)),
    _delete,
)
GIVEN_UP = Ending(
    "letters given up",
    "letter-given-up",
    "after the last attempt",
    lambda now: Email.objects.filter(status=STATUS.failed, last_updated__lte=before("letter-given-up", now)),
    _delete,
)


# The desk ---------------------------------------------------------------------------------------------

IMPORTS = Ending("imports", "import", "after it was brought", uploads.over, _delete)
TYPED = Ending(
    "drafts of decisions",
    "desk",
    "after it was typed",
    lambda now: Typed.objects.filter(at__lte=before("desk", now)),
    _delete,
)
HOLDS = Ending("who was looking", "", "once it has run out", lambda now: Hold.objects.filter(until__lte=now), _delete)


# Networks, and staff ----------------------------------------------------------------------------------


def _forget_network(row: AccessLog, now: datetime) -> None:
    same = AccessLog.objects.filter(pk=row.pk)
    same.update(ip_address=None, user_agent="", http_accept="", path_info="", session_hash="")


def _unmark(row: Submission, now: datetime) -> None:
    Submission.objects.filter(pk=row.pk).update(fingerprint="")


def _forget_name(row: LogEntry, now: datetime) -> None:
    LogEntry.objects.filter(pk=row.pk).update(object_repr="", change_message="")


ATTEMPTS, FAILURES = (
    Ending(
        name,
        "network",
        "after the attempt",
        lambda now, model=model: model.objects.filter(attempt_time__lte=before("network", now)),  # type: ignore[misc]
        _delete,
    )
    for name, model in (("attempts to sign in", AccessAttempt), ("failed sign-ins", AccessFailureLog))
)
NETWORKS = Ending(
    "network addresses of sign-ins",
    "network",
    "after the sign-in",
    lambda now: AccessLog.objects.filter(attempt_time__lte=before("network", now)).exclude(
        ip_address=None, user_agent="", session_hash=""
    ),
    _forget_network,
)
MARKS = Ending(
    "marks of what was sent",
    "network",
    "after it was sent",
    lambda now: (
        Submission.objects.filter(created_at__lte=before("network", now), kind__in=once.KINDS, origin=Origin.FORM)
        .exclude(fingerprint="")
        .defer("search")
    ),
    _unmark,
)
CHECKS = Ending(
    "marks of self-checks",
    "",
    "after a day",
    lambda now: CheckSent.objects.filter(at__lte=now - tallying.KNOWN_FOR),
    _delete,
)
COUNTS = Ending(
    "counts of limits",
    "",
    "after a day",
    lambda now: LimitCount.objects.filter(window_start__lte=now - timedelta(days=1)),
    _delete,
)
BARRED = Ending("bars", "", "when it is over", lambda now: Barred.objects.filter(until__lte=now), _delete)
SIGN_INS = Ending(
    "sign-ins",
    "sign-in",
    "after it",
    lambda now: AccessLog.objects.filter(attempt_time__lte=before("sign-in", now)),
    _delete,
)
SESSIONS = Ending(
    "sessions of staff", "", "once it has ended", lambda now: Session.objects.filter(expire_date__lte=now), _delete
)
CONFIRMATIONS = Ending(
    "links that confirm staff’s addresses",
    "",
    "once they open nothing",
    lambda now: EmailConfirmation.objects.filter(
        Q(sent__lte=now - timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS))
    ),
    _delete,
)
LOGGED = Ending(
    "names in the admin’s log",
    "admin-log",
    "after it was written",
    lambda now: LogEntry.objects.filter(
        action_time__lte=before("admin-log", now), content_type__app_label__in=NAMED_AFTER_PEOPLE
    ).exclude(object_repr="", change_message=""),
    _forget_name,
)
