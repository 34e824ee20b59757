"""Staff's door: closed to sign-up, closed for a while after ten wrong passwords, and told apart from nobody's."""

import pytest
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
