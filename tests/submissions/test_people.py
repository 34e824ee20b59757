"""Accounts of staff in the admin: nobody gives more than they have, or takes over who may do more."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User

from submissions.roles import ADMINISTRATORS, ANALYSTS, MODERATORS, SENIOR_MODERATORS
from tests.page import Page
from tests.submissions.submitted import a_member_of_staff, a_moderator

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/auth/user/"


@pytest.fixture
def chief():
    """An administrator who is a moderator too."""
    return a_member_of_staff(ADMINISTRATORS, MODERATORS, name="chief")


@pytest.fixture
def office(client, settings, chief):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(chief)
    return client


def save(office, user, **given):
    """The page of a person as it is sent when only this is changed."""
    form = form_of(office.get(f"{PEOPLE}{user.pk}/change/"))
    return office.post(f"{PEOPLE}{user.pk}/change/", {**form.values, **given})


def form_of(response):
    return next(form for form in Page(response.text).forms() if "_continue" in form.values or not form.action)


def group(role):
    return Group.objects.get(name=role.name)


def names(user):
    return sorted(group.name for group in User.objects.get(pk=user.pk).groups.all())


def test_page_of_a_person_says_what_each_role_may_do(office):
    page = office.get(f"{PEOPLE}{a_member_of_staff().pk}/change/").text
    assert f"<b>Moderators.</b> {MODERATORS.does}" in page
    assert f"<b>Administrators.</b> {ADMINISTRATORS.does}" in page


def test_administrator_makes_somebody_a_moderator(office):
    office.post(f"{PEOPLE}add/", {"username": "new", "usable_password": "false"})
    new = User.objects.get(username="new")
    assert names(new) == []
    assert save(office, new, is_staff="on", groups=[group(MODERATORS).pk]).status_code == 302
    assert names(new) == ["Moderators"]


@pytest.mark.parametrize("role", [SENIOR_MODERATORS, ANALYSTS])
def test_nobody_gives_a_role_that_they_have_not(office, role):
    user = a_member_of_staff()
    page = office.get(f"{PEOPLE}{user.pk}/change/").text
    assert f"<b>{role.name}.</b>" not in page
    assert "Select a valid choice" in save(office, user, groups=[group(role).pk]).text
    assert names(user) == []


def test_nobody_gives_themselves_more(office, chief):
    save(office, chief, groups=[group(SENIOR_MODERATORS).pk])
    save(office, chief, groups=[group(MODERATORS).pk, group(ADMINISTRATORS).pk], is_superuser="on")
    right = Permission.objects.get(codename="withdraw_community")
    save(office, chief, groups=[group(MODERATORS).pk, group(ADMINISTRATORS).pk], user_permissions=[right.pk])
    again = User.objects.get(pk=chief.pk)
    assert names(again) == ["Administrators", "Moderators"]
    assert not again.is_superuser
    assert not again.has_perm("communities.withdraw_community")


@pytest.fixture(params=["superuser", "senior", "closed senior"])
def stronger(request):
    if request.param == "superuser":
        return User.objects.create_superuser("root", email="root@example.org", password="a long pass phrase")
    return a_member_of_staff(SENIOR_MODERATORS, name="senior", is_active=request.param == "senior")


def test_who_may_do_more_is_shut_out_and_changed_in_nothing_else(office, stronger):
    before = User.objects.get(pk=stronger.pk)
    page = office.get(f"{PEOPLE}{stronger.pk}/change/").text
    assert "This account may do more than yours." in page
    assert "algorithm" not in page
    given = {"username": "mine", "email": "mine@example.org", "groups": [group(MODERATORS).pk], "is_staff": ""}
    assert office.post(f"{PEOPLE}{stronger.pk}/change/", given).status_code == 302
    after = User.objects.get(pk=stronger.pk)
    kept = ("username", "email", "is_staff", "is_superuser", "password")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert names(after) == names(before)
    assert not after.is_active


def test_password_of_who_may_do_more_stays_theirs(office, stronger):
    before = User.objects.get(pk=stronger.pk).password
    given = {"usable_password": "true", "password1": "a long new phrase", "password2": "a long new phrase"}
    assert office.post(f"{PEOPLE}{stronger.pk}/password/", given).status_code == 403
    assert User.objects.get(pk=stronger.pk).password == before
    assert office.post(f"{PEOPLE}{a_moderator('mo').pk}/password/", given).status_code == 302


def test_second_step_of_who_may_do_more_stays_theirs(office, stronger):
    theirs = Authenticator.objects.create(user=stronger, type="totp", data={"secret": "JBSWY3DP"})
    lost = Authenticator.objects.create(user=a_moderator("mo"), type="totp", data={"secret": "JBSWY3DP"})
    place = "/admin/mfa/authenticator/"
    assert "JBSWY3DP" not in office.get(f"{place}{lost.pk}/change/").text
    for one in (theirs, lost):
        office.post(f"{place}{one.pk}/delete/", {"post": "yes"})
        office.post(place, {"action": "delete_selected", "_selected_action": [theirs.pk], "post": "yes"})
    assert list(Authenticator.objects.all()) == [theirs]


def test_address_is_confirmed_by_its_letter_alone(office):
    address = EmailAddress.objects.create(user=a_moderator(), email="mo@example.org")
    office.post("/admin/account/emailaddress/", {"action": "make_verified", "_selected_action": [address.pk]})
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize("role", [MODERATORS, SENIOR_MODERATORS, ADMINISTRATORS])
def test_roles_are_read_here_and_changed_in_the_code(office, role):
    place = f"/admin/auth/group/{group(role).pk}/"
    assert str(role.does) in office.get(f"{place}change/").text
    assert office.post(f"{place}change/", {"name": "Mine", "permissions": []}).status_code == 403
    assert office.post(f"{place}delete/", {"post": "yes"}).status_code == 403


def test_group_of_ones_own_holds_no_more_than_its_maker(office):
    more, less = (Permission.objects.get(codename=name) for name in ("withdraw_community", "moderate"))
    refused = office.post("/admin/auth/group/add/", {"name": "Ours", "permissions": [more.pk]})
    assert "Select a valid choice" in refused.text
    office.post("/admin/auth/group/add/", {"name": "Ours", "permissions": [less.pk]})
    assert list(Group.objects.get(name="Ours").permissions.all()) == [less]


def test_group_that_may_do_more_is_not_changed(office):
    theirs = Group.objects.create(name="Theirs")
    theirs.permissions.add(Permission.objects.get(codename="withdraw_community"))
    assert office.post(f"/admin/auth/group/{theirs.pk}/change/", {"name": "Mine"}).status_code == 403


def test_superuser_gives_everything(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(User.objects.create_superuser("root", password="a long pass phrase"))
    user = a_member_of_staff()
    save(client, user, groups=[group(role).pk for role in (SENIOR_MODERATORS, ANALYSTS, ADMINISTRATORS)])
    assert names(user) == ["Administrators", "Analysts", "Senior moderators"]
