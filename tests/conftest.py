"""What every test can use: a database of its own worker, and a real site with its own database and letters."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.template import Context, Template
from django.test import TransactionTestCase
from django.test.utils import instrumented_test_render
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import settings
from xdist.remote import Producer

from tests import chromium, databases
from tests.live import Site
from tests.turns import SitesOnce

run = ExitStack()
NOTHING_KNOWN = (None, {})
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
    """Within the test's own transaction, too, index and terms go on from the last look, until something is rolled back.

    The site itself reads both anew in a transaction (`index.current`), which took a tenth of all tests.
    """
    from communities import index
    from communities.models import Term

    if "index_anew" in request.fixturenames:
        return

    bring_up_to_date, last = index._brought_up_to_date, [index.Index()]
    committed_terms, known = index.terms, [NOTHING_KNOWN]

    def look(known: index.Index, newest: index.Version) -> index.Index:
        if not connection.in_atomic_block:
            return bring_up_to_date(known, newest)
        if (last[0].version, last[0].moved_at, last[0].day) != (*newest, index._today()):
            last[0] = bring_up_to_date(last[0], newest)
        return last[0]

    def forgetting(roll_back: Callable[..., None]) -> Callable[..., None]:
        def rolled_back(*arguments: object) -> None:
            last[0] = index.Index()
            known[0] = NOTHING_KNOWN
            roll_back(*arguments)

        return rolled_back

    def terms() -> dict[str, dict[str, Term]]:
        if not connection.in_atomic_block:
            return committed_terms()
        newest, (version, those) = index.committed_version(), known[0]
        if version != newest:
            known[0] = newest, (those := Term.objects.by_vocabulary())
        return those

    monkeypatch.setattr(index, "_brought_up_to_date", look)
    monkeypatch.setattr(index, "terms", terms)
    for name in ("rollback", "savepoint_rollback"):
        monkeypatch.setattr(BaseDatabaseWrapper, name, forgetting(getattr(BaseDatabaseWrapper, name)))


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
