"""How often something may be done, and how a script is told from a person, without a puzzle and without a third party.

Counting is one atomic statement in the database, so it holds across processes. Keys are salted hashes: no address of a
person or a machine is kept. `RATE_LIMITS` multiplies every limit; 0 turns them off.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from prometheus_client import Counter

from . import barring
from .mailboxes import mailbox_of  # noqa: F401 - for all who count by it
from .models import LimitCount

HOUR = timedelta(hours=1)
# The hour slides in steps of ten minutes.
STEP = timedelta(minutes=10)
SWEPT_AT_ONCE = 500
REFUSED = Counter("copdir_limit_refusals", "What was refused because it came too often.", ["limit"])

HONEYPOT = "website_2"
FASTEST_HUMAN = timedelta(seconds=5)


class Limit(Enum):
    """What is limited: a name for its keys, and how often an hour."""

    DRAFTS_OF_NETWORK = ("drafts-of-network", 60)
    LETTERS_TO_ADDRESS = ("letters-to-address", 5)
    LETTERS_OF_NETWORK = ("letters-of-network", 20)
    CODES_OF_NETWORK = ("codes-of-network", 60)
    REPORTS_OF_NETWORK = ("reports-of-network", 20)
    CHECKS_OF_NETWORK = ("checks-of-network", 10)
    # Of all visitors together: many networks at once must not make this site a flood of letters to strangers.
    ALERTS_IN_ALL = ("alerts-in-all", 300)
    REPORTS_IN_ALL = ("reports-in-all", 300)
    QUESTIONS_IN_ALL = ("questions-in-all", 100)

    @property
    def most(self) -> int:
        """How often an hour today, whatever the setting says at least once."""
        return max(1, round(self.value[1] * settings.RATE_LIMITS))


@dataclass
class TooOftenError(Exception):
    """A limit is reached. `limit` says which; in `wait` it will be free again at the latest."""

    limit: Limit
    wait: timedelta = HOUR + STEP


def take(limit: Limit, whose: str, *, now: datetime | None = None) -> None:
    """Count one more act of `whose` (a network or an address as the functions below give it). Raises TooOftenError.

    It does so, too, for whom staff have barred. A refused act is not counted, so that trying again does not prolong
    the wait.
    """
    if not settings.RATE_LIMITS:
        return
    now = now or timezone.now()
    if shut_out := barring.until(whose, now):
        raise TooOftenError(limit, shut_out - now)
    step = _step_of(now)
    key = _key(limit, whose)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH earlier AS (
                SELECT coalesce(sum(count), 0) AS total FROM submissions_limitcount
                WHERE key = %(key)s AND window_start >= %(since)s AND window_start < %(step)s
            )
            INSERT INTO submissions_limitcount AS kept (key, window_start, count)
            SELECT %(key)s, %(step)s, 1 FROM earlier WHERE total < %(most)s
            ON CONFLICT (key, window_start) DO UPDATE SET count = kept.count + 1
                WHERE kept.count + (SELECT total FROM earlier) < %(most)s
            RETURNING count
            """,
            {"key": key, "step": step, "since": step - HOUR, "most": limit.most},
        )
        counted = cursor.fetchone()
    if counted is None:
        REFUSED.labels(limit.value[0]).inc()
        raise TooOftenError(limit)
    if counted[0] == 1:
        _sweep(step)


def network_of(request_meta: Mapping[str, str]) -> str:
    """The visitor's network: the address itself, or the half of an IPv6 address that names a site (/64)."""
    given = request_meta.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return given
    if address.version == 4:
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((address, 64), strict=False))


def is_honeypot_filled(data: Mapping[str, object]) -> bool:
    """Whether the field that people do not see was filled in."""
    return bool(data.get(HONEYPOT))


def wait_of(begun: datetime, now: datetime | None = None) -> timedelta:
    """How long a sender that is too quick to be a person should still wait; nothing for a person."""
    if not settings.RATE_LIMITS:
        return timedelta()
    return max(timedelta(), begun + FASTEST_HUMAN - (now or timezone.now()))


def _key(limit: Limit, whose: str) -> str:
    return salted_hmac(f"submissions.limits.{limit.value[0]}", whose, algorithm="sha256").hexdigest()


def _step_of(now: datetime) -> datetime:
    return now - timedelta(minutes=now.minute % 10, seconds=now.second, microseconds=now.microsecond)


def _sweep(step: datetime) -> None:
    """Drop counts that no longer matter; those that somebody else is dropping are left to them."""
    with transaction.atomic():
        past = LimitCount.objects.filter(window_start__lt=step - HOUR).select_for_update(skip_locked=True)
        LimitCount.objects.filter(pk__in=past.values("pk")[:SWEPT_AT_ONCE]).delete()
