"""What a convener does with a question: answer it, change the answer, say no, or end being asked at all."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from .. import fresh_links, links
from ..models import Relay, RelayLink, State, Steward, Submission

OPEN = (State.RELAYED, State.PENDING)


class Closed(Exception):
    """The question is answered, taken back, or its time is over."""


def find(token: str) -> RelayLink | None:
    """The link of this token, with its relay; whether or not its time is over, or an answer can still be given."""
    of_token = RelayLink.objects.filter(token_hash=links.hash_of(token))
    one = of_token.select_related("relay__inquiry__submission", "relay__inquiry__reply", "relay__steward__community")
    return one.defer("relay__inquiry__submission__search", "relay__steward__community__search").first()


def mail_fresh(link: RelayLink, network: str) -> None:
    """Mail a fresh link in place of one whose time is over. Raises TooOftenError."""
    relay, fresh = link.relay, links.fresh_token()
    with transaction.atomic(), translation.override(relay.steward.language):
        RelayLink.objects.create(relay=relay, token_hash=links.hash_of(fresh))
        url = settings.SITE_URL + reverse("submissions:answer", args=[fresh])
        about = {"about": relay.inquiry.question, "language": relay.steward.language}
        fresh_links.mail(relay.steward.email, url, network=network, **about)


def is_open(relay: Relay, now: datetime | None = None) -> bool:
    """Whether an answer can be given or changed: until OPSI has put the reply together, or its time is over."""
    return relay.inquiry.submission.state in OPEN and (now or timezone.now()) < relay.inquiry.answers_until


def answer(relay: Relay, words: str, *, may_cite: bool) -> None:
    """Keep an answer, in place of an earlier one. Raises Closed."""
    _write(relay, answer=words, may_cite=may_cite, answered_at=timezone.now(), declined_at=None)


def decline(relay: Relay) -> None:
    """They would rather not; an earlier answer goes. Raises Closed."""
    _write(relay, answer="", may_cite=False, answered_at=None, declined_at=timezone.now())


def stop(relay: Relay) -> None:
    """Never ask this address again, for whatever community. What it answered stays; what is open is declined."""
    with transaction.atomic():
        Steward.objects.filter(email__iexact=relay.steward.email, ended_at=None).update(may_be_asked=False)
        if is_open(relay) and not relay.is_closed:
            decline(relay)


def _write(relay: Relay, **columns: object) -> None:
    """Under the lock of the question, so that no reply is put together meanwhile."""
    with transaction.atomic():
        locked = Submission.objects.select_for_update(of=("self",)).defer("search")
        relay.inquiry.submission = locked.get(pk=relay.inquiry.submission_id)
        if not is_open(relay):
            raise Closed
        Relay.objects.filter(pk=relay.pk).update(**columns)
    for name, value in columns.items():
        setattr(relay, name, value)
