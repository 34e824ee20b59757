"""The very nginx.conf of deploy/ before two web processes: what passes, what does not, and what it outlives."""

import json
import re
import socket
import time
from collections.abc import Iterator

import psycopg
import pytest

from tests import databases
from tests.faults import production
from tests.faults.production import Production

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(production.NGINX is None, reason="needs nginx (apt-get install nginx-light)"),
]
SLOW_VISITORS = 200
RELOADED_WITHIN_SECONDS = 30
A_SECOND = 50  # so many requests of one address nginx lets pass, beside the two hundred that may come at once


@pytest.fixture(scope="module")
def site(worker, tmp_path_factory) -> Iterator[Production]:
    name = databases.copy(f"proxy_{worker}")
    with Production(databases.url(name), tmp_path_factory.mktemp("proxy")) as running:
        running.database = databases.url(name)
        yield running
    databases.drop(name)


def made(site: Production) -> float:
    """How many requests the web processes have answered."""
    text = "".join(site.ask_process(port, "/metrics").body.decode() for port in site.web)
    return sum(map(float, re.findall(r"^copdir_requests_total\S* (\S+)$", text, re.MULTILINE)))


def test_pages_come_by_tls_with_the_sites_headers(site):
    answer = site.ask("/")
    assert answer.status == 200
    assert b"Communities of practice" in answer.body
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Server"] == "nginx"
    assert len(answer.headers.get_all("X-Request-ID")) == 1
    assert answer.headers["Set-Cookie"] is None


def test_plain_http_leads_to_https(site):
    assert site.ask_process(site.http, "/about/?a=b", Host="copdir.example").headers["Location"] == (
        "https://copdir.example/about/?a=b"
    )


def test_new_certificate_is_shown_after_a_reload_and_nobody_is_turned_away(site):
    before = site.certificate()
    site.renew_certificate()
    assert site.certificate() == before
    site.reload_nginx()
    end = time.monotonic() + RELOADED_WITHIN_SECONDS
    while site.certificate() == before:
        assert time.monotonic() < end
        assert site.ask("/about/").status == 200
        time.sleep(1 / A_SECOND)
    assert site.ask("/about/").status == 200


def test_public_page_is_kept_in_front_and_staff_pass_by(site):
    site.ask("/about/")
    before = made(site)
    assert [site.ask("/about/").status for _ in range(5)] == [200] * 5
    assert made(site) == before
    tag = site.ask("/about/").headers["ETag"]
    assert site.ask("/about/", If_None_Match=tag).status == 304
    assert site.ask("/about/", Cookie="a=b; __Host-session=abcdefghijklmnop").status == 200
    assert made(site) == before + 1
    first, second = (site.ask("/about/").headers["X-Request-ID"] for _ in range(2))
    assert first != second


def test_static_file_is_served_compressed_and_for_good(site):
    page = site.ask("/").body.decode()
    path = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = site.ask(path, Accept_Encoding="br")
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "br")
    assert "immutable" in answer.headers["Cache-Control"]


def test_nothing_for_machines_is_reached_from_outside(site):
    for path in ("/metrics", "/readyz", "/livez"):
        for told in ({}, {"X_Forwarded_For": "127.0.0.1"}, {"Host": "127.0.0.1"}):
            answer = site.ask(path, **told)
            assert answer.status == 404
            assert b"copdir_" not in answer.body
    assert {site.ask_process(port, "/metrics").status for port in site.web} == {200}


def test_what_a_visitor_says_of_where_they_come_from_counts_for_nothing(site):
    page = site.ask("/accounts/login/")
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)[1].decode()
    answer = site.ask(
        "/accounts/login/",
        "POST",
        f"csrfmiddlewaretoken={token}&login=nobody&password=wrong".encode(),
        Cookie=page.headers["Set-Cookie"].split(";")[0],
        Content_Type="application/x-www-form-urlencoded",
        Referer="https://copdir.example/accounts/login/",
        X_Forwarded_For="198.51.100.66",
        X_Forwarded_Proto="http",
        X_Forwarded_Host="evil.example",
        X_Real_IP="198.51.100.66",
        Forwarded="for=198.51.100.66",
        X_Request_ID="chosen-by-a-visitor",
    )
    assert answer.status == 200
    assert answer.headers["X-Request-ID"] != "chosen-by-a-visitor"
    assert b"evil.example" not in answer.body
    with psycopg.connect(site.database) as connection:
        found = connection.execute("SELECT DISTINCT host(ip_address) FROM axes_accessfailurelog").fetchall()
    assert found == [("127.0.0.1",)]


def test_site_says_in_words_what_is_too_large(site):
    answer = site.ask(
        "/submit/link/", "POST", b"a=" + b"x" * 3_000_000, Content_Type="application/x-www-form-urlencoded"
    )
    assert answer.status == 413
    assert b"larger than this site can take" in answer.body
    assert site.ask("/submit/link/", "POST", b"x" * 5_000_000).status == 413


def test_slow_visitors_hold_up_nobody(site):
    slow = []
    for _ in range(SLOW_VISITORS):
        one = site.trust.wrap_socket(socket.create_connection(("127.0.0.1", site.https)))
        one.sendall(b"POST /submit/link/ HTTP/1.1\r\nHost: copdir.example\r\nContent-Length: 1000\r\n\r\nhalf")
        slow.append(one)
    began = time.monotonic()
    for number in range(20):
        assert site.ask(f"/communities/?q=slow{number}").status == 200
    assert time.monotonic() - began < 10
    for one in slow:
        one.close()
    time.sleep(SLOW_VISITORS / A_SECOND)  # then nginx lets as many come again


def test_log_is_one_object_a_line_and_names_nobody(site):
    site.ask("/communities/?q=Jane+Example", User_Agent="Browser")
    site.ask("/submission/s3cr3t/%0d%0a%7B%22level%22:1%7D")
    lines = site.log.splitlines()
    read = [json.loads(line) for line in lines]
    assert all(isinstance(one, dict) and one["level"] for one in read)
    assert not re.search(r"Jane|Browser|s3cr3t|127\.0\.0\.1(?!:\d)|198\.51", "".join(lines).replace("Listening at", ""))
    by_id = {one.get("request") for one in read}
    assert site.ask("/no-such-page/").headers["X-Request-ID"] not in by_id


def test_one_process_that_is_gone_is_not_noticed(site):
    port = site.web[0]
    site.kill(port)
    assert [site.ask(f"/communities/?q=gone{number}").status for number in range(30)] == [200] * 30
    site.start(port)
    site.wait(port)


def test_kept_pages_outlive_both_processes(site):
    site.ask("/accessibility/")
    for port in site.web:
        site.stop(port)
    assert site.ask("/accessibility/").status == 200
    assert site.ask("/communities/?q=never-asked").status == 502
    for port in site.web:
        site.start(port)
    for port in site.web:
        site.wait(port)
    assert site.ask("/communities/?q=never-asked").status == 200
