"""Staff's door: closed to sign-up, closed for a while after many wrong passwords, and told apart from nobody's."""

import pytest
import time_machine
from axes.models import AccessFailureLog
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough one"


@pytest.fixture
def staff() -> User:
    return User.objects.create_superuser("staff", password=PASSWORD)


@pytest.fixture
def limited(settings):
    settings.AXES_ENABLED = True
    settings.ACCOUNT_RATE_LIMITS = False  # the other gate, which counts in each process's memory


def sign_in(client, password: str, user: str = "staff"):
    return client.post("/accounts/login/", {"login": user, "password": password})


def test_right_password_opens_the_admin(client, staff):
    assert sign_in(client, PASSWORD).url == "/admin/"


def test_admin_sends_strangers_to_the_one_door(client):
    response = client.get("/admin/auth/user/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    assert "Staff sign-in" in response.text
    assert "sign up" not in response.text.lower()


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/3rdparty/signup/"])
def test_nobody_can_sign_up(client, path):
    client.post(path, {"username": "new", "password1": PASSWORD, "email": "new@example.org"})
    assert not User.objects.filter(username="new").exists()


def test_ten_wrong_passwords_close_the_account_even_for_the_right_one(client, staff, limited):
    for _ in range(10):
        sign_in(client, "wrong")
    response = sign_in(client, PASSWORD)
    assert response.status_code == 429
    assert "again in 15 minutes" in response.text
    assert "_auth_user_id" not in client.session


def test_nine_wrong_passwords_are_forgiven(client, staff, limited):
    for _ in range(9):
        sign_in(client, "wrong")
    assert sign_in(client, PASSWORD).status_code == 302


def test_one_account_closed_leaves_the_next_open(client, staff, limited):
    User.objects.create_superuser("other", password=PASSWORD)
    for _ in range(11):
        sign_in(client, "wrong", "other")
    assert sign_in(client, PASSWORD).status_code == 302


def from_network(client, address: str, times: int):
    """As many wrong passwords from there, each for another account."""
    for number in range(times):
        client.post("/accounts/login/", {"login": f"{address}-{number}", "password": "wrong"}, REMOTE_ADDR=address)
    return client.post("/accounts/login/", {"login": "staff", "password": PASSWORD}, REMOTE_ADDR=address)


def test_fifty_wrong_passwords_close_the_door_of_a_network_for_an_hour(client, staff, limited):
    with time_machine.travel("2027-01-15T08:00:00Z", tick=False) as clock:
        response = from_network(client, "192.0.2.1", 50)
        assert response.status_code == 429
        assert "in an hour" in response.text
        assert "_auth_user_id" not in client.session
        clock.shift(59 * 60)
        assert from_network(client, "192.0.2.1", 0).status_code == 429
        assert from_network(client, "192.0.2.2", 0).status_code == 302  # the neighbour
        client.logout()
        clock.shift(61)
        assert from_network(client, "192.0.2.1", 0).status_code == 302


def test_forty_nine_wrong_passwords_of_a_network_are_forgiven(client, staff, limited):
    assert from_network(client, "192.0.2.1", 49).status_code == 302


def test_network_of_a_long_address_is_the_half_that_names_a_site(client, staff, limited):
    for number in range(50):
        from_network(client, f"2001:db8:0:1::{number:x}", 1)
        client.logout()
    assert from_network(client, "2001:db8:0:1:ffff::1", 0).status_code == 429
    assert from_network(client, "2001:db8:0:2::1", 0).status_code == 302


def test_wrong_passwords_are_kept_for_a_month(client, staff, limited):
    with time_machine.travel("2027-01-15T08:00:00Z", tick=False) as clock:
        sign_in(client, "wrong")
        clock.shift(30 * 24 * 3600 + 1)
        sign_in(client, "wrong")
    assert AccessFailureLog.objects.count() == 1


@pytest.mark.parametrize("name", ["staff", "nobody"])
def test_closed_door_says_the_same_of_an_account_that_is_not_there(client, staff, limited, name):
    for _ in range(10):
        sign_in(client, "wrong", name)
    said = sign_in(client, PASSWORD, name).text
    assert "Signing in is closed for a while" in said
    assert name not in said


@pytest.mark.parametrize("name", ["staff", "nobody", "closed"])
def test_unknown_and_closed_accounts_cost_as_much_work_as_a_wrong_password(client, staff, monkeypatch, name):
    """A password is hashed once whoever is named, and that is nearly all the time that an answer takes."""
    User.objects.create_user("closed", password=PASSWORD, is_active=False)
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(password) or encode(self, password, salt),
    )
    sign_in(client, "wrong", name)
    assert hashed == ["wrong"]


def test_unknown_name_reads_like_a_wrong_password(client, staff):
    answers = [sign_in(client, "wrong", user) for user in ("staff", "nobody")]
    assert [answer.status_code for answer in answers] == [200, 200]
    wrong, unknown = (answer.context["form"].errors for answer in answers)
    assert wrong == unknown != {}


def test_signing_out_takes_a_post(client, staff):
    sign_in(client, PASSWORD)
    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session
