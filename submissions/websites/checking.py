"""Which websites are asked, when, and which of them staff are told of. Nothing follows for an entry by itself."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone

from communities.hosts import host_of
from communities.models import Community
from communities.vocabularies import CLOSED

from ..models import WebsiteLook
from . import asking
from .asking import Answer, Found

AGAIN, SOONER = timedelta(days=30), timedelta(days=4)  # where it answered, and where it did not
FAILING = (Answer.MISSING, Answer.BROKEN, Answer.SILENT)
# A website may be down for a weekend, or being moved: so often in a row, over so long, before anybody is told.
TIMES, LONG = 3, timedelta(days=7)
QUIET = timedelta(days=180)
BETWEEN = 1.0  # seconds between two questions to one host


def due(now: datetime | None = None) -> QuerySet[Community]:
    """The communities whose websites are to be asked now: never of those that are internal, or have ended."""
    now = now or timezone.now()
    well = Q(website_look__times=0, website_look__asked_at__lte=now - AGAIN)
    ill = Q(website_look__times__gt=0, website_look__asked_at__lte=now - SOONER)
    other = ~Q(website_look__url=KT("entry__website"))
    listed = Community.objects.published().exclude(entry__website="").exclude(maturity__slug=CLOSED)
    told = listed.exclude(entry__website_public=False)
    return told.filter(Q(website_look=None) | well | ill | other).order_by("website_look__asked_at", "pk")


def look(most: int, *, now: datetime | None = None) -> Iterator[tuple[str, Found]]:
    """Ask up to so many of those that are due, one after the other; gives each address with what was found."""
    hosts: set[str] = set()
    for community in list(due(now).defer("search")[:most]):
        url = community.entry["website"]
        host = host_of(url)
        if host in hosts:
            time.sleep(BETWEEN)
        hosts.add(host)
        found = asking.ask(url)
        keep(community, url, found, now=now)
        yield url, found


def keep(community: Community, url: str, found: Found, *, now: datetime | None = None) -> WebsiteLook:
    """Note what was found. What fails goes on failing from where it began; another address begins anew."""
    now = now or timezone.now()
    known = WebsiteLook.objects.filter(community=community, url=url).first()
    fails = found.answer in FAILING
    since = (known.failing_since if known and known.failing_since else now) if fails else None
    kept, _made = WebsiteLook.objects.update_or_create(
        community=community,
        defaults={
            "url": url,
            "asked_at": now,
            "answer": found.answer,
            "why": found.why,
            "failing_since": since,
            "times": (known.times if known else 0) + 1 if fails else 0,
            "quiet_until": known.quiet_until if known and fails else None,
        },
    )
    return kept


def troubles(now: datetime | None = None) -> QuerySet[WebsiteLook]:
    """Those that staff are told of, the longest failing first."""
    now = now or timezone.now()
    told = Q(quiet_until=None) | Q(quiet_until__lte=now)
    long_enough = WebsiteLook.objects.filter(times__gte=TIMES, failing_since__lte=now - LONG)
    return long_enough.filter(told, community__withdrawn_at=None).order_by("failing_since", "pk")


def quieten(looks: QuerySet[WebsiteLook], now: datetime | None = None) -> int:
    """Staff know of these: for half a year nothing is said of them."""
    return looks.update(quiet_until=(now or timezone.now()) + QUIET)
