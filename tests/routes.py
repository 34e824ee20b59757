"""The table of the site's routes: an example of each, and what each kind of person gets there, by GET and by POST."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

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
# What a POST is answered with, where it is not refused: whatever the page says to it.
TAKEN = "taken"

STAFF_KINDS = ("moderator", "senior", "analyst", "administrator", "superuser")
WHO = ("anonymous", "link holder", *STAFF_KINDS)
Answers = dict[str, str]  # by who


def answers(visitor: str, staff: str) -> Answers:
    """One answer to visitors and one to all staff."""
    return dict.fromkeys(WHO, staff) | {"anonymous": visitor, "link holder": visitor}


def only(*kinds: str, refused: str = REFUSED, superuser: bool = True) -> Answers:
    """Open to these members of staff, and to superusers; other staff are refused, and visitors sent to sign in."""
    opened = (*kinds, "superuser") if superuser else kinds
    return answers(SIGN_IN, refused) | dict.fromkeys(opened, OPEN)


def taken(may: Answers, answer: str = TAKEN) -> Answers:
    """What is sent by those to whom a page is open is taken, or answered otherwise."""
    return {who: answer if got == OPEN else got for who, got in may.items()}


DECIDE = ("moderator", "senior")
READ = (*DECIDE, "analyst")
ALL = answers(OPEN, OPEN)
MOVED = answers(ELSEWHERE, ELSEWHERE)
NEVER = answers(ABSENT, ABSENT)
STAFF = answers(SIGN_IN, OPEN)
ENTRANCE = answers(OPEN, ELSEWHERE)
PASSING = answers(SIGN_IN, ELSEWHERE)
UNSET = answers(SIGN_IN, ABSENT)
CLOSED = answers(SIGN_IN, REFUSED)
# What acts by POST alone answers every member of staff alike to a GET.
ACT = answers(SIGN_IN, NOT_BY_GET)


def behind_link(answer: str = OPEN, others: str = ABSENT) -> Answers:
    """What a private link opens to whoever holds it, and to nobody else, whatever else they may do."""
    return answers(others, others) | {"link holder": answer}


LINK = behind_link()
# The examples that are private links.
LINKS = ("draft", "letter", "colleague", "alert", "alert-letter", "answer", "introduction", "entry")

# By route: an example, and what each of WHO gets by GET. {draft} is the link of a draft, {letter} one that confirms;
# {colleague} one that shows it; {alert} and {alert-letter} are those of an alert,
# {answer} that of a convener who was asked, {entry} one by which an entry is confirmed.
SENDING: dict[str, tuple[str, Answers]] = {
    "submit/": ("/submit/", ALL),
    "submit/link/": ("/submit/link/", ALL),
    "submit/alert/": ("/submit/alert/?scale=national", ALL),
    "submit/alert/<str:token>/": ("/submit/alert/{alert}/", LINK),
    "submit/alert/<str:token>/confirm/": ("/submit/alert/{alert-letter}/confirm/", LINK),
    "submit/question/": ("/submit/question/", ALL),
    "submit/answer/<str:token>/": ("/submit/answer/{answer}/", LINK),
    "submit/entry/<str:token>/": ("/submit/entry/{entry}/", LINK),
    "submit/from-guide/": ("/submit/from-guide/?topic=foresight", ALL),
    "submit/change/<slug:slug>/": ("/submit/change/{slug}/", ALL),
    "submit/close/<slug:slug>/": ("/submit/close/{slug}/", ALL),
    "submit/claim/<slug:slug>/": ("/submit/claim/{slug}/", ALL),
    "submit/lesson/<slug:slug>/": ("/submit/lesson/{slug}/", ALL),
    "submit/session/<slug:slug>/": ("/submit/session/{slug}/", ALL),
    "submit/self-check/": ("/submit/self-check/", ALL),
    "submit/introduce/<slug:slug>/": ("/submit/introduce/{silent}/", ALL),
    "submit/report/<slug:slug>/": ("/submit/report/{slug}/", ALL),
    "submission/<str:token>/": ("/submission/{draft}/", LINK),
    "submission/<str:token>/<slug:section>/": ("/submission/{draft}/community/", LINK),
    # Of a draft there is none: the status page is shown.
    "submission/<str:token>/peers/": ("/submission/{draft}/peers/", behind_link(ELSEWHERE)),
    "submission/<str:token>/peers/<slug:slug>/": ("/submission/{draft}/peers/{slug}/", behind_link(ELSEWHERE)),
    "submission/<str:token>/session/": ("/submission/{draft}/session/", behind_link(ELSEWHERE)),
    "submission/<str:token>/call-off/": ("/submission/{draft}/call-off/", behind_link(ELSEWHERE)),
    "submission/<str:token>/introduction/": ("/submission/{introduction}/introduction/", LINK),
    "submission/<str:token>/check/": ("/submission/{draft}/check/", LINK),
    "submission/<str:token>/answers/": ("/submission/{draft}/answers/", LINK),
    "submission/<str:token>/answers.odt": ("/submission/{draft}/answers.odt", LINK),
    "submission/<str:token>/show/": ("/submission/{draft}/show/", LINK),
    "submission/<str:token>/shown/": ("/submission/{colleague}/shown/", LINK),
    "submission/<str:token>/data.json": ("/submission/{draft}/data.json", LINK),
    "submission/<str:token>/erase/": ("/submission/{draft}/erase/", LINK),
    # Of a draft the form itself asks: the status page is shown.
    "submission/<str:token>/agreed/": ("/submission/{draft}/agreed/", behind_link(ELSEWHERE)),
    "submission/<str:token>/later/": ("/submission/{draft}/later/", LINK),
    "submission/<str:token>/withdraw/": ("/submission/{draft}/withdraw/", LINK),
    "submission/<str:token>/confirm/": ("/submission/{letter}/confirm/", LINK),
    "submission/<str:token>/more-time/": (
        "/submission/{draft}/more-time/",
        behind_link(NOT_BY_GET, others=NOT_BY_GET),
    ),
    "submission/<str:token>/sent/": ("/submission/{draft}/sent/", behind_link(ELSEWHERE)),
    "submission/<str:token>/fresh/": ("/submission/{draft}/fresh/", behind_link(NOT_BY_GET, others=NOT_BY_GET)),
    "submission/<str:token>/again/": ("/submission/{draft}/again/", behind_link(NOT_BY_GET, others=NOT_BY_GET)),
}
# Whoever signs in without a second factor has none to show, take away or print codes of yet.
ACCOUNTS: dict[str, tuple[str, Answers] | tuple[str, Answers, Answers]] = {
    "accounts/login/": ("/accounts/login/", ENTRANCE),
    "accounts/logout/": ("/accounts/logout/", answers(ELSEWHERE, OPEN)),
    "accounts/inactive/": ("/accounts/inactive/", ALL),
    "accounts/signup/": ("/accounts/signup/", ENTRANCE),
    "accounts/reauthenticate/": ("/accounts/reauthenticate/", STAFF),
    "accounts/reauthenticate/code/": ("/accounts/reauthenticate/code/", CLOSED),
    "accounts/reauthenticate/code/confirm/": ("/accounts/reauthenticate/code/confirm/", CLOSED),
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
    "accounts/2fa/webauthn/": ("/accounts/2fa/webauthn/", STAFF),
    "accounts/2fa/webauthn/add/": ("/accounts/2fa/webauthn/add/", PASSING),
    "accounts/2fa/webauthn/reauthenticate/": ("/accounts/2fa/webauthn/reauthenticate/", PASSING),
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": ("/accounts/2fa/webauthn/keys/1/remove/", PASSING),
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": ("/accounts/2fa/webauthn/keys/1/edit/", PASSING),
    # Only where the environment names a provider: see the test of that.
    "accounts/oidc/^(?P<provider_id>[^/]+)/login/": ("/accounts/oidc/oidc/login/", NEVER),
    "accounts/oidc/^(?P<provider_id>[^/]+)/login/callback/": ("/accounts/oidc/oidc/login/callback/", NEVER),
    "accounts/3rdparty/": ("/accounts/3rdparty/", STAFF),
    "accounts/3rdparty/login/cancelled/": ("/accounts/3rdparty/login/cancelled/", ALL),
    "accounts/3rdparty/login/error/": ("/accounts/3rdparty/login/error/", answers("401", "401")),
    "accounts/3rdparty/signup/": ("/accounts/3rdparty/signup/", answers(SIGN_IN, SIGN_IN)),
    "accounts/social/login/cancelled/": ("/accounts/social/login/cancelled/", MOVED),
    "accounts/social/login/error/": ("/accounts/social/login/error/", MOVED),
    "accounts/social/signup/": ("/accounts/social/signup/", MOVED),
    "accounts/social/connections/": ("/accounts/social/connections/", MOVED),
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": ("/accounts/confirm-email/x/", ALL, NEVER),
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": ("/accounts/password/reset/key/1-x/", ALL),
    # There is no release until one is made: see the test of that.
    r"^data/(?P<date>[0-9-]{10})/(?P<name>[A-Za-z0-9.-]+)$": ("/data/2026-01-01/SHA256SUMS", NEVER),
    r"^data/(?P<date>\d{4}-\d{2}-\d{2})/$": ("/data/2026-01-01/", NEVER),
    # Only where letters go to a folder on somebody’s own machine: see the test of that.
    "letters/": ("/letters/", ALL),
    "letters/<slug:name>/": ("/letters/no-such-letter/", NEVER),
}
# The admin’s own pages, beside those that it makes for each model.
ADMIN: dict[str, tuple[str, Answers]] = {
    "admin/": ("/admin/", STAFF),
    "admin/login/": ("/admin/login/", PASSING),
    "admin/logout/": ("/admin/logout/", answers(ELSEWHERE, NOT_BY_GET)),
    "admin/password_change/": ("/admin/password_change/", STAFF),
    "admin/password_change/done/": ("/admin/password_change/done/", STAFF),
    "admin/autocomplete/": ("/admin/autocomplete/", answers(SIGN_IN, REFUSED)),
    "admin/jsi18n/": ("/admin/jsi18n/", STAFF),
    "admin/submissions/submission/next/": (
        "/admin/submissions/submission/next/",
        taken(only(*DECIDE), ELSEWHERE),
        answers(SIGN_IN, TAKEN),
    ),
    "admin/submissions/decision/": ("/admin/submissions/decision/", only(*READ)),
    "admin/submissions/decision/figures.csv": ("/admin/submissions/decision/figures.csv", only(*READ)),
    "admin/submissions/decision/answers/": ("/admin/submissions/decision/answers/", only("analyst")),
    "admin/submissions/decision/answers.csv": ("/admin/submissions/decision/answers.csv", only("analyst")),
    "admin/submissions/decision/digest/": ("/admin/submissions/decision/digest/", ACT, taken(only(*DECIDE))),
    "admin/submissions/import/": ("/admin/submissions/import/", only(*DECIDE)),
    "admin/r/<path:content_type_id>/<path:object_id>/": ("/admin/r/1/1/", UNSET),
    "admin/(?P<url>.*)$": ("/admin/no-such-page/", UNSET),
}
# Pages of one object: the model, the page, who may open it, and whether it acts by POST alone.
OF_ONE: dict[str, tuple[tuple[str, ...], bool]] = {
    "communities.community/withdraw/": (("senior",), True),
    "communities.community/merge/": (("senior",), False),
    "communities.term/merge/": (("senior",), False),
    "communities.community/restore/": (("senior",), True),
    "communities.community/revert/": (DECIDE, True),
    "communities.community/move/": (DECIDE, True),
    "communities.collection/preview/": (("senior",), False),
    "communities.call/preview/": (("senior",), False),
    "communities.call/progress/": (READ, False),
    "communities.call/progress.csv": (READ, False),
    "submissions.submission/correct/": (DECIDE, False),
    "submissions.submission/preview/": (READ, False),
    "submissions.submission/undo/": (DECIDE, True),
    "submissions.submission/relate/": (DECIDE, True),
    "submissions.submission/unanswered/": (DECIDE, True),
    "submissions.submission/letter/": (DECIDE, True),
    "submissions.submission/note/": (DECIDE, True),
    "submissions.submission/later/": (DECIDE, True),
    "submissions.submission/typed/": (DECIDE, True),
    "submissions.submission/assign/": (DECIDE, True),
    "submissions.submission/gather/": (DECIDE, True),
    "submissions.submission/reply/": (("senior",), True),
    "submissions.import/": (DECIDE, False),
    "submissions.import/discard/": (DECIDE, True),
    "submissions.import/report.csv": (DECIDE, False),
    "auth.user/record/": (("administrator",), False),
    "auth.user/password/": (("administrator",), False),
}
# By model: what the kinds of staff may do with it in the admin. Who is not named may nothing.
SEE, ADD, CHANGE, DELETE = "see", "add", "change", "delete"
EVERYTHING = {SEE, ADD, CHANGE, DELETE}
Rights = dict[str, set[str]]


def rights(superuser: Iterable[str], **others: Iterable[str]) -> Rights:
    return {who: set(others.get(who, ())) for who in STAFF_KINDS} | {"superuser": set(superuser)}


MODELS: dict[str, Rights] = {
    "communities.community": rights(
        {SEE, ADD, CHANGE}, moderator={SEE, CHANGE}, senior={SEE, ADD, CHANGE}, analyst={SEE}
    ),
    "communities.revision": rights({SEE}, moderator={SEE}, senior={SEE}, analyst={SEE}),
    "communities.term": rights({SEE, ADD, CHANGE}, moderator={SEE}, senior={SEE, ADD, CHANGE}, analyst={SEE}),
    "communities.collection": rights(EVERYTHING, senior=EVERYTHING),
    "communities.call": rights(EVERYTHING, senior=EVERYTHING),
    "communities.lesson": rights({SEE}, moderator={SEE}, senior={SEE}, analyst={SEE}),
    "communities.session": rights({SEE}, moderator={SEE}, senior={SEE}, analyst={SEE}),
    "communities.searched": rights(EVERYTHING, moderator=EVERYTHING, senior=EVERYTHING),
    "communities.termmatch": rights(EVERYTHING, senior=EVERYTHING),
    "submissions.submission": rights({SEE, CHANGE}, moderator={SEE, CHANGE}, senior={SEE, CHANGE}, analyst={SEE}),
    "submissions.savedwords": rights(EVERYTHING, senior=EVERYTHING),
    "submissions.steward": rights({SEE}, senior={SEE}),
    "submissions.keptpulse": rights({SEE}, moderator={SEE}, senior={SEE}),
    "submissions.wave": rights({SEE, ADD, CHANGE}, moderator={SEE, ADD, CHANGE}, senior={SEE, ADD, CHANGE}),
    "submissions.alert": rights({SEE, DELETE}, administrator={SEE, DELETE}),
    "submissions.websitelook": rights({SEE}, moderator={SEE}, senior={SEE}),
    "submissions.sentback": rights({SEE}, moderator={SEE}, senior={SEE}),
    "submissions.removal": rights({SEE, ADD}, senior={SEE, ADD}),
    "post_office.email": rights({SEE}, administrator={SEE}),
    "auth.group": rights(EVERYTHING, administrator=EVERYTHING),
    "auth.user": rights(EVERYTHING, administrator={SEE, ADD, CHANGE}),
    "account.emailaddress": rights({SEE, DELETE}, administrator={SEE}),
    "mfa.authenticator": rights({SEE, DELETE}, administrator={SEE, DELETE}),
    "socialaccount.socialaccount": rights({SEE, DELETE}, administrator={SEE, DELETE}),
    "axes.accessattempt": rights({SEE, CHANGE, DELETE}, administrator={SEE, DELETE}),
    "axes.accesslog": rights({SEE, CHANGE, DELETE}, administrator={SEE}),
    "axes.accessfailurelog": rights({SEE, CHANGE, DELETE}, administrator={SEE}),
}


@dataclass(frozen=True)
class Row:
    """A route: what a GET of the example is answered with, and what a POST is."""

    route: str
    example: str
    gets: Answers
    posts: Answers

    @property
    def is_public(self) -> bool:
        """Whether it is one of the pages and files that are answered before anybody asks who reads them."""
        return self.route in addresses.PAGES or self.route in addresses.FILES

    @property
    def is_answered_alike(self) -> bool:
        """Whether some other member of staff gets what a superuser gets."""
        got = self.gets["superuser"], self.posts["superuser"]
        return any((self.gets[who], self.posts[who]) == got for who in STAFF_KINDS if who != "superuser")

    @property
    def is_behind_link(self) -> bool:
        return any(f"{{{name}}}" in self.example for name in LINKS)


def row(route: str, example: str, gets: Answers, posts: Answers | None = None) -> Row:
    """Where nothing else is said, whoever may open a page may send something to it, and nobody else."""
    one = Row(route, example, gets, posts or {})
    if one.is_behind_link:
        return replace(one, posts=behind_link(TAKEN))
    alike = {who: got if got in (SIGN_IN, REFUSED, ABSENT) else TAKEN for who, got in gets.items()}
    return replace(one, posts=posts or alike)


def of_model(name: str, may: Rights) -> Iterator[Row]:
    """The six routes that the admin makes for a model."""

    def who(right: str) -> Answers:
        return only(*(kind for kind in STAFF_KINDS[:-1] if right in may[kind]), superuser=right in may["superuser"])

    place = f"admin/{name.replace('.', '/')}/"
    for rest, gets, posts in [
        ("", SEE, SEE),
        ("add/", ADD, ADD),
        ("history/", SEE, SEE),
        ("delete/", DELETE, DELETE),
        ("change/", SEE, CHANGE),
    ]:
        of_object = "" if gets == ADD or not rest else "<path:object_id>/"
        example = f"/{place}{f'{{{name}}}/' if of_object else ''}{rest}"
        yield Row(f"{place}{of_object}{rest}", example, who(gets), taken(who(posts)))
    yield row(f"{place}<path:object_id>/", f"/{place}{{{name}}}/", PASSING)


def of_one() -> Iterator[Row]:
    for page, (kinds, by_post_alone) in OF_ONE.items():
        model, _slash, rest = page.partition("/")
        place = f"admin/{model.replace('.', '/')}/"
        number = "<id>" if page == "auth.user/password/" else "<int:pk>"
        may = only(*kinds)
        gets = ACT if by_post_alone else may
        yield Row(f"{place}{number}/{rest}", f"/{place}{{{model}}}/{rest}", gets, taken(may))


def app_list() -> Row:
    """The admin's page of one app; its route names every app that has a model there."""
    apps = dict.fromkeys(model._meta.app_label for model in admin.site._registry)
    people = only("administrator", refused=ABSENT)
    return row(f"admin/^(?P<app_label>{'|'.join(apps)})/$", "/admin/auth/", people)


def public() -> Iterator[Row]:
    for route, examples in (addresses.PAGES | addresses.FILES).items():
        yield from (row(route, example, ALL) for example in examples)


def rows() -> list[Row]:
    tables = [row(route, *said) for table in (SENDING, ACCOUNTS, ADMIN) for route, said in table.items()]
    of_models = [one for name, may in MODELS.items() for one in of_model(name, may)]
    return [*public(), *tables, *of_one(), *of_models, app_list()]


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
