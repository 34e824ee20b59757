"""What goes over the wire to a real server and is no sound request: refused soon, in little memory, and it lives on."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests import databases
from tests.fuzz import queries
from tests.fuzz.odd_requests import BODIES, HEADERS, PATHS, PIPELINED, SMUGGLED, TELLS, UNKNOWN_CODING, VERBS
from tests.fuzz.scale import ASKED, SEED, dice
from tests.fuzz.wire import PATIENCE, request, send
from tests.live import Site

pytestmark = pytest.mark.xdist_group("one server")

MOST_MEGABYTES = 200
TAKERS = ("/submit/", "/accounts/login/", "/api/communities/", "/communities/", "/admin/")
WHERE = ("/communities/", "/submit/", "/api/communities/", "/admin/", "/communities/export.csv", "/static/css/base.css")


@pytest.fixture(scope="module")
def site(worker: str, tmp_path_factory) -> Iterator[Site]:
    name = databases.copy(f"fuzz_{worker}")
    running = Site(databases.url(name), tmp_path_factory.mktemp("fuzz"))
    running.manage("load_starter")
    with running:
        yield running
    databases.drop(name)


@pytest.fixture
def port(site: Site, saw) -> Iterator[int]:
    """The site's; afterwards it is as it was: alive, the same to its readers, and not much larger."""
    _public(site)
    before, held = _public(site), _megabytes(site)
    yield site.listener.getsockname()[1]
    grown = _megabytes(site) - held
    saw("wire, by one test", grown=f"{grown:.0f} MB")
    assert _public(site) == before
    assert grown < MOST_MEGABYTES
    assert "Traceback" not in site.log.read_text()


def _public(site: Site) -> str:
    found = b"".join(
        urlopen(site.url + path).read()  # noqa: S310 - our own
        for path in ("/communities/export.json", "/", "/livez")
    )
    return hashlib.sha256(found).hexdigest()


def _megabytes(site: Site) -> float:
    """What the server and its processes hold in memory."""
    group = site.processes[0].pid
    pages = 0
    for one in Path("/proc").glob("[0-9]*"):
        try:
            if int((one / "stat").read_text().rpartition(")")[2].split()[2]) == group:
                pages += int((one / "statm").read_text().split()[1])
        except OSError:  # it has ended
            continue
    return pages * 4096 / 1e6


def test_bodies_are_refused_soon_and_in_little_memory(port):
    wrong = []
    for what, make in BODIES.items():
        for path in TAKERS:
            answer = send(port, *make(path), shuts=what in ("less than was said", "chunks that never end"))
            if not (400 <= answer.status < 500 or answer.status == 0) or answer.seconds > PATIENCE:
                wrong.append(f"{what}, {path}: {answer.status} in {answer.seconds:.1f} s")
    assert not wrong, "\n".join(wrong)


def test_headers_are_ignored_or_refused(port):
    wrong = []
    for header in HEADERS:
        for path in WHERE:
            answer = send(port, request("GET", path, header))
            if not 200 <= answer.status < 500 or b"evil.example" in answer.text:
                wrong.append(f"{header[:60]!r}, {path}: {answer.status}")
    assert not wrong, "\n".join(wrong)


def test_no_second_request_is_smuggled_in(port):
    wrong = []
    for what, text in SMUGGLED.items():
        answer = send(port, text, patience=3)
        most = 2 if what in PIPELINED else 1
        if 500 <= answer.status != UNKNOWN_CODING or answer.answers > most or b"evil.example" in answer.text:
            wrong.append(f"{what}: {answer.status}, {answer.answers} answers")
    assert not wrong, "\n".join(wrong)


def test_verbs_do_nothing(port):
    wrong = []
    for verb in VERBS:
        for path in ("/communities/", "/api/communities/", "/submit/", "/communities/export.csv", "/livez", "/admin/"):
            for more in ((), ("X-HTTP-Method-Override: GET", "X-Method-Override: GET")):
                answer = send(port, request(verb, path, *more))
                asks = verb == "OPTIONS" or path == "/admin/"  # what it may do; and to sign in
                if not (400 <= answer.status < 500 or (asks and 200 <= answer.status < 400)):
                    wrong.append(f"{verb[:20]!r} {path}: {answer.status}")
    for path in ("/communities/?_method=DELETE", "/api/communities/?method=PUT&_method=PUT"):
        assert send(port, request("GET", path, "X-HTTP-Method-Override: DELETE")).status in (200, 400)
    assert not wrong, "\n".join(wrong)


def test_evil_paths_are_not_there_and_disclose_nothing(port):
    wrong = []
    for path in PATHS:
        answer = send(port, request("GET", path))
        own = 300 <= answer.status < 400 and b"\r\nLocation: /" in answer.text and b"Location: //" not in answer.text
        told = [word for word in TELLS if word in answer.text]
        if not (400 <= answer.status < 500 or own) or told:
            wrong.append(f"{path[:60]!r}: {answer.status} {told}")
    assert not wrong, "\n".join(wrong)


def test_queries_over_the_wire_are_answered(port, saw):
    throw, took, wrong = dice("wire"), [], []
    offered = [*queries.BESIDE, ("scale", "national"), ("country", "FR"), ("q", "foresight"), ("purpose", "advising")]
    for _turn in range(max(60, ASKED // 50)):
        path, query = throw.choice(WHERE[:5]), queries.made_up(throw, offered)
        query = query.replace("\n", "%0A").replace("\r", "%0D")  # these end a line: see what is smuggled
        answer = send(port, request("GET", f"{path}?{query}"))
        took.append(answer.seconds)
        if not 200 <= answer.status < 500:
            wrong.append(f"{answer.status}: {path}?{query[:600]!r}")
    saw("queries over the wire", asked=len(took), most=f"{max(took):.2f} s")
    assert not wrong, f"SEED={SEED}\n" + "\n".join(wrong[:20])
