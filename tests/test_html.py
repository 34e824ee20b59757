"""Every public page in every state, held against the HTML standard by the Nu HTML checker."""

import re

import pytest
from django.core.management import call_command
from django.test import Client

from tests import nu, stage, states
from tests.page import Page
from tests.stage import Stage

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not nu.is_here(), reason="The Nu HTML checker is not here; `make html` gets it"),
]


def page_of(state: str, set_stage: Stage) -> str:
    """The HTML of a state, as a browser gets it after what is sent there."""
    address = states.address(state, set_stage.names)
    if not address:
        return states.drawn(state, set_stage.drawn)
    visitor = Client(enforce_csrf_checks=True)
    html = visitor.get(address).text
    if state in states.SENT:
        form = Page(html).form()
        answer = visitor.post(form.action or address, {**form.values, **states.SENT[state]}, follow=True)
        html = answer.text
    assert "<h1" in html, state
    return html


def test_nu_html_checker_finds_nothing_wrong_in_any_state(tmp_path):
    call_command("load_starter")
    set_stage = stage.set()
    pages = {state: page_of(state, set_stage) for state in states.EVERY}
    for name, html in pages.items():
        (tmp_path / f"{re.sub('[^a-z0-9]+', '-', name.lower())}.html").write_text(html)
    assert len(list(tmp_path.iterdir())) == len(pages)
    assert nu.errors(tmp_path) == []
