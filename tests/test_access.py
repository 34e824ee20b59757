"""Who may open what, and act there: every route against every kind of person, by GET and by POST, by the table."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from communities.kept_models import Searched, TermMatch
from communities.models import Community, Revision, Term
from copdir import local
from submissions import bounces, links
from submissions.desk_models import SavedWords
from submissions.living import asking
from submissions.models import (
    Alert,
    Decision,
    Import,
    KeptPulse,
    Purpose,
    Removal,
    Steward,
    Submission,
    Wave,
    WebsiteLook,
)
from submissions.roles import ADMINISTRATORS, ANALYSTS, MODERATORS, SENIOR_MODERATORS
from tests import factories
from tests.live import PUBLIC
from tests.routes import (
    ABSENT,
    ELSEWHERE,
    LINKS,
    NOT_BY_GET,
    OPEN,
    REFUSED,
    SIGN_IN,
    STAFF_KINDS,
    TAKEN,
    WHO,
    Row,
    every_route,
    rows,
)
from tests.submissions import introduced, living
from tests.submissions.alerted import an_alert
from tests.submissions.asked import a_steward, relayed, token_to
from tests.submissions.submitted import a_draft, a_member_of_staff, a_moderator, pending
from tests.test_headers import as_deployed, lacking

pytestmark = pytest.mark.django_db


def test_every_route_has_a_row_and_every_row_a_route():
    assert set(every_route()) ^ {row.route for row in rows()} == set()


@pytest.fixture
def examples() -> dict[str, str]:
    """What stands in the examples' braces: an object of every model in the admin, an entry, private links."""
    community = factories.published()
    submission = pending()
    user = User.objects.create_user("colleague", password="a long pass phrase")
    account = SocialAccount.objects.create(user=user, provider="openid_connect", uid="1")
    attempt = {
        "username": "colleague",
        "ip_address": "192.0.2.1",
        "user_agent": "x",
        "path_info": "/",
        "http_accept": "x",
    }
    objects: list[Model] = [
        community,
        Revision.objects.get(),
        Term.objects.first(),
        Searched.objects.create(country="IE", on=date(2026, 1, 1)),
        TermMatch.objects.first(),
        factories.collected([community], published=False),
        factories.a_call(published=False),
        factories.learned(community),
        factories.announced(community),
        submission,
        SavedWords.objects.first(),
        Steward.objects.create(community=community, email="steward@example.org"),
        Email.objects.first(),
        an_alert("another@example.org").alert,
        KeptPulse.objects.create(community=community, year=2026),
        Wave.objects.create(key=uuid4(), sent_by=user),
        bounces.note("gone@example.org"),
        Removal.objects.create(why="time", by="purge"),
        _a_silent_website(community),
        Import.objects.create(name="table.csv"),
        Group.objects.create(name="Our own"),
        user,
        EmailAddress.objects.create(user=user, email="colleague@example.org"),
        Authenticator.objects.create(user=user, type="recovery_codes", data={}),
        account,
        AccessAttempt.objects.create(**attempt, failures_since_start=1),
        AccessLog.objects.create(**attempt),
        AccessFailureLog.objects.create(**attempt),
    ]
    draft, sent = a_draft(), a_draft()
    begun, asked = an_alert(), an_alert("asked@example.org", is_begun=False)
    return {
        **{one._meta.label_lower.replace(".", "/"): str(one.pk) for one in objects},
        "slug": community.slug,
        "collection": factories.collected([community]).slug,
        "call": factories.a_call().slug,
        "lesson": str(factories.learned(community).pk),
        "session": str(factories.announced(community).pk),
        "draft": links.issue(draft, Purpose.RESUME).token,
        "letter": links.issue(sent, Purpose.CONFIRM).token,
        "colleague": links.issue(draft, Purpose.SHOW).token,
        "alert": begun.token,
        "alert-letter": asked.token,
        "answer": _answering(),
        "entry": _asked_whether_right(),
        "question": str(factories.answered([community]).pk),
        "introduction": _introduction(),
        "silent": factories.published(name="Silent circle", route=None, website="").slug,
    }


def _a_silent_website(community: Community) -> WebsiteLook:
    """One that staff are told of."""
    long_ago = timezone.now() - timedelta(days=30)
    return WebsiteLook.objects.create(
        community=community, url="https://silent.example/", asked_at=long_ago, failing_since=long_ago, times=3
    )


def _introduction() -> str:
    """The link of a convener whom another wants to be introduced to."""
    asker, other = (introduced.a_steward(name) for name in ("Askers circle", "Others circle"))
    return introduced.passed_on(introduced.asked(asker, other))


def _asked_whether_right() -> str:
    """The link in a letter to a convener."""
    living.kept()
    asking.look(timezone.now() + timedelta(days=366))
    return living.token()


def _answering() -> str:
    """The link of a convener who was asked."""
    steward = a_steward()
    relayed(a_moderator(), [steward])
    return token_to(steward.email)


def address_of(row: Row, examples: dict[str, str]) -> str:
    return re.sub(r"\{([a-z_.-]+)\}", lambda found: examples[found[1].replace(".", "/")], row.example)


ROLES_OF = {
    "moderator": MODERATORS,
    "senior": SENIOR_MODERATORS,
    "analyst": ANALYSTS,
    "administrator": ADMINISTRATORS,
}


def visitor(who: str, **options: bool) -> Client:
    client = Client(**options)
    if who in ROLES_OF:
        client.force_login(a_member_of_staff(ROLES_OF[who], name=who))
    if who == "superuser":
        client.force_login(User.objects.create_superuser(who, password="a long pass phrase"))
    return client


def answer(response: HttpResponse) -> str:
    """One of the words of the table."""
    if response.status_code in (301, 302, 303):
        return SIGN_IN if response.url.startswith(("/accounts/login/", "/admin/login/")) else ELSEWHERE
    named = {200: OPEN, 304: OPEN, 403: REFUSED, 404: ABSENT, 405: NOT_BY_GET}
    return named.get(response.status_code, str(response.status_code))


def asked_of_each(examples: dict[str, str]) -> Iterator[tuple[str, Row, str, Client]]:
    """The whole table: who, row, address, and their client."""
    client = Client()
    made_up = {**examples, **{name: "A" * len(examples[name]) for name in LINKS}}
    for place, who in enumerate(WHO):
        signed_in = visitor(who).cookies
        for number, row in enumerate(rows()):
            # Only a link's holder has the links; the others try some as long. Else the first two ask the very same.
            if who == "anonymous" and not row.is_behind_link:
                continue
            # Superusers pass every question of rights: they are asked where nobody else of staff answers as they do.
            if who == "superuser" and row.is_answered_alike:
                continue
            # What is public knows nobody: members of staff take turns.
            if row.is_public and who in STAFF_KINDS and number % len(STAFF_KINDS) != place % len(STAFF_KINDS):
                continue
            client.cookies = signed_in.copy()
            yield who, row, address_of(row, examples if who == "link holder" else made_up), client


def test_every_route_answers_a_get_as_the_table_says_and_with_the_headers(settings, examples):
    settings.STAFF_SECOND_FACTOR = False
    as_deployed(settings)
    wrong, graded = [], set()
    for who, row, address, client in asked_of_each(examples):
        response = client.get(address, secure=True)
        if (got := answer(response)) != row.gets[who]:
            wrong.append(f"{who}, {row.route}: {got}, not {row.gets[who]}")
        if (row.route, got) not in graded:
            graded.add((row.route, got))
            wrong += lacking(address, response)
    assert not wrong, "\n".join(wrong)
    assert {got for _route, got in graded} >= {OPEN, SIGN_IN, REFUSED, ABSENT, ELSEWHERE, NOT_BY_GET}


def test_every_route_answers_a_post_as_the_table_says(settings, examples):
    settings.STAFF_SECOND_FACTOR = False
    wrong, before = [], ()
    for who, row, address, client in asked_of_each(examples):
        before = before or state_of_the_site(but_for=WHO)
        with transaction.atomic():
            got = answer(client.post(address, POSTED))
            transaction.set_rollback(row.posts[who] == TAKEN)  # the next finds everything as it was
        takes_none = got == NOT_BY_GET
        if not takes_none and (got if got in (SIGN_IN, REFUSED, ABSENT) else TAKEN) != row.posts[who]:
            wrong.append(f"{who}, {row.route}: {got}, not {row.posts[who]}")
    assert not wrong, "\n".join(wrong)
    assert state_of_the_site(but_for=WHO) == before


# What makes the acts go through for those who may.
POSTED = {"version": 3, "base": 1, "reason": "x", "slug": "elsewhere", "decision": "spam", "post": "yes", "name": "x"}


def state_of_the_site(but_for: Iterable[str] = ()) -> list[object]:
    """What nobody may change without the right to."""
    return [
        list(Submission.objects.values_list("pk", "state", "version").order_by("pk")),
        list(Community.objects.values_list("pk", "slug", "revision_number", "withdrawn_at").order_by("pk")),
        list(Term.objects.values_list("pk", "label", "active").order_by("pk")),
        list(
            User.objects.exclude(username__in=but_for)
            .values_list("username", "is_staff", "is_superuser", "password")
            .order_by("pk")
        ),
        Decision.objects.count(),
        Revision.objects.count(),
        Steward.objects.count(),
        list(Alert.objects.values_list("pk", "confirmed_at", "ends_at").order_by("pk")),
    ]


def test_moderator_neither_adds_entries_nor_changes_terms_and_revisions(settings, examples):
    settings.STAFF_SECOND_FACTOR = False
    before = state_of_the_site()
    client = visitor("moderator")
    for act in (
        "communities/community/add/",
        "communities/term/{communities/term}/change/",
        "communities/revision/{communities/revision}/change/",
    ):
        assert client.post("/admin/" + act.format(**examples), POSTED | {"label": "x"}).status_code == 403, act
        assert state_of_the_site()[1:3] == before[1:3], act


@pytest.mark.parametrize("who", ["anonymous", "superuser"])
def test_nothing_is_taken_by_post_without_the_page_that_it_came_from(settings, examples, who):
    settings.STAFF_SECOND_FACTOR = False
    client = visitor(who, enforce_csrf_checks=True)
    before, wrong = state_of_the_site(), []
    for row in rows():
        got = answer(client.post(address_of(row, examples), POSTED))
        if got not in (REFUSED, NOT_BY_GET, ABSENT):
            wrong.append(f"{row.route}: {got}")
    assert not wrong, "\n".join(wrong)
    assert state_of_the_site() == before


@pytest.mark.parametrize("who", ["moderator", "superuser"])
def test_password_alone_opens_no_page_of_the_admin(settings, examples, who):
    settings.STAFF_SECOND_FACTOR = True
    client = visitor(who)
    wrong = []
    for row in rows():
        if row.route.startswith("admin/"):
            response = client.get(address_of(row, examples))
            if not (response.status_code == 302 and response.url.startswith("/accounts/")):
                wrong.append(f"{row.route}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


def test_signed_in_without_being_staff_is_a_visitor_to_the_admin(settings, examples):
    settings.STAFF_SECOND_FACTOR = False
    client = Client()
    client.force_login(User.objects.create_user("nobody", password="a long pass phrase"))
    opened = [
        row.route
        for row in rows()
        if row.route.startswith("admin/") and answer(client.get(address_of(row, examples))) == OPEN
    ]
    assert opened == []


def test_one_letter_of_a_private_link_altered_opens_nothing(client, examples):
    answers = {}
    for what in ("draft", "letter", "colleague"):
        token = examples[what]
        altered = [token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(len(token))]
        for other in (*altered, token[:-1], token.upper()):
            for page in ("", "check/", "confirm/", "shown/"):
                answers[what, other, page] = client.get(f"/submission/{other}/{page}").status_code
    assert {tried: status for tried, status in answers.items() if status != 404} == {}


def test_link_that_confirms_opens_no_answers_and_the_other_way_round(client, examples):
    assert client.get(f"/submission/{examples['letter']}/").status_code == 404
    assert client.get(f"/submission/{examples['letter']}/community/").status_code == 404
    assert client.get(f"/submission/{examples['draft']}/confirm/").status_code == 404


def test_pages_behind_a_private_link_are_kept_by_nobody_and_tell_nobody(client, examples):
    wrong = []
    for row in rows():
        if row.is_behind_link:
            response = client.get(address_of(row, examples))
            if answer(response) == OPEN and not (
                "no-store" in response.headers.get("Cache-Control", "")
                and response.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
                and "noindex" in response.headers.get("X-Robots-Tag", "")
            ):
                wrong.append(row.route)
    assert wrong == []


@pytest.mark.parametrize(
    "environment", [{"EMAIL_URL": "smtp://mail.example"}, {**PUBLIC, "SITE_URL": "https://testserver"}]
)
def test_page_of_letters_exists_only_where_somebody_tries_the_site_on_their_machine(environment):
    code = "from django.urls import get_resolver; print('letters' in get_resolver().reverse_dict)"
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-v0", "-c", code],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "copdir.settings", **environment},
        cwd=local.CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "False"
