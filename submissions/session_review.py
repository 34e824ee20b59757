"""A session as the desk shows it: what it says, what changed since it was looked at, and what to look at twice."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities import languages, zones
from communities.entry import Entry
from communities.hosts import host_of
from communities.models import Session
from communities.refusals import PublishingError
from communities.session_models import LINK

from . import difference, session_approval
from .difference import Piece, Row
from .introduction_form import ADDRESS
from .models import Kind, State, Submission
from .session_words import LABELS


@dataclass(frozen=True)
class Check:
    """One thing to look at, in words: whether it speaks for the session as it is."""

    is_sound: bool
    words: str


def stated_rows(submission: Submission) -> list[Row]:
    """A row for each answer that was given."""
    said = _words(submission.answers)
    return [Row((key,), str(LABELS[key]), [], [Piece(words)]) for key, words in said.items() if words]


def changed_rows(seen: Mapping[str, Any], submission: Submission) -> list[Row]:
    """The rows in which it is not what was seen."""
    before, now = _words(seen), _words(submission.answers)
    return [
        Row((key,), str(LABELS[key]), *difference.compare(before[key], now[key]))
        for key in LABELS
        if before[key] != now[key]
    ]


def checks(submission: Submission, live: Entry) -> list[Check]:
    """What can be said of it at once: its day, its link, its sender, and addresses in its words."""
    return [
        _day(submission),
        *_link(submission, live),
        _sender(submission),
        *_addresses(submission),
        *_others(submission),
    ]


def _day(submission: Submission) -> Check:
    try:
        starts = session_approval.said_of(submission)["starts_at"]
    except PublishingError as refusal:
        return Check(False, str(refusal))
    days = (starts - timezone.now()).days
    if starts <= timezone.now():
        return Check(False, _("It has begun already. Decline it, or correct its day."))
    if days < 1:
        return Check(False, _("It begins within a day."))
    return Check(True, ngettext("It begins in %(n)d day.", "It begins in %(n)d days.", days) % {"n": days})


def _link(submission: Submission, live: Entry) -> Iterator[Check]:
    if not (host := host_of(submission.answers.get("session_link", ""))):
        return
    own = {host_of(live["website"]), *(host_of(source["url"]) for source in live["sources"])} - {""}
    if any(host == known or host.endswith(f".{known}") for known in own):
        yield Check(True, _("Its link is at a site that the entry names: %(host)s.") % {"host": host})
    elif Session.objects.filter(link__iregex=rf"^https?://(www\.)?{re.escape(host)}([/:?#]|$)").exists():
        yield Check(True, _("Sessions that were approved had links there: %(host)s.") % {"host": host})
    else:
        yield Check(False, _("Its link leads to a site that is new here: %(host)s.") % {"host": host})


def _sender(submission: Submission) -> Check:
    if session_approval.steward_of(submission):
        return Check(True, _("Its sender looks after the entry, by OPSI’s record."))
    return Check(False, _("Its sender is not on record as the one who looks after the entry."))


def _addresses(submission: Submission) -> Iterator[Check]:
    texts = (submission.answers.get(key, "") for key in ("session_about", "session_place", "session_sign_up"))
    if any(ADDRESS.search(text) for text in texts):
        yield Check(False, _("It names an e-mail address. Is that a shared one?"))


def _others(submission: Submission) -> Iterator[Check]:
    day = submission.answers.get("session_day", "")
    same = Submission.objects.filter(
        kind=Kind.SESSION, community=submission.community, state__in=(State.PENDING, State.APPROVED)
    )
    if same.filter(answers__session_day=day).exclude(pk=submission.pk).exists():
        yield Check(False, _("Another session of this community is announced for the same day."))


def _words(answers: Mapping[str, Any]) -> dict[str, str]:
    """Each answer in words."""
    said = {key: str(answers.get(key) or "")[:LINK] for key in LABELS}
    if (code := said["session_language"]) in languages.NAMES:
        said["session_language"] = languages.name(code)
    if zone := said["session_zone"]:
        said["session_zone"] = f"{zones.place(zone)} ({zone})"
    return said
