"""The four roles of staff: the groups have what the list says, and what each may not do is refused."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

from communities.models import Community
from submissions import moderation, roles
from submissions.roles import ADMINISTRATORS, ANALYSTS, MODERATORS, ROLES, SENIOR_MODERATORS
from tests import factories
from tests.submissions.submitted import a_change, a_claim, a_draft, a_member_of_staff, a_report, fresh, pending

pytestmark = pytest.mark.django_db
QUEUE = "/admin/submissions/submission/"


def migrate_again():
    for app in apps.get_app_configs():
        roles.bring_up(app, "default")


@pytest.mark.parametrize("role", ROLES.values(), ids=ROLES)
def test_each_group_has_the_rights_of_the_list_and_no_other(role):
    assert a_member_of_staff(role).get_all_permissions() == set(role.rights)
    assert len(role.rights) == len(set(role.rights))


def test_senior_moderators_may_all_that_moderators_may_and_these_may_not_withdraw():
    assert set(MODERATORS.rights) < set(SENIOR_MODERATORS.rights)
    assert roles.WITHDRAW not in MODERATORS.rights


def test_who_decides_keeps_no_accounts_and_who_keeps_accounts_does_not_decide():
    assert not set(ADMINISTRATORS.rights) & {*SENIOR_MODERATORS.rights, *ANALYSTS.rights}


def test_next_migration_brings_a_group_back_to_the_list_and_leaves_others_alone():
    group, own = Group.objects.get(name="Analysts"), Group.objects.create(name="Our own")
    wrong = Permission.objects.get(codename="moderate")
    group.permissions.set([wrong])
    own.permissions.set([wrong])
    migrate_again()
    assert a_member_of_staff(ANALYSTS).get_all_permissions() == set(ANALYSTS.rights)
    assert list(own.permissions.all()) == [wrong]


# Analysts -------------------------------------------------------------------------------------------


@pytest.fixture
def analyst(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(a_member_of_staff(ANALYSTS))
    return client


def test_analyst_reads_the_answers_without_their_sender_and_decides_nothing(analyst):
    submission = pending(private_answers={"obstacle": "Nobody reads our minutes."})
    page = analyst.get(f"{QUEUE}{submission.pk}/change/").text
    assert "Nobody reads our minutes." in page
    assert "ann.sender" not in page
    assert "Ann Sender" not in page
    given = {"version": submission.version, "decision": "spam"}
    assert analyst.post(f"{QUEUE}{submission.pk}/change/", given).status_code == 403
    assert analyst.post(f"{QUEUE}{submission.pk}/assign/", given).status_code == 403
    assert fresh(submission).state == "pending"


def test_analyst_reads_no_words_to_the_sender_and_of_no_letters_about_the_same_community(analyst):
    claim = a_claim()
    moderation.confirm(claim)
    change = pending(a_change(claim.community))
    page = f"{QUEUE}{change.pk}/change/"
    words = {"words": "Dear Ann, which city?", "note": "Ann called."}
    moderation.ask(change, version=change.version, user=a_member_of_staff(MODERATORS), **words)
    read = analyst.get(page).text
    assert "Asked for changes" in read
    assert "Dear Ann" not in read
    assert "Ann called" not in read
    assert f"{QUEUE}{claim.pk}/" not in read


def test_analyst_finds_nobody_by_address_and_reads_no_letters_to_opsi(analyst):
    moderation.confirm(claim := a_claim())
    report, form = a_report(), pending(a_draft())
    listed = analyst.get(QUEUE).text
    assert f"{QUEUE}{form.pk}/" in listed
    for letter in (claim, report):
        assert f"{QUEUE}{letter.pk}/" not in listed
        assert analyst.get(f"{QUEUE}{letter.pk}/change/").status_code == 404
    assert f"{QUEUE}{form.pk}/" not in analyst.get(QUEUE, {"q": "ann.sender@example.org"}).text


def test_moderator_reads_answers_and_sender_to_decide(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(a_member_of_staff(MODERATORS))
    submission = pending(private_answers={"obstacle": "Nobody reads our minutes."})
    page = client.get(f"{QUEUE}{submission.pk}/change/").text
    assert "Nobody reads our minutes." in page
    assert "ann.sender@example.org" in page


def test_who_may_only_look_reads_no_answer_that_only_opsi_sees(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    looker = a_member_of_staff()
    looker.user_permissions.add(Permission.objects.get(codename="view_submission"))
    client.force_login(looker)
    submission = pending(private_answers={"obstacle": "Nobody reads our minutes."})
    assert "Nobody reads our minutes." not in client.get(f"{QUEUE}{submission.pk}/change/").text


def test_administrator_sees_no_submission_and_no_entry(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(a_member_of_staff(ADMINISTRATORS))
    factories.published()
    assert client.get(f"{QUEUE}{pending().pk}/change/").status_code == 403
    assert client.get(f"/admin/communities/community/{Community.objects.first().pk}/change/").status_code == 403
