"""Public pages: one tag for an address at a time, kept for everyone, and never what was for one reader."""

import gzip
from datetime import UTC, datetime
from urllib.parse import urlsplit

import brotli
import pytest
from django.conf import settings as site_settings
from django.core.exceptions import DisallowedHost
from django.db import OperationalError
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities import index, public_pages, publishing, revisions
from communities.models import Community
from communities.public_pages import PublicPagesMiddleware, public
from tests import addresses, catalogues
from tests.factories import changed, published

WORDS = "A page with enough words to be worth compressing. " * 20


class Site:
    """The middleware around one view, on a catalogue whose version the test sets."""

    def __init__(self, monkeypatch) -> None:
        self.version = (1, datetime(2026, 1, 1, tzinfo=UTC))
        self.seen: list[str] = []
        self.view = lambda request: HttpResponse(f"{WORDS} {request.get_full_path()} {self.version[0]}")
        self.middleware = PublicPagesMiddleware(self.answer)
        self.age = 0
        for name in ("version", "known_version", "committed_version"):
            monkeypatch.setattr(index, name, lambda: self.version)
        monkeypatch.setattr(index, "age", lambda: self.age)

    def answer(self, request):
        self.seen.append(request.get_full_path())
        return public(self.view)(request)

    def get(self, address="/", method="GET", **headers):
        request = RequestFactory().generic(method, address, headers=headers)
        return self.middleware(request)

    @property
    def made(self) -> int:
        """How many pages were made for the requests since the last look."""
        made, self.seen = len(self.seen), []
        return made


@pytest.fixture
def site(monkeypatch) -> Site:
    return Site(monkeypatch)


EXPAND = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}


@pytest.mark.parametrize(
    ("accepts", "coding"),
    [
        ("", None),
        ("identity", None),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("br; q=0, *", "gzip"),
        ("*;q=0", None),
        ("BR", "br"),
        ("br;q=, gzip;q=x, ;;,", None),
        ("brotli, xgzip", None),
    ],
)
def test_page_is_made_once_for_a_compression_and_says_the_same_in_each(site, accepts, coding):
    plain = site.get("/")
    first, second = (site.get("/", accept_encoding=accepts) for _turn in range(2))
    assert site.made == (1 if coding is None else 2)
    assert (second.content, dict(second.items())) == (first.content, dict(first.items()))
    assert second.get("Content-Encoding") == coding
    assert second["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert second["ETag"] == plain["ETag"]
    assert EXPAND[coding](second.content) == plain.content


def test_small_or_packed_answers_are_sent_as_they_are(site):
    site.view = lambda request: HttpResponse("short")
    assert "Content-Encoding" not in site.get("/", accept_encoding="br")
    site.view = lambda request: HttpResponse(WORDS, content_type="image/png")
    answer = site.get("/card.png", accept_encoding="br")
    assert "Content-Encoding" not in answer
    assert "Vary" not in answer


def test_order_and_spelling_of_parameters_make_no_other_page(site):
    written = ["/?b=1&a=%C3%A9+x&a=2", "/?a=%c3%a9%20x&a=2&b=1", "/?&a=é+x&&b=1&a=2&"]
    answers = {site.get(address).content for address in written}
    assert len(answers) == 1
    assert site.seen == ["/?a=%C3%A9+x&a=2&b=1"]
    site.get("/?a=2&a=%C3%A9+x&b=1")
    site.get("/?a=%C3%A9+x&a=2&b=1&c")
    assert site.made == 3


@pytest.mark.parametrize(
    "version", [(2, datetime(2026, 1, 1, tzinfo=UTC)), (1, datetime(2025, 1, 1, tzinfo=UTC)), (0, None)]
)
def test_another_version_even_an_earlier_one_is_another_page(site, version):
    before = site.get("/")
    site.version = version
    after = site.get("/", if_none_match=before["ETag"])
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert site.made == 2


def test_page_lasts_till_midnight_utc(site, time_machine):
    time_machine.move_to("2026-11-22T23:59:59Z", tick=False)
    before = site.get("/")
    assert (site.get("/")["ETag"], site.made) == (before["ETag"], 1)
    time_machine.move_to("2026-11-23T00:00:00Z", tick=False)
    assert site.get("/")["ETag"] != before["ETag"]
    assert site.made == 1


def test_page_during_which_something_is_published_is_made_again(site):
    def moving(request):
        if len(site.seen) == 1:
            site.version = (2, None)
        return HttpResponse(f"{site.version[0]} {len(site.seen)}")

    site.view = moving
    first = site.get("/")
    assert (first.content, site.made) == (b"2 2", 2)
    assert (site.get("/").content, site.made) == (b"2 2", 0)


def test_page_during_which_something_is_always_published_is_sent_but_not_kept(site):
    def moving(request):
        site.version = (site.version[0] + 1, None)
        return HttpResponse("x")

    site.view = moving
    assert "ETag" not in site.get("/")
    assert site.made == public_pages.ATTEMPTS
    assert site.get("/").status_code == 200
    assert site.made == public_pages.ATTEMPTS


def test_what_stands_in_front_may_keep_half_a_minute_and_go_on_as_long_as_the_site_does_without_its_database(site):
    answer = site.get("/")
    told = dict(part.split("=") for part in answer["CDN-Cache-Control"].split(", "))
    assert int(told["max-age"]) + int(told["stale-while-revalidate"]) == 30
    assert int(told["stale-if-error"]) == public_pages.UNSEEN_FOR_TOO_LONG
    # To browsers, and to caches that know no more, nothing is said of sending what is stale.
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=30"


def test_staff_get_every_page_anew_and_leave_none_behind(site):
    cookie = f"{site_settings.SESSION_COOKIE_NAME}=x"
    assert site.get("/").content == site.get("/", cookie=cookie).content
    answer = site.get("/staff/", cookie=cookie)
    assert site.made == 3
    assert answer["Cache-Control"] == "private, no-cache"
    assert "CDN-Cache-Control" not in answer
    site.get("/staff/")
    assert site.made == 1


def test_other_cookies_change_nothing(site):
    first = site.get("/", cookie="csrf=x; theme=dark")
    assert site.get("/").content == first.content
    assert site.made == 1


def setting_a_cookie(request):
    response = HttpResponse(WORDS)
    response.set_cookie("a", "b")
    return response


NOT_FOR_ALL = {
    "sets a cookie": setting_a_cookie,
    "varies with cookies": lambda request: HttpResponse(WORDS, headers={"Vary": "Accept-Encoding, Cookie"}),
    "private": lambda request: HttpResponse(WORDS, headers={"Cache-Control": "private"}),
    "no-store": lambda request: HttpResponse(WORDS, headers={"Cache-Control": "no-store"}),
    "not there": lambda request: HttpResponse(WORDS, status=404),
    "gone": lambda request: HttpResponse(WORDS, status=410),
    "elsewhere": lambda request: HttpResponse(WORDS, status=301, headers={"Location": "/x/"}),
    "wrong": lambda request: HttpResponse(WORDS, status=500),
}


@pytest.mark.parametrize("kind", NOT_FOR_ALL)
def test_what_is_not_the_same_for_all_is_neither_kept_nor_tagged_nor_to_be_kept_by_others(site, kind):
    site.view = NOT_FOR_ALL[kind]
    answers = [site.get("/"), site.get("/", if_none_match="*")]
    assert site.made == 2
    assert len(site.middleware.store) == 0
    for answer in answers:
        assert answer.status_code != 304
        assert "ETag" not in answer
        assert "public" not in answer["Cache-Control"]
        assert "CDN-Cache-Control" not in answer


def test_view_without_the_mark_is_private(site):
    site.answer = site.middleware.get_response = lambda request: HttpResponse(WORDS)
    answer = site.get("/")
    assert (answer["Cache-Control"], "ETag" in answer, len(site.middleware.store)) == ("private, no-cache", False, 0)


def test_answer_that_depends_on_another_header_is_tagged_but_not_kept(site):
    site.view = lambda request: HttpResponse(WORDS, headers={"Vary": "Accept"})
    assert site.get("/")["Vary"] == "Accept, Accept-Encoding"
    assert "ETag" in site.get("/")
    assert len(site.middleware.store) == 0


def test_stream_is_not_kept_but_known_to_be_unchanged(site):
    site.view = lambda request: StreamingHttpResponse(iter([b"a,b\n" * 100]), content_type="text/csv")
    first = site.get("/export.csv")
    again = site.get("/export.csv", accept_encoding="gzip")
    assert gzip.decompress(b"".join(again.streaming_content)) == b"".join(first.streaming_content)
    assert site.made == 2
    assert site.get("/export.csv", if_none_match=first["ETag"]).status_code == 304
    assert site.made == 0


def test_address_beyond_measure_is_answered_and_not_kept(site):
    assert site.get("/?q=" + "x" * 3_000).status_code == 200
    assert len(site.middleware.store) == 0


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("{tag}", 304),
        ("{strong}", 304),
        ('"other", {tag}', 304),
        ('W/"other",{strong},"third"', 304),
        ("*", 304),
        ('"other"', 200),
        ("", 200),
        ("nonsense", 200),
        ('W/nonsense, *, "x"', 200),
        ("{bare}", 200),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reader_who_has_the_page_hears_only_that(site, asked, status, method):
    tag = Site.get(site, "/")["ETag"]
    asked = asked.format(tag=tag, strong=tag.removeprefix("W/"), bare=tag.removeprefix("W/").strip('"'))
    for address in ("/", "/not-kept-before/"):
        if address != "/":
            asked = asked.replace(tag.removeprefix("W/"), site.get(address)["ETag"].removeprefix("W/"))
            site.middleware.store = public_pages.PageStore(10**6)
        answer = site.get(address, method, if_none_match=asked)
        assert answer.status_code == status
        if status == 304:
            assert answer.content == b""
            assert {"ETag", "Vary", "Cache-Control"} <= set(answer.headers)
            assert not [name for name in answer.headers if name.startswith("Content-")]


def test_other_methods_are_never_answered_from_the_store(site):
    site.get("/")
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        site.get("/", method)
    assert site.made == 5


def test_head_is_answered_from_the_store_but_keeps_nothing(site):
    site.get("/", "HEAD")
    assert len(site.middleware.store) == 0
    page = site.get("/")
    assert dict(site.get("/", "HEAD").items()) == dict(page.items())
    assert site.made == 2


def test_kept_page_is_for_the_sites_own_names_only(site):
    site.get("/")
    with pytest.raises(DisallowedHost):
        site.get("/", host="elsewhere.example")


def test_what_a_view_says_of_its_policy_and_of_frames_is_kept_with_its_page(site):
    def embedded(request):
        response = HttpResponse(WORDS)
        response._csp_update = {"frame-ancestors": ["*"]}
        response.xframe_options_exempt = True
        return response

    site.view = embedded
    tag = site.get("/")["ETag"]
    for answer in (site.get("/"), site.get("/", if_none_match=tag)):
        assert answer._csp_update == {"frame-ancestors": ["*"]}
        assert answer.xframe_options_exempt


# The database away --------------------------------------------------------------------------------


def away():
    raise OperationalError("no connection")


def test_kept_pages_are_sent_without_the_database_for_a_while_and_say_so(monkeypatch):
    now, version = [1000.0], (7, datetime(2026, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(index, "monotonic", lambda: now[0])
    monkeypatch.setattr(index, "committed_version", lambda: version)
    monkeypatch.setattr(index, "_brought_up_to_date", lambda known, newest: index.Index(*newest))
    middleware = PublicPagesMiddleware(public(lambda request: HttpResponse(WORDS)))

    def get(address="/"):
        return middleware(RequestFactory().get(address))

    index.current()
    tag = get()["ETag"]
    monkeypatch.setattr(index, "committed_version", away)
    now[0] += 1
    assert (get()["ETag"], "Cache-Status" in get()) == (tag, False)
    now[0] += 100
    assert (get()["ETag"], get()["Cache-Status"]) == (tag, "copdir; hit; ttl=-101")
    assert "ETag" not in get("/never-made/"), "its view may do without the database, but nobody knows as of when"
    now[0] += public_pages.UNSEEN_FOR_TOO_LONG
    assert "ETag" not in get()


def test_one_thread_at_a_time_waits_for_a_database_that_is_away(monkeypatch):
    now, looks = [1000.0], []
    monkeypatch.setattr(index, "monotonic", lambda: now[0])
    monkeypatch.setattr(index, "committed_version", lambda: (1, None))
    monkeypatch.setattr(index, "_brought_up_to_date", lambda known, newest: index.Index(*newest))
    index.current()
    monkeypatch.setattr(index, "committed_version", lambda: looks.append(1) or away())
    now[0] += 1
    for _turn in range(5):
        assert index.version() == (1, None)
    assert len(looks) == 1
    now[0] += index.PAUSE
    index.version()
    assert len(looks) == 2


# The real pages -----------------------------------------------------------------------------------

ALIVE = ("/livez", "/readyz")
LASTING = ("/favicon.ico", "/manifest.webmanifest", "/security.txt")  # nothing of the catalogue is in them


@pytest.fixture
def site_without_store(settings):
    """Makes a visitor to a site that keeps no page."""

    def visitor(**options) -> Client:
        settings.PAGE_STORE_BYTES = 0
        client = Client(**options)
        client.handler.load_middleware()
        settings.PAGE_STORE_BYTES = 10**7
        return client

    return visitor


def every_address(slug: str) -> list[str]:
    files = [address for address in addresses.files(slug) if address not in ALIVE]
    return [*(address for address, _language in addresses.pages(slug)), *files]


def whole(response) -> tuple[int, dict[str, str], bytes]:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    alike = {name: value for name, value in response.headers.items() if name != "X-Request-ID"}
    return response.status_code, alike, body


@pytest.mark.django_db
def test_every_public_address_is_not_sent_twice_may_be_kept_a_while_and_says_the_same_whatever_else_is_sent(client):
    """It has a tag, and is the same under every name of the site."""
    slug = catalogues.a_few().slug
    odd = {
        "host": "localhost:8123",
        "x-forwarded-host": "elsewhere.example",
        "x-forwarded-proto": "https",
        "x-forwarded-for": "203.0.113.9",
        "forwarded": "host=elsewhere.example",
        "accept": "image/png",
        "accept-language": "fr",
        "user-agent": "another",
        "cookie": f"django_language=fr; csrf={'x' * 32}",
        "referer": "https://elsewhere.example/",
    }
    wrong = {}
    for address in every_address(slug):
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first.get("ETag", '"none"')})
        fits = {"public", "s-maxage=30"} <= set(first["Cache-Control"].split(", ")) or address.endswith(LASTING)
        if again.status_code != 304 or not fits or first.cookies:
            wrong[address] = (again.status_code, first["Cache-Control"])
        if not address.endswith(".xlsx"):  # which holds the time
            assert whole(client.get(address, headers=odd)) == whole(first), address
    assert wrong == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/submit/", "/submit/link/", "/accounts/login/", "/admin/", "/no-such-page/", "/countries/FR/"]
)
def test_forms_staff_pages_and_refusals_are_kept_by_nobody(client, address):
    answer = client.get(address)
    assert "public" not in answer["Cache-Control"]
    assert "ETag" not in answer


@pytest.mark.django_db(transaction=True)
def test_pages_are_the_same_bytes_with_the_store_and_without(site_without_store):
    slug = catalogues.a_few().slug
    keeping, making = (visitor(headers={"accept-encoding": "br"}) for visitor in (Client, site_without_store))
    every = [address for address in every_address(slug) if not address.endswith(".xlsx")]  # which holds the time
    first, again, anew = ([whole(visitor.get(one)) for one in every] for visitor in (keeping, keeping, making))
    assert [address for address, one, other in zip(every, first, again, strict=True) if one != other] == []
    assert [address for address, one, other in zip(every, first, anew, strict=True) if one != other] == []


@pytest.mark.django_db(transaction=True)
def test_page_from_the_store_asks_the_database_nothing(django_assert_num_queries):
    published()
    client = Client()
    for address in ("/", "/communities/?scale=national", "/api/communities/"):
        client.get(address)
        index.current()
        with django_assert_num_queries(0):
            client.get(address)


ASKED = (
    "/",
    "/communities/?sort=newest",
    "/fr/communities/?scale=national",
    "/communities/?scale=regional&sort=name",
    "/communities/feed/",
    "/api/communities/",
    "/sitemap.xml",
)
STEPS = st.lists(
    st.one_of(
        st.sampled_from(["publish", "change", "withdraw", "restore", "redact"]),
        st.sampled_from([*ASKED, "its page", "its history"]),
    ),
    min_size=2,
    max_size=8,
)


@pytest.mark.django_db(transaction=True)
def test_any_sequence_of_publications_and_requests_gives_what_is_there_now(site_without_store):
    keeping, making = Client(), site_without_store()
    first = published(name="First")

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def hold(steps):
        for step in steps:
            community = Community.objects.get(pk=first.pk)
            address = urlsplit(f"/communities/{community.slug}/").path
            match step:
                case "publish":
                    published(scale="regional")
                case "change" if community.is_published:
                    changed(community, summary=f"Summary after {community.revision_number}.")
                case "withdraw" if community.is_published:
                    publishing.withdraw(community, role="staff", reason="A test")
                case "restore" if not community.is_published:
                    publishing.restore(community, role="staff", reason="A test")
                case "redact":
                    revisions.redact(community.revisions.first(), ["scope"])
                    index.look_again()  # this alone does not go through the one door
                case str() if step.startswith(("/", "its")):
                    asked = {"its page": address, "its history": f"{address}history/"}.get(step, step)
                    assert whole(keeping.get(asked)) == whole(making.get(asked)), (asked, steps)

    hold()


@pytest.mark.django_db(transaction=True)
def test_withdrawn_entry_and_a_redacted_past_are_gone_from_kept_pages_at_once(client):
    community = published(name="Circle", scope="A secret of the past.")
    changed(community, scope="Nothing.")
    pages = ["/communities/circle/", "/communities/circle/history/", "/communities/", "/communities/circle/card.png"]
    before = [whole(client.get(address)) for address in pages]
    assert b"A secret of the past" in before[1][2]
    revisions.redact(community.revisions.get(number=1), ["scope"])
    index.look_again()
    assert b"A secret of the past" not in client.get(pages[1]).content
    publishing.withdraw(Community.objects.get(pk=community.pk), role="staff", reason="A test")
    assert [client.get(address).status_code for address in pages] == [410, 410, 200, 410]
    assert b"Circle" not in client.get("/communities/").content
