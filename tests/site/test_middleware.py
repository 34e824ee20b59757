"""What every request passes: unreadable ones are refused with a page, and nobody can lend themselves an address."""

import gzip

import pytest
import time_machine
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, RequestFactory

from copdir.middleware import ForwardedMiddleware
from tests import second_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A visitor to whom an exception is a page, as it is in the world."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ["/accounts/login/?next=a%00b", "/accounts/login/?a%00b=1", "/accounts/%00/"])
def test_nul_in_address_is_refused(client, address):
    response = client.get(address)
    assert response.status_code == 400
    assert "could not be read" in response.text


@pytest.mark.parametrize("data", [{"login": "a\0b"}, {"lo\0gin": "a"}])
def test_nul_in_form_is_refused(client, data):
    assert client.post("/accounts/login/", data).status_code == 400


def test_nul_in_cookie_is_refused(client):
    client.cookies["session"] = "abcdefghi\0jk"
    response = client.get("/admin/", headers={"cookie": 'session="abcdefghi\\000jk"'})
    assert response.status_code == 400


@pytest.mark.parametrize("charset", ["latin-1", "utf-7", "utf-16", "no-such-thing", "ütf-8", ""])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_encoding_is_refused(client, method, charset):
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    response = client.generic(method, "/accounts/login/?q=1", b"login=x", content_type=kind)
    assert response.status_code == 415
    assert "UTF-8" in response.text


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", '"utf-8"', "us-ascii"])
def test_utf8_by_any_name_is_read(client, charset):
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    assert client.generic("POST", "/accounts/login/", b"login=x", content_type=kind).status_code == 200


def test_form_larger_than_the_limit_is_refused_with_a_page(client):
    response = client.post("/accounts/login/", "login=" + "x" * 3_000_000, "application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "larger than this site can take" in response.text


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x"])
def test_broken_multipart_is_refused(client, kind):
    response = client.generic("POST", "/accounts/login/", b"--x\r\nnonsense", content_type=kind)
    assert response.status_code in (200, 400)


def test_too_many_fields_are_refused(client):
    many = "&".join(f"f{i}=1" for i in range(2_000))
    assert client.post("/accounts/login/", many, "application/x-www-form-urlencoded").status_code == 400
    assert client.get(f"/accounts/login/?{many}").status_code == 400


@pytest.mark.parametrize("query", ["q=%", "q=%zz", "q=%ff%fe", "%C3=%28", "&&==&", "q=%ED%A0%80", ";;;"])
def test_malformed_query_is_answered(client, query):
    assert client.get(f"/accounts/login/?{query}").status_code == 200


def test_pages_are_compressed_for_whoever_can_read_it(client):
    plain = client.get("/about/")
    packed = client.get("/about/", headers={"accept-encoding": "gzip"})
    assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2


def test_foreign_host_is_refused(client):
    assert client.get("/accounts/login/", headers={"host": "elsewhere.example"}).status_code == 400


def test_language_is_the_address_alone(client):
    client.cookies["django_language"] = "fr"
    response = client.get("/no-such-page/", headers={"accept-language": "fr"})
    assert response.headers["Content-Language"] == "en"
    assert client.get("/fr/no-such-page/").headers["Content-Language"] == "fr"
    assert "Accept-Language" not in response.headers.get("Vary", "")


def visitor_of(settings, proxies: str, **meta: str) -> tuple[str, bool]:
    """The address that the site sees, and whether it takes the connection for a secure one."""
    settings.TRUSTED_PROXIES = proxies.split()
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = RequestFactory().get("/", **meta)
    ForwardedMiddleware(lambda request: HttpResponse())(request)
    return request.META["REMOTE_ADDR"], request.is_secure()


def test_forwarded_headers_from_nobody_trusted_are_ignored(settings):
    meta = {"REMOTE_ADDR": "198.51.100.7", "HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https"}
    assert visitor_of(settings, "", **meta) == ("198.51.100.7", False)
    assert visitor_of(settings, "10.0.0.0/8", **meta) == ("198.51.100.7", False)


@pytest.mark.parametrize("proxies", ["10.0.0.0/8", "10.0.0.5", "1"])
def test_visitor_behind_a_trusted_proxy_is_the_one_it_saw(settings, proxies):
    meta = {
        "REMOTE_ADDR": "10.0.0.5",
        "HTTP_X_FORWARDED_FOR": "192.0.2.66, 203.0.113.9",  # the first is the visitor's own claim
        "HTTP_X_FORWARDED_PROTO": "https",
    }
    assert visitor_of(settings, proxies, **meta) == ("203.0.113.9", True)


@pytest.mark.parametrize("forwarded", ["", "rubbish", ",,", "10.0.0.1"])
def test_odd_forwarded_header_keeps_an_address(settings, forwarded):
    address, _ = visitor_of(settings, "10.0.0.0/8", REMOTE_ADDR="10.0.0.5", HTTP_X_FORWARDED_FOR=forwarded)
    assert address in ("10.0.0.5", "10.0.0.1", "rubbish")


@pytest.fixture
def staff() -> User:
    return User.objects.create_superuser("staff", password="a long enough one")


def sign_in(client: Client, **more: str):
    return client.post("/accounts/login/", {"login": "staff", "password": "a long enough one"}, **more)


def test_staff_with_a_password_alone_are_sent_to_set_up_a_second_factor(client, staff, settings):
    settings.STAFF_SECOND_FACTOR = True
    sign_in(client)
    response = client.get("/admin/")
    assert (response.status_code, response.url) == (302, "/accounts/2fa/totp/activate/")
    client.post("/accounts/reauthenticate/", {"password": "a long enough one"})
    page = client.get("/accounts/2fa/totp/activate/")
    assert "data:image/svg+xml" in page.text
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]


def test_session_older_than_the_second_factor_must_show_it(client, staff, settings):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    settings.STAFF_SECOND_FACTOR = True
    sign_in(client)
    TOTP.activate(staff, generate_totp_secret())
    response = client.get("/admin/auth/user/?q=x")
    assert response.status_code == 302
    assert response.url == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Fauth%2Fuser%2F%3Fq%3Dx"


def test_staff_with_both_factors_enter(client, staff, settings):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    settings.STAFF_SECOND_FACTOR = True
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": second_step.code(secret)})
    assert client.get("/admin/").status_code == 200


def test_code_whose_half_minute_is_over_is_refused_and_the_newest_asked_for(client, staff, settings):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    settings.STAFF_SECOND_FACTOR = True
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)
    with time_machine.travel(1_800_000_000, tick=False):
        sign_in(client)
        code = second_step.code(secret)
    with time_machine.travel(1_800_000_030, tick=False):
        refused = client.post("/accounts/2fa/authenticate/", {"code": code})
    assert refused.context["form"].errors["code"] == [
        "Type the newest code that your app shows. This one is not right, or its half minute is over."
    ]


def test_second_factor_switched_off_lets_a_password_in(client, staff, settings):
    settings.STAFF_SECOND_FACTOR = False
    sign_in(client)
    assert client.get("/admin/").status_code == 200
