"""Waves of invitations over the starter catalogue: chosen, looked at, sent once, reminded once, each answer right."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from post_office.models import STATUS, Email

from communities import publishing
from communities.models import Community
from submissions import links, moderation, personal
from submissions.living import asking, inviting
from submissions.living.inviting import Outcome
from submissions.models import Asking, Invitation, InvitingLetter, Kind, Purpose, State, Steward, Submission, Wave
from tests import factories
from tests.submissions.living import letters, press, token
from tests.submissions.submitted import a_moderator, fresh

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
ADD = "/admin/submissions/wave/add/"


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON)


@pytest.fixture
def starter():
    call_command("load_starter", verbosity=0)


@pytest.fixture
def desk(settings):
    settings.STAFF_SECOND_FACTOR = False
    client = Client()
    client.force_login(a_moderator("wave-moderator"))
    return client


def listed(slug: str, address: str, monkeypatch, website: str = "") -> Community:
    """A community from public sources, with an address by which it can be invited."""
    community = factories.published(name=slug.title(), website=website)
    known = {**inviting._known(), community.slug: {"address": address, "reaches": "shared mailbox", "sources": "x"}}
    monkeypatch.setattr(inviting, "_known", lambda: known)
    return community


def a_wave(communities: list[Community], user: User | None = None, **more) -> Wave:
    chosen = [one.pk for one in communities]
    return inviting.send(chosen, user=user or a_moderator(), **{"key": uuid4(), "language": "en", **more})


def outcomes(wave: Wave) -> dict[str, Outcome]:
    return {one.address: inviting.outcome(one) for one in inviting.invitations(wave)}


# Over the starter catalogue ----------------------------------------------------------------------------


def sent_by_the_desk(desk: Client) -> Wave:
    """A wave to everybody who can be invited, as a moderator sends it; the last button pressed twice."""
    ticked = [str(one.community.pk) for one in inviting.candidates()]
    given = {"chosen": ticked, "language": "en", "key": str(uuid4())}
    looked = desk.post(ADD, given)
    assert "Nothing has been sent yet." in looked.text
    assert not Email.objects.exists()
    for _click in range(2):
        sent = desk.post(ADD, {**given, "send": "yes"})
    wave = Wave.objects.get()
    assert sent["Location"] == f"/admin/submissions/wave/{wave.pk}/change/"
    return wave


def confirms(address: str, wave: Wave) -> Submission:
    press(token(letters(address)[0]), "right")
    row = Submission.objects.get(kind=Kind.CONFIRMATION)
    assert outcomes(wave)[address] == Outcome.CLAIMED
    moderation.approve(row, version=row.version, user=a_moderator(), reason="named")
    return row


def changes(address: str, wave: Wave) -> None:
    press(token(letters(address)[0]), "change")
    assert outcomes(wave)[address] == Outcome.BEGUN
    draft = Submission.objects.get(kind=Kind.CHANGE)
    moderation.send(draft, version=draft.version)
    moderation.confirm(draft)


def is_removed(address: str, wave: Wave) -> None:
    press(token(letters(address)[0]), "remove")
    assert outcomes(wave)[address] == Outcome.OBJECTED
    report = Submission.objects.get(kind=Kind.REPORT)
    moderation.approve(report, version=report.version, user=a_moderator(), reason="taken-out")
    publishing.withdraw(report.community, role="staff", reason="Its convener asked for it")


def test_everybody_offered_reads_letters_and_stands_for_a_community_from_public_sources(starter, desk):
    candidates = inviting.candidates()
    assert len(candidates) == 14
    assert all(one.reaches in ("shared mailbox", "list owners") for one in candidates), "never software"
    page = desk.get(ADD).text
    assert "subscribe-request@" not in page
    assert candidates[0].community.name in page
    assert candidates[0].address in page


def test_wave_over_the_starter_ends_in_confirmed_changed_removed_silent_and_bounced(starter, desk, time_machine):
    wave = sent_by_the_desk(desk)
    addresses = [one.to[0] for one in letters()]
    assert len(addresses) == len(set(addresses)) == 14
    assert set(outcomes(wave).values()) == {Outcome.SILENT}

    confirmed, changed, removed, never, bounced, *silent = addresses
    row = confirms(confirmed, wave)
    changes(changed, wave)
    is_removed(removed, wave)
    press(token(letters(never)[0]), "stop")
    Email.objects.filter(to=bounced).update(status=STATUS.failed)

    expected = {
        confirmed: Outcome.CONFIRMED,
        changed: Outcome.CHANGED,
        removed: Outcome.REMOVED,
        "": Outcome.NEVER,  # whose address is deleted
        bounced: Outcome.BOUNCED,
        **dict.fromkeys(silent, Outcome.SILENT),
    }
    assert outcomes(wave) == expected
    assert Community.objects.get(submissions=row).confirmed_on == NOON.date()
    assert Steward.objects.get().email == confirmed

    page = desk.get(f"/admin/submissions/wave/{wave.pk}/change/").text
    for outcome in set(expected.values()) - {Outcome.SILENT}:
        assert f"{outcome.label}: 1" in page
    assert f"Silent: {len(silent)}" in page
    assert "Bounced" in desk.get("/admin/submissions/wave/").text

    reminded = []
    for days in (13, 14, 15, 40, 200):
        time_machine.move_to(NOON + timedelta(days=days, hours=1))
        before = Email.objects.count()
        asking.look()
        asking.look()
        reminded += [(days, one.to[0]) for one in Email.objects.order_by("pk")[before:]]
    assert sorted(reminded) == sorted((14, one) for one in silent), "once, and only those of whom nothing was heard"
    assert not Community.objects.exclude(asked_on=None).exists(), "nothing public follows from this silence"


# Who becomes a steward ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "website", "at_once"),
    [
        ("hello@circle.example", "https://www.circle.example/about", True),
        ("hello@circle.example", "https://circle.example", True),
        ("hello@example", "https://circle.example", False),
        ("hello@circle.example", "https://page.circle.example", False),
        ("circle@ministry.example", "https://circle.example", False),
        ("hello@circle.example", "", False),
    ],
)
def test_confirmation_counts_at_once_only_from_the_very_domain_of_the_website(monkeypatch, address, website, at_once):
    community = listed("circle", address, monkeypatch, website)
    wave = a_wave([community])
    for _click in range(12):
        press(token(), "right")
    row = Submission.objects.get(kind=Kind.CONFIRMATION)
    community.refresh_from_db()
    assert row.state == (State.APPROVED if at_once else State.PENDING)
    assert (community.confirmed_on == NOON.date()) is at_once
    assert Steward.objects.filter(community=community, ended_at=None).exists() is at_once
    assert outcomes(wave)[address] == (Outcome.CONFIRMED if at_once else Outcome.CLAIMED)
    assert Email.objects.filter(subject__startswith="You now look after").exists() is at_once


@pytest.mark.parametrize("website", ["https://circle.example", ""])
def test_page_of_a_confirmation_says_how_it_stands(monkeypatch, client, website):
    community = listed("circle", "hello@circle.example", monkeypatch, website)
    a_wave([community])
    press(token(), "right")
    row = Submission.objects.get(kind=Kind.CONFIRMATION)
    of_row = links.issue(row, Purpose.RESUME).token
    page = client.get(f"/submission/{of_row}/").text
    assert "You said that the entry is right" in page
    assert ("You are on OPSI’s record as the one who looks after this entry" in page) is bool(website)
    for part in ("data.json", "erase/", "answers/", "peers/", "withdraw/", "check/", "community/"):
        assert client.get(f"/submission/{of_row}/{part}").status_code in (200, 303, 404), part


def test_somebody_on_record_meanwhile_leaves_it_to_staff(monkeypatch):
    community = listed("circle", "hello@circle.example", monkeypatch, "https://circle.example")
    a_wave([community])
    Steward.objects.create(community=community, email="first@x.example")
    press(token(), "right")
    assert Submission.objects.get(kind=Kind.CONFIRMATION).state == State.PENDING


def test_who_came_on_record_by_it_can_revive_end_and_is_not_invited_again(monkeypatch, time_machine, client, desk):
    community = listed("circle", "hello@circle.example", monkeypatch, "https://circle.example")
    a_wave([community])
    press(token(), "right")
    row = Submission.objects.get(kind=Kind.CONFIRMATION)
    assert "The site itself" in desk.get(f"/admin/submissions/submission/{row.pk}/change/").text
    of_letter = token()
    later = NOON + timedelta(days=300)
    time_machine.move_to(later)
    press(of_letter, "", fresh="1")
    of_letter = token(letters("hello@circle.example")[-1])
    assert "It is still right" in client.get(f"/submit/entry/{of_letter}/").text
    press(of_letter, "right")
    community.refresh_from_db()
    assert community.confirmed_on == later.date()
    press(of_letter, "stop")
    assert "We do not ask you any more" in client.get(f"/submit/entry/{of_letter}/").text
    Community.objects.update(confirmed_on=None)
    assert inviting.candidates() == []


def test_desk_shows_the_evidence_and_approving_confirms_and_records(monkeypatch, desk, time_machine):
    community = listed("circle", "circle@ministry.example", monkeypatch, "https://circle.example")
    a_wave([community])
    press(token(), "right")
    row = Submission.objects.get(kind=Kind.CONFIRMATION)
    page = desk.get(f"/admin/submissions/submission/{row.pk}/change/").text
    assert "Not at the domain of the community’s website." in page
    assert "Says that the entry is right." in page
    assert "puts the sender on record" in page
    time_machine.move_to(NOON + timedelta(days=3))
    desk.force_login(User.objects.get(username="wave-moderator"))
    desk.post(
        f"/admin/submissions/submission/{row.pk}/change/",
        {"decision": "approve", "reason_approve": "named", "version": row.version, "base": community.revision_number},
    )
    community.refresh_from_db()
    assert fresh(row).state == State.APPROVED
    assert community.confirmed_on == NOON.date(), "the day on which it was said"
    assert Steward.objects.get(community=community).email == "circle@ministry.example"
    moderation.undo(row, version=fresh(row).version, user=a_moderator())
    community.refresh_from_db()
    assert (community.confirmed_on, Steward.objects.filter(community=community).exists()) == (None, False)


def test_entry_that_changed_since_is_not_confirmed_by_it(monkeypatch):
    community = listed("circle", "circle@ministry.example", monkeypatch)
    a_wave([community])
    press(token(), "right")
    factories.changed(community, city="Cork")
    row = Submission.objects.get(kind=Kind.CONFIRMATION)
    moderation.approve(row, version=row.version, user=a_moderator())
    community.refresh_from_db()
    assert community.confirmed_on is None
    assert Steward.objects.filter(community=community).exists()


def test_declined_confirmation_changes_nothing(monkeypatch):
    community = listed("circle", "circle@ministry.example", monkeypatch)
    wave = a_wave([community])
    press(token(), "right")
    row = Submission.objects.get(kind=Kind.CONFIRMATION)
    moderation.decline(row, version=row.version, user=a_moderator(), reason="unseen")
    community.refresh_from_db()
    assert community.confirmed_on is None
    assert not Steward.objects.exists()
    assert list(outcomes(wave).values()) == [Outcome.DECLINED]
    press(token(), "right")
    assert list(outcomes(wave).values()) == [Outcome.CLAIMED], "it can be said again"


def test_address_of_an_invitation_is_kept_for_a_year(monkeypatch, time_machine, client):
    listed("circle", "circle@ministry.example", monkeypatch)
    a_wave([inviting.candidates()[0].community])
    of_letter = token()
    for days, kept in ((364, True), (366, False)):
        time_machine.move_to(NOON + timedelta(days=days))
        asking.look()
        assert Invitation.objects.filter(address="circle@ministry.example").exists() is kept
    assert client.get(f"/submit/entry/{of_letter}/").status_code == 404


# Refusals and limits -----------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["stop", "remove"])
def test_who_said_no_is_in_no_later_wave_also_after_erasure(monkeypatch, answer):
    community = listed("circle", "circle@ministry.example", monkeypatch)
    a_wave([community])
    press(token(), answer)
    assert inviting.candidates() == []
    Invitation.objects.update(address="")
    assert inviting.candidates() == []
    with pytest.raises(inviting.NothingChosen):
        a_wave([community])


def test_silent_ones_can_be_invited_again_in_another_wave(monkeypatch):
    community = listed("circle", "circle@ministry.example", monkeypatch)
    for _wave in range(2):
        a_wave([community])
    assert Invitation.objects.count() == 2
    assert inviting.candidates()[0].invited_at == Wave.objects.latest("sent_at").sent_at


def test_confirmed_or_kept_entries_cannot_be_invited(monkeypatch):
    community = listed("circle", "circle@ministry.example", monkeypatch)
    assert [one.community for one in inviting.candidates()] == [community]
    Steward.objects.create(community=community, email="first@x.example")
    assert inviting.candidates() == []


def test_database_refuses_an_address_twice_in_a_wave_and_a_third_letter(monkeypatch):
    one, other = (listed(name, f"{name}@x.example", monkeypatch) for name in ("circle", "guild"))
    wave = a_wave([one, other])
    first, second = wave.invitations.all()
    with pytest.raises(IntegrityError, match="once_a_wave"), transaction.atomic():
        Invitation.objects.filter(pk=second.pk).update(mailbox=first.mailbox)
    for number in (1, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            InvitingLetter.objects.create(invitation=first, number=number, token_hash=f"x{number}")
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=first.pk).update(answer="confirmed")


def test_one_address_for_two_communities_gets_one_letter_a_wave(monkeypatch):
    communities = [listed(name, "shared@x.example", monkeypatch) for name in ("circle", "guild")]
    a_wave(communities)
    assert len(letters()) == 1


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"chosen": "999999", "language": "en", "key": str(uuid4())},
        {"chosen": "1", "language": "xx", "key": "rubbish"},
        {"chosen": "x\u0000", "language": "en", "key": str(uuid4()), "send": "yes"},
    ],
)
def test_bad_forms_send_nothing_and_say_why(desk, monkeypatch, given):
    listed("circle", "circle@ministry.example", monkeypatch)
    response = desk.post(ADD, given)
    assert response.status_code in (200, 400)
    assert not Email.objects.exists()


def test_too_many_at_once_are_refused_in_words(desk, monkeypatch, settings):
    settings.INVITED_AT_ONCE = 1
    chosen = [listed(name, f"{name}@x.example", monkeypatch).pk for name in ("circle", "guild")]
    page = desk.post(ADD, {"chosen": chosen, "language": "en", "key": str(uuid4()), "send": "yes"}).text
    assert "Tick at most 1." in page
    assert not Wave.objects.exists()


def test_only_those_with_the_right_may_look_or_send(desk, monkeypatch, settings):
    community = listed("circle", "circle@ministry.example", monkeypatch)
    plain = User.objects.create_user("plain", password="a long pass phrase", is_staff=True)
    plain.user_permissions.add(Permission.objects.get(codename="view_submission"))
    client = Client()
    client.force_login(plain)
    given = {"chosen": [community.pk], "language": "en", "key": str(uuid4()), "send": "yes"}
    assert client.get("/admin/submissions/wave/").status_code == 403
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, given).status_code == 403
    assert not Wave.objects.exists()


def test_list_of_waves_takes_as_many_queries_for_many_as_for_one(desk, monkeypatch, django_assert_max_num_queries):
    communities = [listed(f"circle {number}", f"c{number}@x.example", monkeypatch) for number in range(6)]
    a_wave(communities[:1])
    with django_assert_max_num_queries(30) as first:
        desk.get("/admin/submissions/wave/")
    for _wave in range(3):
        a_wave(communities)
    with django_assert_max_num_queries(len(first)):
        desk.get("/admin/submissions/wave/")


# What is held about a person ---------------------------------------------------------------------------


def test_file_and_erasure_know_invitations_and_letters_that_asked(monkeypatch, settings, time_machine):
    settings.INVITATION_LIFE = timedelta(days=999)
    community = listed("circle", "hello@circle.example", monkeypatch, "https://circle.example")
    a_wave([community])
    press(token(), "right")
    time_machine.move_to(NOON + timedelta(days=360))
    asking.look(NOON + timedelta(days=366))
    row = Submission.objects.get(kind=Kind.CONFIRMATION)
    held = personal.held(row)
    assert [(one["community"], one["answer"]) for one in held["invitations"]] == [("Circle", "confirmed")]
    assert [one["number"] for one in held["answers_for"][0]["asked_whether_right"]] == [1]

    personal.erase(row)

    assert not InvitingLetter.objects.exists()
    assert not Asking.objects.exists()
    assert not Email.objects.filter(to__icontains="circle.example").exists()
    assert "circle.example" not in str(list(Invitation.objects.values()))
    community.refresh_from_db()
    assert community.confirmed_on == NOON.date(), "the entry stays as it was confirmed"
