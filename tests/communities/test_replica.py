"""Public pages from a replica: the same pages, never older than the primary was seen to be, and with or without it."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as site_settings
from django.db import OperationalError, connection, connections, router
from django.db.models import F
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from communities import index, replica
from communities.models import CatalogueVersion, Community, Term
from communities.public_pages import PublicPagesMiddleware, public
from tests import addresses, catalogues, databases
from tests.factories import changed, published

pytestmark = pytest.mark.django_db(transaction=True)

VERSION = CatalogueVersion._meta.db_table
STAFF = f"{site_settings.SESSION_COOKIE_NAME}=x"


@pytest.fixture
def with_replica(monkeypatch) -> Iterator[Callable]:
    """Gives the site a replica: the database of that name, by default its own, which is one without any lag."""
    monkeypatch.setattr(router, "routers", [replica.Router()])
    monkeypatch.setattr(replica, "_circuit", replica._Circuit())

    def use(**changes: str) -> None:
        leave()
        connections.settings[replica.REPLICA] = {**connections.settings["default"], **changes}
        there = connections[replica.REPLICA]
        # Django lets a test connect only to the databases that there were when it began.
        there.ensure_connection = lambda: there.connection or connected(there)

    def leave() -> None:
        if replica.REPLICA in connections.settings:
            connections[replica.REPLICA].close()
            del connections[replica.REPLICA]
            del connections.settings[replica.REPLICA]

    yield use
    leave()


def connected(there) -> None:
    with there.wrap_database_errors:
        there.connect()


@pytest.fixture
def behind(with_replica, worker) -> Iterator[None]:
    """A replica that has nothing of what is published from now on."""
    connection.close()
    name = f"{databases.copy(f'behind_{worker}')}"
    with_replica(NAME=name)
    yield
    connections[replica.REPLICA].close()
    databases.drop(name)


def tables_asked(queries: CaptureQueriesContext) -> list[str]:
    """What was asked but for the version."""
    return [query["sql"] for query in queries.captured_queries if VERSION not in query["sql"]]


def whole(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def every_address(slug: str) -> list[str]:
    files = [one for one in addresses.files(slug) if not one.endswith((".xlsx", "/livez", "/readyz"))]
    return [*(address for address, _language in addresses.pages(slug, ("en",))), *files]


def test_every_public_page_is_the_same_and_the_primary_is_asked_for_the_version_alone(with_replica):
    slug = catalogues.a_few().slug
    every = every_address(slug)
    without = {address: whole(Client().get(address)) for address in every}
    with_replica()
    index._kept.__init__()
    client, wrong, used = Client(), {}, set()
    client.get("/about/")  # the first of a process, by which it comes to know the version
    for address in every:
        with (
            CaptureQueriesContext(connections["default"]) as primary,
            CaptureQueriesContext(connections["replica"]) as there,
        ):
            body = whole(client.get(address))
        if tables_asked(there):
            used.add(address)
        if body != without[address] or tables_asked(primary):
            wrong[address] = tables_asked(primary) or "another page"
    assert wrong == {}
    assert {address for address in every if slug in address or "/export." in address} <= used
    # Questions and the guide show terms, which the index has.
    reading = {address for address in every if not address.startswith(("/submit/", "/fr/submit/", "/start/"))}
    assert len(used & reading) > len(reading) / 2


@pytest.mark.parametrize("address", ["/submit/", "/submit/link/", "/submission/none/", "/accounts/login/", "/admin/"])
def test_forms_and_private_addresses_never_ask_the_replica(with_replica, address):
    with_replica()
    index.current()
    with CaptureQueriesContext(connections["replica"]) as there:
        Client().get(address)
        Client().post(address)
    assert there.captured_queries == []


def test_staff_and_what_is_sent_never_ask_the_replica(with_replica):
    slug = catalogues.a_few().slug
    with_replica()
    index.current()
    client = Client(raise_request_exception=False)
    with CaptureQueriesContext(connections["replica"]) as there:
        for address in every_address(slug):
            if address != "/data/api/":  # which asks the API for its examples, as anybody would
                client.get(address, headers={"cookie": STAFF})
            client.post(address)
    assert there.captured_queries == []


def test_what_was_just_published_is_there_at_once_though_the_replica_lacks_it(behind):
    client = Client()
    for number in range(3):
        community = published(name=f"Circle {number}")
        with CaptureQueriesContext(connections["replica"]) as there:
            assert client.get(f"/communities/{community.slug}/").status_code == 200
            assert client.get("/api/communities/").json()["count"] == number + 1
            assert f"Circle {number}" in client.get("/communities/?q=circle").text
        assert tables_asked(there) == []


def test_process_that_was_asleep_does_not_take_an_old_replica_for_new(behind, monkeypatch):
    client, clock = Client(), [1000.0]
    monkeypatch.setattr(index, "monotonic", lambda: clock[0])
    community = published(name="Circle")
    index._kept.__init__()
    client.get("/")
    others = CatalogueVersion.objects.using("default")
    Community.objects.using("default").filter(pk=community.pk).update(withdrawn_at=community.listed_at)  # by another
    assert others.get().number > index.known_version()[0]
    clock[0] += 3600
    assert client.get(f"/communities/{community.slug}/").status_code == 410
    assert client.get("/communities/no-such-circle/").status_code == 404


def test_replica_that_has_caught_up_is_asked_again(behind, with_replica):
    client = Client()
    published(name="Circle")
    assert client.get("/communities/?sort=name").status_code == 200
    with_replica()
    with CaptureQueriesContext(connections["replica"]) as there:
        assert "Circle" in client.get("/communities/?sort=newest").text
    assert tables_asked(there)


def test_page_that_the_replica_moved_under_is_made_again(with_replica, monkeypatch):
    with_replica()
    index.current()
    now = index.version()
    said = iter([now, (now[0] + 1, now[1]), now, now, now])
    monkeypatch.setattr(replica, "version", lambda: next(said))
    made = []
    middleware = PublicPagesMiddleware(public(lambda request: made.append(1) or HttpResponse("page " * 100)))
    assert "ETag" in middleware(RequestFactory().get("/"))
    assert len(made) == 2


def test_replica_that_is_away_costs_one_question_now_and_then_and_nobody_their_page(with_replica, monkeypatch):
    with_replica(HOST="/nonexistent", OPTIONS={})
    clock, tries, connect = [1000.0], [], replica.version
    monkeypatch.setattr(replica, "monotonic", lambda: clock[0])
    monkeypatch.setattr(replica, "version", lambda: tries.append(1) or connect())
    client = Client()
    catalogues.a_few()
    for turn in range(5):
        assert client.get(f"/communities/?page=1&view=cards&x={turn}").status_code == 200
    assert len(tries) == 1
    clock[0] += replica.PAUSE
    for turn in range(5, 9):
        assert client.get(f"/communities/?page=1&view=cards&x={turn}").status_code == 200
    assert len(tries) == 2


def test_replica_that_fails_half_way_leaves_the_page_to_the_primary(with_replica):
    slug = catalogues.a_few().slug
    with_replica()
    client = Client()

    def cancelled(execute, sql, parameters, many, context):
        if VERSION not in sql:
            raise OperationalError("canceling statement due to conflict with recovery")
        return execute(sql, parameters, many, context)

    with connections["replica"].execute_wrapper(cancelled):
        for address in (f"/communities/{slug}/", "/communities/?q=circle", f"/api/communities/{slug}/"):
            replica._circuit.worked()
            assert client.get(address).status_code == 200


def test_pages_go_on_from_the_replica_while_the_primary_is_away(with_replica, monkeypatch):
    community = catalogues.a_few()
    with_replica()
    client = Client(raise_request_exception=False)
    client.get("/")
    known, tries = index.known_version(), []

    def away():
        tries.append(1)
        raise OperationalError("refused")

    monkeypatch.setattr(index, "committed_version", away)
    monkeypatch.setattr(connections["default"], "cursor", away)
    monkeypatch.setattr(index, "LOOK_EVERY", 0)
    for turn in range(4):
        answer = client.get(f"/communities/{community.slug}/history/?x={turn}")
        assert (answer.status_code, "ETag" in answer) == (200, True)
    assert len(tries) == 1
    assert index.known_version() == known


def test_process_never_goes_back_to_what_an_older_replica_has(behind, monkeypatch):
    published(name="Circle")
    known = index.version()

    def away():
        raise OperationalError("refused")

    monkeypatch.setattr(index, "committed_version", away)
    monkeypatch.setattr(index, "LOOK_EVERY", 0)
    assert replica.version() < known
    assert index.version() == index.version() == known
    assert index._kept._look().version == known[0]


def test_file_is_streamed_from_the_replica(with_replica):
    catalogues.a_few()
    with_replica()
    answer = Client().get("/communities/export.csv")
    with CaptureQueriesContext(connections["default"]) as primary:
        assert whole(answer)
    assert primary.captured_queries == []
    assert replica._reads.get() is False


WRITES = {
    "create": lambda: Term.objects.create(vocabulary="kind", slug="new", label="New"),
    "update": lambda: Term.objects.update(order=F("order")),
    "delete": lambda: Term.objects.filter(slug="none").delete(),
    "save": lambda: Term.objects.first().save(),
    "lock": lambda: list(Term.objects.select_for_update()),
}


@pytest.mark.parametrize("how", WRITES)
def test_public_page_that_would_write_fails_loudly(with_replica, how):
    with_replica()

    def page(request):
        WRITES[how]()
        return HttpResponse("written")

    with pytest.raises(replica.WrittenWhileReadingError):
        PublicPagesMiddleware(public(page))(RequestFactory().get("/"))


def test_what_was_read_there_is_written_and_read_again_here(behind):
    with replica.reading():
        term = Term.objects.get(vocabulary="kind", slug="network")
    term.label = "Networks"
    term.save()
    assert Term.objects.get(pk=term.pk).label == "Networks"
    term.refresh_from_db()
    assert term._state.db == "default"
    with replica.reading():
        assert Term.objects.get(pk=term.pk).label != "Networks"
    assert changed(published(), summary="Said anew.").entry["summary"] == "Said anew."


def test_site_without_a_replica_has_no_router_and_no_more_to_ask():
    assert not replica.is_used()
    assert router.routers == []
    with CaptureQueriesContext(connection) as asked:
        assert replica.first((1, None), Term.objects.count)[1] is False
    assert len(asked) == 1


def test_primary_that_dies_in_the_middle_of_a_page_leaves_it_to_the_replica(with_replica, monkeypatch):
    slug = catalogues.a_few().slug
    with_replica()
    client, has, turns = Client(raise_request_exception=False), replica.has, []
    client.get("/about/")
    # At first it lacks something.
    monkeypatch.setattr(replica, "has", lambda wanted: turns.append(1) or (len(turns) > 1 and has(wanted)))

    def die(execute, sql, parameters, many, context):
        context["connection"].connection.close()
        return execute(sql, parameters, many, context)

    with connections["default"].execute_wrapper(die):
        assert client.get(f"/communities/{slug}/").status_code == 200
    assert len(turns) == 2
