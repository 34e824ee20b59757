"""Health and the error pages: what the site answers about itself, with or without its database."""

import sys
from threading import Event

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from psycopg.errors import IdleInTransactionSessionTimeout

from copdir import outgoing, read_only

RETRY_AFTER_SECONDS, CLOSED_RETRY_AFTER_SECONDS = 10, 600

# Set once this process has seen every migration applied: reading them all takes a while.
migrated = Event()


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; this says nothing about the database."""
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether the site can do its work: 200, or 503 while the database is away or lacks a migration.

    Late letters, and that it takes nothing in, are said in words: no other process would do better, so nothing in front
    of the site should send visitors away for it.
    """
    said: dict[str, object] = {"status": "ok", "commit": settings.COMMIT or "not stated"}
    try:
        if _is_migrated():
            letters = outgoing.unsent()
            said |= {
                "letters": "late" if letters.oldest > settings.LETTERS_LATE_AFTER else "ok",
                "oldest_letter_seconds": round(letters.oldest.total_seconds()),
                "takes_in": "nothing" if read_only.is_on() else "everything",
            }
        else:
            said["status"] = "migrations missing"
    except DatabaseError:
        said["status"] = "database unavailable"
    return JsonResponse(said, status=200 if said["status"] == "ok" else 503, headers={"Cache-Control": "no-store"})


def _is_migrated() -> bool:
    connection.ensure_connection()
    if not migrated.is_set():
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        migrated.set()
    return True


def refuse(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """A page of the site that says why a request was not answered as asked; to programs that read the API, JSON."""
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": str(text)}, status=status, headers={"Access-Control-Allow-Origin": "*"})
    # A query that could not be read cannot be read by the page that says so either.
    request.GET = QueryDict()
    return render(request, "error.html", {"title": title, "text": text}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        text = _("What you sent is larger than this site can take. Shorten it and send it again.")
        return refuse(request, 413, _("Too much at once"), text)
    text = _("This site cannot read the address or the form that it was sent. Go back and try again.")
    return refuse(request, 400, _("This request could not be read"), text)


def unsupported_encoding(request: HttpRequest) -> HttpResponse:
    text = _("What you sent is in a character encoding other than UTF-8. Send it as UTF-8.")
    return refuse(request, 415, _("This encoding could not be read"), text)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("Your account cannot open this page. If you need it, ask an administrator of the catalogue.")
    return refuse(request, 403, _("This page is not open to you"), text)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that may be forged. A view whose visitors would lose what they typed has a page of its own for it."""
    if own := getattr(request.resolver_match and request.resolver_match.func, "refused_as_forged", None):
        return own(request)
    text = _(
        "This form could not be matched to your visit. It may have been open for a long time, or your browser may be "
        "blocking cookies. Go back, load the page again and send it once more."
    )
    return refuse(request, 403, _("This form could not be accepted"), text)


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: object = None) -> HttpResponse:
    """After too many wrong passwords; the same page whether the account exists or not."""
    text = _(
        "Too many wrong passwords were given for this account, or from your network. Try again in 15 minutes, or in an "
        "hour if others on your network tried as well."
    )
    return refuse(request, 429, _("Signing in is closed for a while"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("If you typed the address, check it. If you followed a link, the page may have moved.")
    return refuse(request, 404, _("Page not found"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort. A database that is away, full, too slow or only reads is a passing state, and says so: 503."""
    error = sys.exc_info()[1]
    if read_only.is_refused(error):
        _connect_anew()
        return takes_nothing_in(request)
    if _is_passing(error):
        return unavailable()
    return HttpResponse(render_to_string("500.html"), status=500)


def _is_passing(error: BaseException | None) -> bool:
    """A driver counts a transaction that stood still for too long among a database's inner troubles; it passes, too."""
    return isinstance(error, OperationalError | InterfaceError) or isinstance(
        getattr(error, "__cause__", None), IdleInTransactionSessionTimeout
    )


def _connect_anew() -> None:
    """The database may have become one that is only read, and another the one to write in."""
    if pool := getattr(connection, "pool", None):
        pool.drain()


def takes_nothing_in(request: HttpRequest) -> HttpResponse:
    """While the database is read only: whatever would write is asked to come back, and loses nothing."""
    text = _(
        "We are looking after the catalogue, so forms are closed for a while. You can still read all of it. If you "
        "have sent a form now, nothing was taken in: go back, keep the page open, and send it again later. What you "
        "typed stays in it."
    )
    response = refuse(request, 503, _("The catalogue cannot take anything in right now"), text)
    response.headers["Retry-After"] = str(CLOSED_RETRY_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def unavailable() -> HttpResponse:
    """Drawn without database, request or session."""
    return HttpResponse(
        render_to_string("503.html"),
        status=503,
        headers={"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"},
    )
