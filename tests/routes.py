"""The table of the site's routes: an example of each, and what a visitor, a moderator and a superuser get there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

from tests import addresses

# What a GET is answered with.
OPEN = "open"
SIGN_IN = "sent to sign in"
REFUSED = "refused"
ABSENT = "not there"
ELSEWHERE = "sent elsewhere"
NOT_BY_GET = "acts by POST only"
WHO = ("anonymous", "moderator", "superuser")
Answers = tuple[str, str, str]  # in the order of WHO

ALL = (OPEN, OPEN, OPEN)
STAFF = (SIGN_IN, OPEN, OPEN)
SUPERUSER = (SIGN_IN, REFUSED, OPEN)
ENTRANCE = (OPEN, ELSEWHERE, ELSEWHERE)
PASSING = (SIGN_IN, ELSEWHERE, ELSEWHERE)
UNSET = (SIGN_IN, ABSENT, ABSENT)
ACT = (SIGN_IN, NOT_BY_GET, NOT_BY_GET)
MOVED = (ELSEWHERE, ELSEWHERE, ELSEWHERE)

# By route: an example, and what each of WHO gets. {draft} is the link of a draft, {letter} one that confirms;
# {colleague} one that shows it; {alert} and {alert-letter} are those of an alert,
# {answer} that of a convener who was asked.
SENDING: dict[str, tuple[str, Answers]] = {
    "submit/": ("/submit/", ALL),
    "submit/link/": ("/submit/link/", ALL),
    "submit/alert/": ("/submit/alert/?scale=national", ALL),
    "submit/alert/<str:token>/": ("/submit/alert/{alert}/", ALL),
    "submit/alert/<str:token>/confirm/": ("/submit/alert/{alert-letter}/confirm/", ALL),
    "submit/question/": ("/submit/question/", ALL),
    "submit/answer/<str:token>/": ("/submit/answer/{answer}/", ALL),
    "submit/from-guide/": ("/submit/from-guide/?topic=foresight", ALL),
    "submit/change/<slug:slug>/": ("/submit/change/{slug}/", ALL),
    "submit/close/<slug:slug>/": ("/submit/close/{slug}/", ALL),
    "submit/claim/<slug:slug>/": ("/submit/claim/{slug}/", ALL),
    "submit/lesson/<slug:slug>/": ("/submit/lesson/{slug}/", ALL),
    "submit/session/<slug:slug>/": ("/submit/session/{slug}/", ALL),
    "submit/self-check/": ("/submit/self-check/", ALL),
    "submit/introduce/<slug:slug>/": ("/submit/introduce/{silent}/", ALL),
    "submit/report/<slug:slug>/": ("/submit/report/{slug}/", ALL),
    "submission/<str:token>/": ("/submission/{draft}/", ALL),
    "submission/<str:token>/<slug:section>/": ("/submission/{draft}/community/", ALL),
    # Of a draft there is none: the status page is shown.
    "submission/<str:token>/peers/": ("/submission/{draft}/peers/", MOVED),
    "submission/<str:token>/peers/<slug:slug>/": ("/submission/{draft}/peers/{slug}/", MOVED),
    "submission/<str:token>/session/": ("/submission/{draft}/session/", MOVED),
    "submission/<str:token>/call-off/": ("/submission/{draft}/call-off/", MOVED),
    "submission/<str:token>/introduction/": ("/submission/{introduction}/introduction/", ALL),
    "submission/<str:token>/check/": ("/submission/{draft}/check/", ALL),
    "submission/<str:token>/answers/": ("/submission/{draft}/answers/", ALL),
    "submission/<str:token>/answers.odt": ("/submission/{draft}/answers.odt", ALL),
    "submission/<str:token>/show/": ("/submission/{draft}/show/", ALL),
    "submission/<str:token>/shown/": ("/submission/{colleague}/shown/", ALL),
    "submission/<str:token>/data.json": ("/submission/{draft}/data.json", ALL),
    "submission/<str:token>/erase/": ("/submission/{draft}/erase/", ALL),
    "submission/<str:token>/later/": ("/submission/{draft}/later/", ALL),
    "submission/<str:token>/withdraw/": ("/submission/{draft}/withdraw/", ALL),
    "submission/<str:token>/confirm/": ("/submission/{letter}/confirm/", ALL),
    "submission/<str:token>/sent/": ("/submission/{draft}/sent/", (ELSEWHERE, ELSEWHERE, ELSEWHERE)),
    "submission/<str:token>/fresh/": ("/submission/{draft}/fresh/", (NOT_BY_GET, NOT_BY_GET, NOT_BY_GET)),
    "submission/<str:token>/again/": ("/submission/{draft}/again/", (NOT_BY_GET, NOT_BY_GET, NOT_BY_GET)),
}
# Whoever signs in without a second factor has none to show, take away or print codes of yet.
ACCOUNTS: dict[str, tuple[str, Answers]] = {
    "accounts/login/": ("/accounts/login/", ENTRANCE),
    "accounts/logout/": ("/accounts/logout/", (ELSEWHERE, OPEN, OPEN)),
    "accounts/inactive/": ("/accounts/inactive/", ALL),
    "accounts/signup/": ("/accounts/signup/", ENTRANCE),
    "accounts/reauthenticate/": ("/accounts/reauthenticate/", STAFF),
    "accounts/email/": ("/accounts/email/", STAFF),
    "accounts/confirm-email/": ("/accounts/confirm-email/", ALL),
    "accounts/password/change/": ("/accounts/password/change/", STAFF),
    "accounts/password/set/": ("/accounts/password/set/", PASSING),
    "accounts/password/reset/": ("/accounts/password/reset/", ALL),
    "accounts/password/reset/done/": ("/accounts/password/reset/done/", ALL),
    "accounts/password/reset/key/done/": ("/accounts/password/reset/key/done/", ALL),
    "accounts/login/code/confirm/": ("/accounts/login/code/confirm/", PASSING),
    "accounts/2fa/": ("/accounts/2fa/", STAFF),
    "accounts/2fa/authenticate/": ("/accounts/2fa/authenticate/", PASSING),
    "accounts/2fa/reauthenticate/": ("/accounts/2fa/reauthenticate/", PASSING),
    "accounts/2fa/totp/activate/": ("/accounts/2fa/totp/activate/", PASSING),
    "accounts/2fa/totp/deactivate/": ("/accounts/2fa/totp/deactivate/", UNSET),
    "accounts/2fa/recovery-codes/": ("/accounts/2fa/recovery-codes/", UNSET),
    "accounts/2fa/recovery-codes/generate/": ("/accounts/2fa/recovery-codes/generate/", PASSING),
    "accounts/2fa/recovery-codes/download/": ("/accounts/2fa/recovery-codes/download/", UNSET),
    "accounts/3rdparty/": ("/accounts/3rdparty/", STAFF),
    "accounts/3rdparty/login/cancelled/": ("/accounts/3rdparty/login/cancelled/", ALL),
    "accounts/3rdparty/login/error/": ("/accounts/3rdparty/login/error/", ("401", "401", "401")),
    "accounts/3rdparty/signup/": ("/accounts/3rdparty/signup/", (SIGN_IN, SIGN_IN, SIGN_IN)),
    "accounts/social/login/cancelled/": ("/accounts/social/login/cancelled/", MOVED),
    "accounts/social/login/error/": ("/accounts/social/login/error/", MOVED),
    "accounts/social/signup/": ("/accounts/social/signup/", MOVED),
    "accounts/social/connections/": ("/accounts/social/connections/", MOVED),
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": ("/accounts/confirm-email/x/", ALL),
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": ("/accounts/password/reset/key/1-x/", ALL),
    # There is no release until one is made: see the test of that.
    r"^data/(?P<date>[0-9-]{10})/(?P<name>[A-Za-z0-9.-]+)$": ("/data/2026-01-01/SHA256SUMS", (ABSENT, ABSENT, ABSENT)),
    r"^data/(?P<date>\d{4}-\d{2}-\d{2})/$": ("/data/2026-01-01/", (ABSENT, ABSENT, ABSENT)),
    # Only where letters go to a folder on somebody’s own machine: see the test of that.
    "letters/": ("/letters/", ALL),
    "letters/<slug:name>/": ("/letters/no-such-letter/", (ABSENT, ABSENT, ABSENT)),
}
ADMIN: dict[str, tuple[str, Answers]] = {
    "admin/": ("/admin/", STAFF),
    "admin/login/": ("/admin/login/", (SIGN_IN, ELSEWHERE, ELSEWHERE)),
    "admin/logout/": ("/admin/logout/", (ELSEWHERE, NOT_BY_GET, NOT_BY_GET)),
    "admin/password_change/": ("/admin/password_change/", STAFF),
    "admin/password_change/done/": ("/admin/password_change/done/", STAFF),
    "admin/autocomplete/": ("/admin/autocomplete/", (SIGN_IN, REFUSED, REFUSED)),
    "admin/jsi18n/": ("/admin/jsi18n/", STAFF),
    "admin/r/<path:content_type_id>/<path:object_id>/": ("/admin/r/1/1/", (SIGN_IN, ABSENT, ABSENT)),
    "admin/(?P<url>.*)$": ("/admin/no-such-page/", (SIGN_IN, ABSENT, ABSENT)),
    "admin/communities/community/<int:pk>/withdraw/": (
        "/admin/communities/community/{communities.community}/withdraw/",
        ACT,
    ),
    "admin/communities/community/<int:pk>/restore/": (
        "/admin/communities/community/{communities.community}/restore/",
        ACT,
    ),
    "admin/communities/community/<int:pk>/revert/": (
        "/admin/communities/community/{communities.community}/revert/",
        ACT,
    ),
    "admin/communities/community/<int:pk>/move/": (
        "/admin/communities/community/{communities.community}/move/",
        ACT,
    ),
    "admin/communities/collection/<int:pk>/preview/": (
        "/admin/communities/collection/{communities.collection}/preview/",
        SUPERUSER,
    ),
    "admin/communities/call/<int:pk>/preview/": ("/admin/communities/call/{communities.call}/preview/", SUPERUSER),
    "admin/communities/call/<int:pk>/progress/": ("/admin/communities/call/{communities.call}/progress/", STAFF),
    "admin/communities/call/<int:pk>/progress.csv": ("/admin/communities/call/{communities.call}/progress.csv", STAFF),
    "admin/submissions/submission/<int:pk>/correct/": (
        "/admin/submissions/submission/{submissions.submission}/correct/",
        STAFF,
    ),
    "admin/submissions/submission/<int:pk>/preview/": (
        "/admin/submissions/submission/{submissions.submission}/preview/",
        STAFF,
    ),
    "admin/submissions/submission/<int:pk>/undo/": (
        "/admin/submissions/submission/{submissions.submission}/undo/",
        ACT,
    ),
    "admin/submissions/submission/<int:pk>/assign/": (
        "/admin/submissions/submission/{submissions.submission}/assign/",
        ACT,
    ),
    "admin/submissions/submission/<int:pk>/gather/": (
        "/admin/submissions/submission/{submissions.submission}/gather/",
        ACT,
    ),
    "admin/submissions/submission/<int:pk>/reply/": (
        "/admin/submissions/submission/{submissions.submission}/reply/",
        ACT,
    ),
    "admin/auth/user/<id>/password/": ("/admin/auth/user/{auth.user}/password/", SUPERUSER),
}
# By model: what a moderator may do with it in the admin, and what a superuser may.
SEE, ADD, DELETE = "see", "add", "delete"
EVERYTHING = {SEE, ADD, DELETE}
MODELS: dict[str, tuple[set[str], set[str]]] = {
    "communities.community": ({SEE}, {SEE, ADD}),
    "communities.revision": ({SEE}, {SEE}),
    "communities.term": ({SEE}, {SEE, ADD}),
    "communities.collection": (set(), EVERYTHING),
    "communities.call": (set(), EVERYTHING),
    "communities.lesson": ({SEE}, {SEE}),
    "communities.session": ({SEE}, {SEE}),
    "communities.searched": (EVERYTHING, EVERYTHING),
    "communities.termmatch": (set(), EVERYTHING),
    "submissions.submission": ({SEE}, {SEE}),
    "submissions.steward": (set(), {SEE}),
    "submissions.alert": (set(), {SEE, DELETE}),
    "post_office.email": (set(), {SEE}),
    "auth.group": (set(), EVERYTHING),
    "auth.user": (set(), EVERYTHING),
    "account.emailaddress": (set(), EVERYTHING),
    "mfa.authenticator": (set(), EVERYTHING),
    "socialaccount.socialapp": (set(), EVERYTHING),
    "socialaccount.socialtoken": (set(), EVERYTHING),
    "socialaccount.socialaccount": (set(), EVERYTHING),
    "axes.accessattempt": (set(), {SEE, DELETE}),
    "axes.accesslog": (set(), {SEE, DELETE}),
    "axes.accessfailurelog": (set(), {SEE, DELETE}),
}


@dataclass(frozen=True)
class Row:
    route: str
    example: str
    answers: Answers


def of_model(name: str, moderator: set[str], superuser: set[str]) -> Iterator[Row]:
    """The six routes that the admin makes for a model."""
    place = f"admin/{name.replace('.', '/')}/"
    for rest, right in [("", SEE), ("add/", ADD), ("history/", SEE), ("delete/", DELETE), ("change/", SEE)]:
        of_object = "" if right == ADD or not rest else "<path:object_id>/"
        example = f"/{place}{f'{{{name}}}/' if of_object else ''}{rest}"
        answers = tuple(OPEN if right in rights else REFUSED for rights in (moderator, superuser))
        yield Row(f"{place}{of_object}{rest}", example, (SIGN_IN, *answers))
    yield Row(f"{place}<path:object_id>/", f"/{place}{{{name}}}/", (SIGN_IN, ELSEWHERE, ELSEWHERE))


def app_list() -> Row:
    """The admin's page of one app; its route names every app that has a model there."""
    apps = dict.fromkeys(model._meta.app_label for model in admin.site._registry)
    return Row(f"admin/^(?P<app_label>{'|'.join(apps)})/$", "/admin/auth/", (SIGN_IN, ABSENT, OPEN))


def public() -> Iterator[Row]:
    for route, examples in (addresses.PAGES | addresses.FILES).items():
        yield from (Row(route, example, ALL) for example in examples)


def rows() -> list[Row]:
    tables = [Row(route, *row) for table in (SENDING, ACCOUNTS, ADMIN) for route, row in table.items()]
    of_models = [row for name, rights in MODELS.items() for row in of_model(name, *rights)]
    return [*public(), *tables, *of_models, app_list()]


def every_route() -> list[str]:
    """The routes as the resolver spells them, in English: "communities/<slug:slug>/"."""
    return list(dict.fromkeys(_below(get_resolver(), "")))


def _below(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for part in resolver.url_patterns:
        route = prefix + str(part.pattern)
        if isinstance(part, URLPattern):
            yield route
        else:
            yield from _below(part, route)
