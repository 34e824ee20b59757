"""A reader of the map: a part of the world by a link, nearer by script, the same without; framed by another site."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live import Site

SEEN = """() => {
  const pane = document.querySelector(".pane");
  const dot = pane.querySelector("circle").getBoundingClientRect();
  return { wide: pane.firstElementChild.offsetWidth / pane.clientWidth, left: pane.scrollLeft, top: pane.scrollTop,
    tall: pane.clientHeight, dot: dot.width };
}"""


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_reader_goes_to_a_part_of_the_world_with_the_selection(visit, scripts):
    reader = visit(scripts=scripts)
    page = reader.open("/communities/?scale=national")
    found = page.locator(".count b").inner_text()
    reader.follow("See them on the map")
    reader.follow("Europe", within=page.get_by_role("navigation", name="Part of the world"))
    reader.is_at("Map: Europe")
    assert page.url.endswith("/communities/map/?view=europe&scale=national")
    expect(page.locator(".count b")).to_have_text(found)
    expect(page.locator(".names text").filter(has_text="Finland")).to_be_visible()
    expect(page.get_by_role("button", name="Nearer")).to_be_visible(visible=scripts)
    reader.follow("See them as a list")
    assert page.url.endswith("/communities/?scale=national")


def test_map_comes_nearer_by_buttons_and_keys_and_nothing_on_it_grows(visit):
    reader = visit()
    page = reader.open("/communities/map/?view=europe")
    before = page.evaluate(SEEN)
    reader.press("Nearer")
    nearer = page.evaluate(SEEN)
    assert nearer["wide"] == pytest.approx(1.6, rel=0.01)
    assert (nearer["tall"], nearer["dot"]) == (before["tall"], pytest.approx(before["dot"], abs=0.1))
    assert nearer["left"] > 0

    pane = page.get_by_role("group", name=re.compile("^Map"))
    page.get_by_role("button", name="All of it").focus()
    page.keyboard.press("Tab")
    expect(pane).to_be_focused()
    assert pane.evaluate("one => getComputedStyle(one).outlineStyle") != "none"
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(left) => document.querySelector('.pane').scrollLeft > left", arg=nearer["left"])
    page.keyboard.press("+")
    assert page.evaluate(SEEN)["wide"] == pytest.approx(2.56, rel=0.01)
    for _turn in range(9):
        page.keyboard.press("+")
    assert page.evaluate(SEEN)["wide"] == pytest.approx(12, rel=0.01)
    page.keyboard.press("-")
    page.keyboard.press("0")
    assert page.evaluate(SEEN) == before
    reader.press("Farther")
    assert page.evaluate(SEEN) == before
    reader.looks_around()


def test_wheel_over_the_map_scrolls_the_page_and_drawing_along_follows_no_link(visit):
    reader = visit()
    page = reader.open("/communities/map/")
    reader.press("Nearer")
    pane = page.locator(".pane")
    box = pane.bounding_box()
    assert box
    page.mouse.move(box["x"] + 200, box["y"] + 150)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_function(
        "() => document.querySelector('.sheet').offsetWidth > 1.9 * document.querySelector('.pane').clientWidth"
    )
    near = page.evaluate(SEEN)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 120, steps=4)
    page.mouse.up()
    drawn = page.evaluate(SEEN)
    assert (drawn["left"], drawn["top"]) == (
        pytest.approx(near["left"] + 60, abs=2),
        pytest.approx(near["top"] + 30, abs=2),
    )
    assert page.url.endswith("/communities/map/")
    page.evaluate("document.activeElement.blur()")
    page.mouse.wheel(0, 120)
    page.wait_for_function("() => scrollY > 0")
    assert page.evaluate(SEEN)["top"] == drawn["top"]


def test_what_is_enlarged_beside_the_world_gives_way_to_it(visit):
    reader = visit()
    page = reader.open("/communities/map/")
    enlarged = page.locator(".enlarged")
    expect(enlarged).to_be_visible()
    reader.press("Nearer")
    expect(enlarged).to_be_hidden()
    reader.press("All of it")
    expect(enlarged).to_be_visible()


@contextmanager
def framing(browser: Browser, address: str) -> Iterator[Page]:
    """A page of another site that shows an address in a frame. A browser lets only a real site do so."""
    html = f'<!doctype html><html lang="en"><title>Elsewhere</title><iframe src="{address}" width="600" height="500">'

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_said: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server, closing(browser.new_context()) as context:
        Thread(target=server.serve_forever, daemon=True).start()
        page = context.new_page()
        page.goto(f"http://localhost:{server.server_port}/")
        yield page
        server.shutdown()


@pytest.mark.parametrize("path", ["/communities/?embed=1&scale=national", "/communities/map/?embed=1&view=europe"])
def test_other_site_shows_an_embedded_page_whose_links_lead_to_the_site(browser: Browser, catalogue: Site, path: str):
    with framing(browser, f"{catalogue.url}{path}") as page:
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", level=1)).to_be_visible()
        frame.get_by_role("link", name="directory of communities of practice").click()
        page.wait_for_url(f"{catalogue.url}/**")
        assert "embed" not in page.url


def test_other_site_cannot_show_the_site_itself(browser: Browser, catalogue: Site):
    with framing(browser, f"{catalogue.url}/communities/map/") as page:
        page.wait_for_load_state("load")  # of the frame as well
        expect(page.frame_locator("iframe").get_by_role("heading")).to_have_count(0)
        assert "OPSI" not in page.frame_locator("iframe").locator("body").inner_text()
