"""Alerts: asking for one, confirming, renewing and ending it, and writing the letters that are due.

An alert tells of what matches its selection and did not before: what it told of, or found there when it began, it keeps
as a set. A letter and its mark in that set are one transaction under the alert's lock, so that neither a kill nor a
second loop can repeat or lose a community. What the letters say stands in `alert_letters.py`.
"""

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from post_office.models import Email
from pyroaring import BitMap

from communities import index
from communities.filters import CommunityFilter
from communities.index import Index
from communities.models import Community

from . import alert_letters, bounces, fresh_links, limits, links, outbox
from .limits import Limit
from .models import Alert, AlertLetter, AlertLink, Rhythm

logger = logging.getLogger(__name__)

LIFE = settings.KEPT["alert"]
CONFIRM_WITHIN = settings.KEPT["alert-unconfirmed"]
# A renewal is offered so long before the end, and the end waits until it has been on offer for so long.
OFFERED_BEFORE, OFFERED_FOR = timedelta(days=30), timedelta(days=14)
PERIODS = {Rhythm.DAY: timedelta(days=1), Rhythm.WEEK: timedelta(days=7)}
MOST_OF_AN_ADDRESS = 25
WHOLE_SITE = "all"


class TooManyAlerts(Exception):
    """The address has as many alerts as it may have."""


def ask(address: str, query: str, rhythm: str, *, language: str, network: str) -> None:
    """Mail a link that confirms an alert of this selection. Nothing outside tells what is known of the address.

    Raises TooOftenError for the network and for the whole site; for the address it stays silent.
    """
    limits.take(Limit.LETTERS_OF_NETWORK, network)
    limits.take(Limit.ALERTS_IN_ALL, WHOLE_SITE)
    address = address.lower()
    with suppress(limits.TooOftenError), transaction.atomic():
        limits.take(Limit.LETTERS_TO_ADDRESS, limits.mailbox_of(address))
        now = timezone.now()
        alert, _made = Alert.objects.update_or_create(email=address, query=query, defaults={"asked_at": now})
        code = links.fresh_code()
        token = _issue(alert, rhythm=rhythm, code=code, expires_at=now + CONFIRM_WITHIN)
        alert_letters.confirm(alert, token, code, language=language, days=CONFIRM_WITHIN.days)


def find(token: str, *, confirms: bool = False) -> AlertLink | None:
    """The link of this token and kind, if it is still good."""
    found = AlertLink.objects.select_related("alert").filter(token_hash=links.hash_of(token), confirms=confirms)
    return found.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now())).first()


def mail_fresh(link: AlertLink, network: str) -> None:
    """Mail a fresh link to an alert in place of one whose time is over. Raises TooOftenError."""
    alert = link.alert
    with transaction.atomic(), translation.override(alert.language):
        page = alert_letters.page_of(_issue(alert))
        about = {"about": _("Your alert"), "language": alert.language}
        letter = fresh_links.mail(alert.email, page, network=network, **about)
        AlertLetter.objects.create(alert=alert, email=letter, name="fresh_link")


def confirm(link: AlertLink, *, language: str) -> str:
    """Begin the alert, or renew one that runs, in the rhythm that was asked for. Gives back a token that ends it.

    Raises TooManyAlerts.
    """
    now = timezone.now()
    already = matching(chosen_by(link.alert, index.current()))
    with transaction.atomic():
        alert = Alert.objects.select_for_update().get(pk=link.alert_id)
        bounces.works_again(alert.email)
        if alert.confirmed_at is None:
            if Alert.objects.filter(email=alert.email).exclude(confirmed_at=None).count() >= MOST_OF_AN_ADDRESS:
                raise TooManyAlerts
            alert.confirmed_at, alert.told, alert.not_before = now, already.serialize(), now
        if AlertLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
            alert.rhythm, alert.language = link.rhythm, language
            _renew(alert, now)
        alert.save()
        return _issue(alert)


def confirm_by_code(address: str, query: str, typed: str, *, language: str, network: str) -> str | None:
    """Begin the alert of an address by the code of its letter; None for a wrong code. Each code hears five attempts.

    Nothing outside tells whether the address has such an alert. Raises TooOftenError, TooManyAlerts.
    """
    limits.take(Limit.CODES_OF_NETWORK, network)
    asked = AlertLink.objects.select_related("alert").filter(alert__email=address.lower(), alert__query=query)
    good = asked.filter(confirms=True, used_at=None, expires_at__gt=timezone.now()).exclude(code_hash="")
    for link in good:
        if links.is_attempt_left(link) and links.is_code_of(link, typed):
            return confirm(link, language=language)
    return None


def renew(alert: Alert) -> None:
    """Let it go on for twelve months from today."""
    with transaction.atomic():
        alert = Alert.objects.select_for_update().get(pk=alert.pk)
        _renew(alert, timezone.now())
        alert.save(update_fields=["ends_at", "renewal_offered_at"])


def end(alert: Alert) -> None:
    """Delete an alert with everything that is kept of it, the address and all its letters included.

    A letter that is being handed over at this moment is left alone: waiting for it would hold up the visitor.
    """
    with transaction.atomic():
        of_alert = Email.objects.filter(pk__in=alert.letters.values("email"))
        free = of_alert.select_for_update(skip_locked=True).values_list("pk", flat=True)
        Email.objects.filter(pk__in=list(free)).delete()
        alert.delete()


def chosen_by(alert: Alert, catalogue: Index) -> CommunityFilter:
    """The selection of an alert."""
    return CommunityFilter(QueryDict(alert.query), catalogue)


def matching(chosen: CommunityFilter) -> BitMap:
    """The ids of the communities that a selection holds; near names are no match."""
    return BitMap() if chosen.near else BitMap(chosen.ids)


def is_readable(chosen: CommunityFilter) -> bool:
    """Whether all that was asked for is still understood: without a part of it, much would match unasked."""
    return not chosen.refusals()


# What the mail loop does ----------------------------------------------------------------------------


def write_due(now: datetime | None = None) -> Counter[str]:
    """Write every letter that is due into the outbox, and delete what is over. Counts what was done, by name."""
    now = now or timezone.now()
    done: Counter[str] = Counter()
    done["ended"] = _each(over(now), lambda pk: _end_what_isover(pk, now))
    if not (_to_be_offered(now) | _awaiting_news(now)).exists():
        return done
    catalogue = index.current()  # outside of transactions, in which it is read anew
    done["offers"] = _each(_to_be_offered(now), lambda pk: _offer(pk, catalogue, now))
    unseen = _awaiting_news(now).filter(_not_looked_at(catalogue))
    done["news"] = _each(unseen, lambda pk: _tell(pk, catalogue, now))
    return done


def _each(due: QuerySet[Alert], act: Callable[[int], bool]) -> int:
    """Act on each alert; how many times it came to something. One that goes wrong does not keep the others waiting."""
    count = 0
    for pk in list(due.values_list("pk", flat=True)):
        try:
            count += act(pk)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("Alert %s", pk)
    return count


def over(now: datetime) -> QuerySet[Alert]:
    """Alerts that nobody confirmed in time, and those that are past their end and could have been renewed."""
    unconfirmed = Q(confirmed_at=None, asked_at__lte=now - CONFIRM_WITHIN)
    return Alert.objects.filter(unconfirmed | Q(ends_at__lte=now, renewal_offered_at__lte=now - OFFERED_FOR))


def _end_what_isover(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        alert = over(now).select_for_update(skip_locked=True).filter(pk=pk).first()
        if alert is not None:
            end(alert)
        return alert is not None


def _to_be_offered(now: datetime) -> QuerySet[Alert]:
    return Alert.objects.filter(ends_at__lte=now + OFFERED_BEFORE, renewal_offered_at=None)


def _offer(pk: int, catalogue: Index, now: datetime) -> bool:
    with transaction.atomic():
        alert = _to_be_offered(now).select_for_update(skip_locked=True).filter(pk=pk).first()
        if alert is None:
            return False
        alert_letters.offer(alert, _issue(alert), chosen_by(alert, catalogue))
        alert.renewal_offered_at = now
        alert.save(update_fields=["renewal_offered_at"])
        return True


def _awaiting_news(now: datetime) -> QuerySet[Alert]:
    return Alert.objects.filter(confirmed_at__isnull=False, not_before__lte=now)


def _not_looked_at(catalogue: Index) -> Q:
    return Q(looked_version=None) | ~Q(looked_version=catalogue.version)


def _tell(pk: int, catalogue: Index, now: datetime) -> bool:
    """Look at one alert, and write its letter; False where there is no news, or another process is at it."""
    with transaction.atomic():
        due = _awaiting_news(now).filter(_not_looked_at(catalogue), pk=pk)
        alert = due.select_for_update(skip_locked=True).first()
        if alert is None:
            return False
        chosen = chosen_by(alert, catalogue)
        told = BitMap.deserialize(bytes(alert.told)) if alert.told else BitMap()
        fresh = matching(chosen) - told if is_readable(chosen) else BitMap()
        ripe, ripens = _ripe(fresh, now)
        alert.looked_version = None if ripens else catalogue.version
        alert.not_before = ripens or alert.not_before
        if ripe:
            alert_letters.news(alert, _issue(alert), chosen, ripe)
            alert.told = (told | BitMap(ripe)).serialize()
            alert.not_before = now + PERIODS[Rhythm(alert.rhythm)]
        alert.save(update_fields=["told", "looked_version", "not_before"])
        return bool(ripe)


def _ripe(fresh: BitMap, now: datetime) -> tuple[list[int], datetime | None]:
    """Those whose publication can no longer be undone, newest first; and when the next one will be so."""
    wait = settings.UNDO_TIME + outbox.BREATH
    published = Community.objects.published().filter(pk__in=fresh)
    rows = published.order_by(F("listed_at").desc(), "name_sort", "pk").values_list("pk", "updated_at")
    ripe = [pk for pk, updated in rows if updated + wait <= now]
    return ripe, min((updated + wait for _pk, updated in rows if updated + wait > now), default=None)


def _renew(alert: Alert, now: datetime) -> None:
    alert.ends_at, alert.renewal_offered_at = now + LIFE, None


def _issue(alert: Alert, *, rhythm: str = "", code: str = "", expires_at: datetime | None = None) -> str:
    """The token of a new link: one that confirms where a rhythm and a code are given, else one that ends the alert."""
    token = links.fresh_token()
    AlertLink.objects.create(
        alert=alert,
        token_hash=links.hash_of(token),
        code_hash=links.hash_of_code(code) if code else "",
        confirms=bool(rhythm),
        rhythm=rhythm,
        expires_at=expires_at,
    )
    return token
