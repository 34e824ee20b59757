"""Sessions as files: a calendar of a selection or of one session, and a feed. Without a language, the same for all."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from . import facets, icalendar, index, open_data
from .citation import AUTHOR
from .feeds import NOT_XML, Feed
from .icalendar import Event
from .session_filters import SessionFilter
from .session_shelf import Announced

NAME = "Communities of practice: sessions open to guests"
CALENDAR = "text/calendar; charset=utf-8"


@open_data.for_every_site
def calendar(request: HttpRequest) -> HttpResponseBase:
    """The selection of the query string as a calendar to subscribe to."""
    chosen = SessionFilter(request.GET, index.current())
    if refusals := chosen.refusals():
        return open_data.refused(refusals)
    return _file([one.announced for one in chosen.found], "sessions")


def of_one(announced: Announced) -> HttpResponse:
    """One session as a calendar."""
    return _file([announced], f"session-{announced.session.pk}")


@open_data.for_every_site
def feed(request: HttpRequest) -> HttpResponseBase:
    """The selection of the query string as an Atom feed, the next session first."""
    catalogue = index.current()
    chosen = SessionFilter(request.GET, catalogue)
    if refusals := chosen.refusals():
        return open_data.refused(refusals)
    query = chosen.query()
    made = Feed(
        title=NAME,
        subtitle=None,
        link=f"{settings.SITE_URL}{facets.address(reverse('communities:sessions'), query)}",
        feed_url=f"{settings.SITE_URL}{facets.address(reverse('open:sessions-feed'), query)}",
        description="",
        author_name=AUTHOR,
        language=settings.LANGUAGE_CODE,
        changed=catalogue.moved_at,
        previous="",
        next="",
    )
    for one in chosen.found:
        made.add_item(**_item(one.announced))
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    made.write(response, "utf-8")
    return response


def address_of(announced: Announced) -> str:
    """The absolute address of a session, the same in every language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{announced.session.get_absolute_url()}"


def event(announced: Announced) -> Event:
    """A session as calendars take it."""
    session = announced.session
    return Event(
        uid=f"session-{session.pk}@{_host()}",
        sequence=session.sequence,
        changed=session.changed_at,
        starts=session.starts_at,
        ends=session.ends_at,
        summary=_title(announced),
        description="\n".join([_described(announced), address_of(announced)]),
        location=", ".join(filter(None, (session.place, session.link))),
        url=address_of(announced),
        is_called_off=session.called_off_at is not None,
    )


def _item(announced: Announced) -> dict[str, Any]:
    session = announced.session
    return {
        "title": NOT_XML.sub("", _title(announced)),
        "link": address_of(announced),
        "description": None,  # what is said of it is added with its language
        "summary": NOT_XML.sub("", _described(announced)),
        "is_translated": session.language != "en",
        "written_in": session.language,
        "unique_id": f"tag:{_host()},2026:session-{session.pk}",
        "pubdate": session.published_at,
        "updateddate": session.changed_at,
    }


def _file(announced: list[Announced], name: str) -> HttpResponse:
    response = HttpResponse(icalendar.calendar(map(event, announced), NAME), content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def _title(announced: Announced) -> str:
    about = announced.session.about
    return _("Called off: %(about)s") % {"about": about} if announced.session.called_off_at else about


def _described(announced: Announced) -> str:
    """Who opens it to guests, when there and in UTC, where, and how to sign up."""
    session = announced.session
    when = f"{session.starts_there:%Y-%m-%d %H:%M}–{session.ends_there:%H:%M} ({session.zone})"
    utc = "" if session.is_in_utc else f" = {session.starts_in_utc:%Y-%m-%d %H:%M}–{session.ends_in_utc:%H:%M} UTC"
    signing_up = _("To sign up: %(how)s") % {"how": session.sign_up} if session.sign_up else ""
    where = [session.place, session.link]
    return "\n".join(filter(None, [announced.community.name, f"{when}{utc}", *where, signing_up]))


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or ""
