"""Programs at the forms: two hundred scripted sendings against fifty people, counted by what reaches OPSI's desk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from submissions.limits import HONEYPOT
from submissions.models import State, Submission
from submissions.views.opening import signed
from tests.attacks.forms import Form, forms

pytestmark = pytest.mark.django_db

TO_THE_DESK = ("question", "report", "claim", "lesson", "session", "introduction", "alert", "lost link")
AT_ONCE, AFTER_A_WHILE = timedelta(seconds=1), timedelta(seconds=20)


@pytest.fixture(autouse=True)
def limited(settings, monkeypatch):
    settings.RATE_LIMITS = 1
    for place in ("alerting", "starting"):
        monkeypatch.setattr(f"submissions.views.{place}.EVEN_SECONDS", 0)


def post(form: Form, number: int, *, open_for: timedelta, client: Client | None = None, **more: str) -> int:
    client = client or Client()
    said = {key: value.replace("{number}", str(number)) for key, value in form.said.items()}
    opened = signed(timezone.now() - open_for)
    address = {form.address: f"bot{number}@spam.example"}
    path = form.path.replace("{number}", str(number))
    network = f"198.51.{number // 250}.{number % 250 + 1}"  # each from a network of its own
    return client.post(path, {"opened": opened, **said, **address, **more}, REMOTE_ADDR=network).status_code


def sends_without_looking(form: Form, number: int) -> int:
    return post(form, number, open_for=AFTER_A_WHILE, client=Client(enforce_csrf_checks=True))


def fills_in_every_field(form: Form, number: int) -> int:
    return post(form, number, open_for=AFTER_A_WHILE, **{HONEYPOT: "https://spam.example/"})


def sends_at_once(form: Form, number: int) -> int:
    return post(form, number, open_for=AT_ONCE)


def forges_how_long_it_looked(form: Form, number: int) -> int:
    return post(form, number, open_for=AFTER_A_WHILE, opened="1.0:forged")


def waits_and_leaves_an_address_that_it_cannot_read(form: Form, number: int) -> int:
    return post(form, number, open_for=AFTER_A_WHILE)


BOTS = (
    sends_without_looking,
    fills_in_every_field,
    sends_at_once,
    forges_how_long_it_looked,
    waits_and_leaves_an_address_that_it_cannot_read,
)


def on_the_desk() -> int:
    return Submission.objects.filter(state=State.PENDING).count()


def test_of_two_hundred_programs_hardly_any_reaches_the_desk():
    every = forms()
    cases = [(bot, every[name]) for _turn in range(5) for bot in BOTS for name in TO_THE_DESK]
    assert len(cases) == 200
    for number, (bot, form) in enumerate(cases):
        bot(form, number)
    # A report may come without a confirmed address, and so a patient program's gets through.
    assert on_the_desk() <= 0.05 * len(cases)
    assert set(Submission.objects.filter(state=State.PENDING).values_list("kind", flat=True)) <= {"report"}


def test_of_fifty_people_nobody_is_stopped():
    every = forms()
    answers = [
        post(every[TO_THE_DESK[number % len(TO_THE_DESK)]], number, open_for=AFTER_A_WHILE) for number in range(50)
    ]
    assert set(answers) == {303}
