"""Every form of the site, every field of it, with all that nobody meant: an answer in words, nothing made public."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from communities.models import CatalogueVersion
from submissions.models import State, Submission
from tests import stage, states
from tests.fuzz.filled import Filled, forms, misshapen
from tests.fuzz.scale import SEED, dice, some
from tests.fuzz.values import VALUES
from tests.page import Page
from tests.routes import LINKS, rows
from tests.test_access import address_of, examples  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

ANSWERS = {200, 302, 303, 400, 401, 403, 404, 405, 409, 410, 413, 414, 415, 422, 429}
# A convener's link acts on what is public already, as its page says: still right, call it off.
ACTS = ("/submit/entry/", "/call-off/")
SHARES = 2
MOST_VALUES = 130  # of each field, others for each
LOOKED_AT = 10  # one page of so many is read as HTML


def _public_pages() -> list[str]:
    names = stage.set().names
    found = [states.address(state, names) for state in states.EVERY]
    return [address for address in dict.fromkeys(found) if address]


def _desk_pages(examples: dict[str, str]) -> list[str]:  # noqa: F811
    """Every page of staff, and the review of every kind of submission in every state."""
    of_routes = [address_of(row, examples) for row in rows() if row.route.startswith(("admin/", "accounts/"))]
    kinds = Submission.objects.order_by("kind", "state", "pk").distinct("kind", "state").values_list("pk", flat=True)
    reviews = [f"/admin/submissions/submission/{pk}/{rest}" for pk in kinds for rest in ("change/", "correct/")]
    return [path for path in dict.fromkeys([*of_routes, *reviews]) if "logout" not in path]


@pytest.mark.parametrize("share", range(SHARES))
def test_public_forms_take_anything_and_publish_nothing(saw, share):
    client = Client(raise_request_exception=False)
    found = list(forms(client, _public_pages()))
    assert len(found) > 60
    _send_all(saw, client, found, share, lambda path: any(part in path for part in ACTS))


@pytest.mark.parametrize("share", range(SHARES))
def test_forms_of_the_desk_take_anything(saw, settings, examples, share):  # noqa: F811
    settings.STAFF_SECOND_FACTOR = False
    stage.set()
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("boss", password="a long pass phrase"))
    found = list(forms(client, _desk_pages({**examples, **dict.fromkeys(LINKS, "x")})))
    assert len(found) > 60
    _send_all(saw, client, found, share, lambda path: True)


def _send_all(saw, client: Client, found: list[Filled], share: int, may_publish: Callable[[str], bool]) -> None:
    statuses, wrong, known = Counter(), [], set()
    cookies = client.cookies.copy()
    for place, form in enumerate(found):
        if place % SHARES != share:
            continue
        for what, pairs in _everything_odd(form, known):
            client.cookies = cookies.copy()
            with transaction.atomic():
                before = _public_state()
                response = form.sent(client, pairs)
                statuses[response.status_code] += 1
                fault = _fault_of(response, thoroughly=sum(statuses.values()) % LOOKED_AT == 0) or (
                    not may_publish(form.action) and _moved(before)
                )
                transaction.set_rollback(True)  # the next finds everything as it was
            if fault:
                wrong.append(f"{fault}: {form.action} (of {form.page}), {what[:200]!r}")
    saw(f"forms {share}", forms=len(found), fields=len(known), sent=sum(statuses.values()), answers=dict(statuses))
    assert not wrong, f"SEED={SEED}, {len(wrong)} in all:\n" + "\n".join(wrong[:40])


def _everything_odd(form: Filled, known: set[tuple[str, str]]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Misshapen forms, then odd values; those not again where the same field of the same route was `known` before."""
    whole = [(name, value) for name, values in form.fields.items() for value in values]
    yield "as it is", whole
    yield from some(list(misshapen(form, dice("shape", form.route))), "shapes", form.route, least=4)
    for name in form.fields:
        field = form.route, re.sub(r"\d+", "N", name)
        if name != "csrfmiddlewaretoken" and field not in known:
            known.add(field)
            rest = [pair for pair in whole if pair[0] != name]
            for value in some(VALUES, *field, most=MOST_VALUES):
                yield f"{name}={value}", [*rest, (name, value)]


def _fault_of(response: HttpResponse, *, thoroughly: bool) -> str:
    if response.status_code not in ANSWERS:
        return f"answered {response.status_code}"
    if response.status_code in (302, 303) or not response.headers["Content-Type"].startswith("text/html"):
        return ""
    if thoroughly and (mistakes := Page(response.text).mistakes):
        return f"no sound page: {mistakes}"
    return "" if "<h1" in response.text else "no heading"


def _public_state() -> tuple[object, ...]:
    """What the public reads, by the number that every change of it moves; who may sign in; who decided what."""
    return (
        CatalogueVersion.objects.values_list("number").get(),
        list(User.objects.values_list("pk", "is_staff", "is_superuser", "password").order_by("pk")),
        Submission.objects.filter(state__in=(State.APPROVED, State.DECLINED)).count(),
    )


def _moved(before: tuple[object, ...]) -> str:
    return "" if _public_state() == before else "something became public, or somebody got in"
