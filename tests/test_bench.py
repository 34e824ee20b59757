"""The bench measures what it says, and the home page is as light as promised."""

import gzip
import urllib.request

import brotli
import pytest

from bench import sizes


def test_first_visit_counts_the_page_and_each_thing_that_it_loads_once():
    html = (
        '<link rel="canonical" href="/elsewhere/"><link rel="stylesheet" href="/a.css"><link rel="icon" href="b.svg">'
        '<script src="/c.js"></script><img src="/d.png" alt=""><img src="/d.png" alt="">'
    )
    weights = {"/page/": 1000, "/a.css": 100, "/page/b.svg": 20, "/c.js": 3, "/d.png": 0.5}
    visit = sizes.first_visit("/page/", lambda address: (html, weights[address]))
    assert (visit.page, visit.rest, visit.requests) == (1000, 123.5, 5)


def test_style_sheet_is_weighed_as_it_is_sent(tmp_path):
    sheet = tmp_path / "some.css"
    rules = [f".some-{number} {{\n  inline-size: {number}px;\n}}\n" for number in range(50)]
    sheet.write_text("/* why */\n" + "\n".join(rules))
    written, sent, gzipped, brotlied = sizes.weights_of(sheet)
    assert written == len(sheet.read_bytes())
    assert brotlied < gzipped < sent < written - len("/* why */")


@pytest.mark.parametrize("address", ["/", "/communities/"])
def test_first_visit_with_all_that_is_loaded_is_within_its_limits(site, address):
    site.manage("load_starter")

    def fetch(address: str) -> tuple[str, int]:
        request = urllib.request.Request(f"{site.url}{address}", headers={"Accept-Encoding": sizes.ACCEPTED})  # noqa: S310
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own site
            body = answer.read()
            expand = {"gzip": gzip.decompress, "br": brotli.decompress}.get(answer.headers["Content-Encoding"], bytes)
            html = expand(body).decode() if answer.headers["Content-Type"].startswith("text/html") else ""
            return html, len(str(answer.headers)) + len(body)

    visit = sizes.first_visit(address, fetch)
    assert 5_000 < visit.page < sizes.HOME_LIMIT
    assert visit.rest > 5_000
    assert not visit.is_heavy
