"""What every test can use: a database of its own worker, and a real site with its own database and letters."""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import connections
from django.template import Context, Template
from django.test import TransactionTestCase
from django.test.utils import instrumented_test_render
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import settings
from xdist.remote import Producer

from tests import chromium, databases, kept
from tests.live import Site
from tests.turns import SitesOnce

run = ExitStack()
# Journeys keep a browser, whose loop runs on in this thread while other tests ask the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
# How long an example takes says nothing: the machine may be busy.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
# Modules and tests live as long as the run does: looking through them for rubbish over and over took a tenth of it, and
# while they are read there is none.
gc.set_threshold(50_000, 20, 50)
gc.disable()


def pytest_configure(config: pytest.Config) -> None:
    """Before any worker starts. `pytest --collect-only` and the like need no database."""
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        run.enter_context(databases.of_this_run())


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SitesOnce:
    return SitesOnce(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First those about all of the site, which take longest: else one worker has the last of them, and no other any."""
    items.sort(key=lambda item: len(item.path.parts))


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    run.close()


@pytest.fixture(scope="session", autouse=True)
def pages_tell_their_own_context(django_test_environment: None) -> None:
    """An answer's `context` and `templates` are those of its page alone, not of each piece that goes into it."""

    def render(template: Template, context: Context) -> SafeString:
        is_page = context.template is template
        return instrumented_test_render(template, context) if is_page else template.nodelist.render(context)

    Template._render = render


@pytest.fixture(autouse=True)
def as_if_just_started(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process remembers neither another test's catalogue, which may be of another database, nor its language."""
    from communities import index, lexicon
    from communities.templatetags import once

    monkeypatch.setattr(index, "_kept", index._Kept())
    monkeypatch.setattr(lexicon, "_kept", lexicon._Kept())
    yield
    once.forget()
    translation.deactivate()


@pytest.fixture
def index_anew() -> None:
    """For a test that counts queries: within its transaction the index is read for each look, as on the site."""


@pytest.fixture(autouse=True)
def index_goes_on(as_if_just_started: None, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within the test's own transaction, too, index and terms are kept (`tests/kept.py`)."""
    if "index_anew" not in request.fixturenames:
        kept.index_until_rolled_back(monkeypatch)
        if not request.cls:  # which may have written some before
            kept.terms_until_written(monkeypatch)


@pytest.fixture(scope="session")
def worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, worker) -> Iterator[None]:
    """Instead of pytest-django's: copy the migrated template."""
    name = databases.copy(worker)
    databases.use(name)
    with pytest.MonkeyPatch.context() as patch:

        def restore(self: TransactionTestCase) -> None:
            """After a test that really committed: a fresh copy. Emptying the tables would lose the vocabularies."""
            with django_db_blocker.unblock():
                databases.use(databases.copy(worker))

        patch.setattr(TransactionTestCase, "_fixture_teardown", restore)
        yield
    with django_db_blocker.unblock():
        connections.close_all()
    databases.drop(name)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    return {**browser_type_launch_args, **chromium.launch_arguments()}


@pytest.fixture(scope="session")
def site(worker, tmp_path_factory) -> Iterator[Site]:
    """A real gunicorn and mail loop on a database of their own, shared by one worker's tests."""
    name = databases.copy(f"site_{worker}")
    with Site(databases.url(name), tmp_path_factory.mktemp("site")) as running:
        yield running
    databases.drop(name)
