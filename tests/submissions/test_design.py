"""The living page: it shows every component and every drawing, needs no database, and exists in development only."""

import os
import re
import subprocess
import sys
from collections import Counter

import pytest
from django.template import Template
from django.test.utils import instrumented_test_render

from copdir import local
from submissions.design import palette, specimens, views
from tests.page import Page

TEMPLATES = local.CHECKOUT / "templates"
in_development = pytest.mark.urls("tests.submissions.design_urls")
both_ways = pytest.mark.parametrize("query", ["", "?dir=rtl"])


@in_development
@both_ways
def test_every_component_is_shown(client, query, monkeypatch):
    monkeypatch.setattr(Template, "_render", instrumented_test_render)  # an answer tells of all its pieces
    shown = {template.name for name in views.PAGES for template in client.get(f"/design/{name}/{query}").templates}
    components = {str(path.relative_to(TEMPLATES)) for path in (TEMPLATES / "components").rglob("*.html")}
    assert components - shown == set()


@in_development
@both_ways
@pytest.mark.parametrize("name", views.PAGES)
def test_page_is_sound_and_names_nothing_twice(client, name, query):
    page = Page(client.get(f"/design/{name}/{query}").text)
    assert page.mistakes == []
    twice = [one for one, times in Counter(e["id"] for e in page.elements if e["id"]).items() if times > 1]
    assert twice == []
    assert [(e["lang"], e["dir"]) for e in page.all("html")] == [("ar", "rtl") if query else ("en", "ltr")]


@in_development
def test_there_is_no_page_of_another_name(client):
    assert client.get("/design/no-such-page/").status_code == 404


def test_site_as_deployed_has_no_living_page(client):
    assert client.get("/design/").status_code == 404
    assert client.get("/design/figures/").status_code == 404


@pytest.mark.parametrize(("debug", "is_there"), [("1", "True"), ("0", "False")])
def test_living_page_exists_in_development_only(debug, is_there):
    code = "from django.urls import get_resolver; print('design' in get_resolver().namespace_dict)"
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-v0", "-c", code],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "copdir.settings", "DEBUG": debug},
        cwd=local.CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == is_there


def test_drawings_are_drawn_used_and_shown_by_the_same_names():
    drawn = re.findall(r'name == "(\w+)"', (TEMPLATES / "components" / "icon.html").read_text())
    used = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'components/icon\.html" (?:with )?name="(\w+)"', path.read_text())
    }
    assert sorted(drawn) == sorted(used) == sorted(specimens.ICONS)


def test_contrast_is_that_of_wcag():
    assert palette.contrast("#000000", "#ffffff") == 21
    assert palette.contrast("#ffffff", "#ffffff") == 1
    assert round(palette.contrast("#767676", "#ffffff"), 2) == 4.54
