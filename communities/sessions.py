"""The one door of sessions open to guests: the only code that writes them. A role announces them, never a name."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import index, languages, zones
from .entry import tidy_text
from .models import CatalogueVersion, Community, Role, Session
from .refusals import NotPublished, PublishingError
from .session_models import ABOUT, LINK, PLACE, SIGN_UP

AHEAD = timedelta(days=366)  # nothing is announced longer before
LONGEST = timedelta(hours=12)
WORDS = {"about": ABOUT, "place": PLACE, "sign_up": SIGN_UP, "link": LINK}


class InvalidSession(PublishingError):
    """The session cannot be published as it is."""


def publish(
    said: Mapping[str, Any],
    *,
    community: Community,
    role: str,
    session: Session | None = None,
    at: datetime | None = None,
) -> Session:
    """Publish a session of a published community; in the place of `session`, one of its own that was withdrawn.

    `said` has `about`, `language`, `zone`, the moments `starts_at` and `ends_at`, `link` or `place`, and may have
    `sign_up`. Raises InvalidSession, NotPublished.
    """
    at = at or timezone.now()
    with transaction.atomic():
        _take_turn()
        if not Community.objects.published().filter(pk=community.pk).exists():
            raise NotPublished(_("The community of this session is not published. Its sessions cannot be, either."))
        row = Session(community=community) if session is None else _locked(session)
        if row.pk and (row.withdrawn_at is None or row.community_id != community.pk):
            raise NotPublished(_("This session is published already."))
        _fill(row, said, at)
        row.role, row.published_at, row.withdrawn_at, row.called_off_at = Role(role), at, None, None
        _save(row, at)
    return row


def call_off(session: Session, *, at: datetime | None = None) -> None:
    """Say of a session to come that it does not take place. It stays listed until it would have ended.

    Raises NotPublished.
    """
    at = at or timezone.now()
    with transaction.atomic():
        _take_turn()
        row = _locked(session)
        if row.withdrawn_at is not None or row.called_off_at is not None or row.ends_at <= at:
            raise NotPublished(_("This session is over, was called off before, or is not published."))
        row.called_off_at = max(at, row.published_at)
        _save(row, at)


def withdraw(session: Session, *, at: datetime | None = None) -> None:
    """Take a session off every public page; its address stays and says so. Raises NotPublished."""
    at = at or timezone.now()
    with transaction.atomic():
        _take_turn()
        row = _locked(session)
        if row.withdrawn_at is not None:
            raise NotPublished(_("This session has been withdrawn already."))
        row.withdrawn_at = max(at, row.published_at)
        _save(row, at)


def restore(session: Session, *, at: datetime | None = None) -> None:
    """Put a withdrawn session back as it was. Raises NotPublished."""
    with transaction.atomic():
        _take_turn()
        row = _locked(session)
        if row.withdrawn_at is None:
            raise NotPublished(_("This session is published already."))
        row.withdrawn_at = None
        _save(row, at or timezone.now())


def _take_turn() -> None:
    CatalogueVersion.objects.select_for_update().get(pk=1)
    transaction.on_commit(index.look_again)


def _locked(session: Session) -> Session:
    return Session.objects.select_for_update().get(pk=session.pk)


def _save(row: Session, at: datetime) -> None:
    row.changed_at = max(at, row.published_at)
    row.sequence += bool(row.pk)
    row.save()


def _fill(row: Session, said: Mapping[str, Any], at: datetime) -> None:
    for name in WORDS:
        setattr(row, name, tidy_text(str(said.get(name) or ""), one_line=True))
    row.language, row.zone = str(said.get("language") or ""), str(said.get("zone") or "")
    row.starts_at, row.ends_at = said["starts_at"], said["ends_at"]
    try:
        zones.check(row.zone)
    except ValidationError as error:
        raise InvalidSession(" ".join(error.messages)) from error
    is_sound = (
        row.about
        and (row.link or row.place)
        and all(len(getattr(row, name)) <= limit for name, limit in WORDS.items())
        and (not row.link or row.link.startswith(("https://", "http://")))
        and row.language in languages.NAMES
        and row.starts_at < row.ends_at <= row.starts_at + LONGEST
    )
    if not is_sound:
        raise InvalidSession(_("A session says what it is about, when, in which language, and where or by which link."))
    if not at < row.starts_at <= at + AHEAD:
        raise InvalidSession(_("This has begun already, or is more than a year ahead. Correct its day, or decline."))
