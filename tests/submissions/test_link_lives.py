"""No private link opens anything for more than 30 days; where there is an address on record, its page mails another."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from communities.models import Community
from submissions import links
from submissions.living import asking, inviting
from submissions.models import Alert, Asking, EntryLink, Purpose, Relay, Steward, Submission
from tests import factories
from tests.submissions import introduced, living
from tests.submissions.alerted import an_alert
from tests.submissions.asked import a_steward, relayed, token_to
from tests.submissions.submitted import a_draft, a_moderator

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ADDRESS = re.compile(r"http://testserver(/submi\S+)")


def of_entry() -> str:
    living.kept("Kept circle", email="kim@x.example")
    asking.look(timezone.now() + 366 * DAY)
    Asking.objects.update(asked_at=timezone.now())
    return f"/submit/entry/{living.token()}/"


def of_question() -> str:
    steward = a_steward("kim@x.example")
    relayed(a_moderator(), [steward], wording="Has anyone kept circles?")
    return f"/submit/answer/{token_to(steward.email)}/"


def of_alert() -> str:
    return f"/submit/alert/{an_alert('kim@x.example', 'scale=national').token}/"


def of_introduction() -> str:
    asker, other = (introduced.a_steward(name) for name in ("Askers circle", "Kept circle"))
    return f"/submission/{introduced.passed_on(introduced.asked(asker, other))}/introduction/"


def of_draft(purpose: Purpose, page: str) -> str:
    return f"/submission/{links.issue(a_draft(entry={'name': 'Kept circle'}), purpose).token}/{page}"


# By kind: makes a link; what its page shows; how it is pressed; whether a fresh one can be mailed from its page.
KINDS: dict[str, tuple[Callable[[], str], str, dict[str, str], bool]] = {
    "entry": (of_entry, "Kept circle", {"answer": "right"}, True),
    "question": (of_question, "Has anyone kept circles?", {"answer": "Yes.", "may_cite": "on"}, True),
    "alert": (of_alert, "National", {"renew": "1"}, True),
    "introduction": (of_introduction, "Kept circle", {"reply": "accepted"}, False),
    "resume": (lambda: of_draft(Purpose.RESUME, ""), "Kept circle", {}, False),
    "colleague": (lambda: of_draft(Purpose.SHOW, "shown/"), "Kept circle", {}, False),
}


def everything() -> list[object]:
    return [
        list(Community.objects.values_list("pk", "revision_number", "confirmed_on").order_by("pk")),
        list(Submission.objects.values_list("pk", "state", "version").order_by("pk")),
        list(Relay.objects.values_list("pk", "answer", "declined_at")),
        list(Steward.objects.values_list("pk", "ended_at", "may_be_asked").order_by("pk")),
        list(Alert.objects.values_list("pk", "ends_at")),
        Email.objects.count(),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_no_link_shows_or_does_anything_after_thirty_days(client, kind):
    make, shown, pressed, _can_be_fresh = KINDS[kind]
    path = make()
    now = timezone.now()
    with time_machine.travel(now + 30 * DAY - timedelta(minutes=1), tick=False):
        assert shown in client.get(path).text
    before = everything()
    with time_machine.travel(now + 30 * DAY + timedelta(minutes=1), tick=False):
        assert shown not in client.get(path).text
        client.post(path, pressed)
        assert everything() == before


@pytest.mark.parametrize("kind", [kind for kind, (*_rest, fresh) in KINDS.items() if fresh])
def test_page_of_an_expired_link_mails_a_fresh_one_to_the_address_on_record(client, kind):
    make, shown, _pressed, _fresh = KINDS[kind]
    path = make()
    Email.objects.all().delete()
    now = timezone.now() + 31 * DAY
    with time_machine.travel(now, tick=False):
        page = client.get(path)
        assert page.status_code == 410
        assert "Send a fresh link" in page.text
        assert "kim" not in page.text
        assert not Email.objects.exists()
        assert "on its way" in client.post(path, {"fresh": "1"}).text
        letter = Email.objects.get()
        assert letter.to == ["kim@x.example"]
        fresh = ADDRESS.search(letter.message)[1]
        assert fresh != path
        assert shown in client.get(fresh).text
    with time_machine.travel(now + 30 * DAY, tick=False):
        assert client.get(fresh).status_code == 410


def test_fresh_links_are_mailed_as_often_as_any_letter_and_no_more(client, settings):
    path = of_entry()
    Email.objects.all().delete()
    settings.RATE_LIMITS = 1
    with time_machine.travel(timezone.now() + 31 * DAY, tick=False):
        answers = [client.post(path, {"fresh": "1"}).status_code for _number in range(7)]
    assert answers == [200] * 5 + [429] * 2
    assert Email.objects.count() == EntryLink.objects.count() == 5


def test_old_letter_still_ends_an_alert_and_nobody_elses(client):
    path, other = of_alert(), an_alert("other@x.example").alert
    with time_machine.travel(timezone.now() + 200 * DAY, tick=False):
        assert "End this alert" in client.get(path).text
        client.post(path, {"end": "1"})
    assert Alert.objects.get() == other


def test_mail_program_ends_an_alert_by_an_old_letter(client):
    path = of_alert()
    with time_machine.travel(timezone.now() + 200 * DAY, tick=False):
        Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert not Alert.objects.exists()


def test_fresh_link_is_for_whoever_is_on_record_still(client):
    path = of_entry()
    Steward.objects.update(ended_at=timezone.now(), ended_by="objection")
    Email.objects.all().delete()
    with time_machine.travel(timezone.now() + 31 * DAY, tick=False):
        client.post(path, {"fresh": "1"})
    assert not Email.objects.exists()


def test_link_of_an_invitation_ends_and_is_renewed_as_well(client, monkeypatch):
    community = factories.published(name="Invited circle")
    known = {community.slug: {"address": "list@x.example", "reaches": "list owners", "sources": "x"}}
    monkeypatch.setattr(inviting, "_known", lambda: known)
    inviting.send([community.pk], user=a_moderator(), key="0" * 32, language="en")
    old = living.token()
    with time_machine.travel(timezone.now() + 31 * DAY, tick=False):
        assert living.press(old, "right", client).status_code == 410
        living.press(old, "", client, fresh="1")
        fresh = living.token(living.letters("list@x.example")[-1])
        assert fresh != old
        assert living.press(fresh, "right", client).status_code == 303
    assert Submission.objects.get().community == community
