"""The API against its own description: whatever schemathesis makes up is answered as OpenAPI says."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate
from schemathesis import GenerationMode

from communities import publishing
from tests import catalogues
from tests.factories import published

pytestmark = pytest.mark.django_db

OPERATIONS = ("/api/", "/api/communities/", "/api/communities/{slug}/", "/api/lessons/", "/api/vocabularies/")
A_FEW, MANY = 15, 500


@pytest.fixture
def described() -> Iterator[schemathesis.BaseSchema]:
    catalogues.a_few()
    published(name="Circle")
    publishing.withdraw(published(name="Gone"), role="staff", reason="A test")
    for signal in (signals.request_started, signals.request_finished):  # the test's own connection stays open
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/schema/", get_wsgi_application())
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


def hold(described: schemathesis.BaseSchema, path: str, mode: GenerationMode, examples: int) -> None:
    """Ask so many made-up things of an operation, and hold each answer against the description."""
    operation = described[path]["GET"]

    @settings(max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=HealthCheck)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    ask()


# What takes no parameter cannot be asked wrongly.
EVERY = [
    pytest.param(path, mode, id=f"{path} {mode.value}")
    for path in OPERATIONS
    for mode in GenerationMode
    if mode == GenerationMode.POSITIVE or path not in ("/api/", "/api/vocabularies/")
]


def test_every_operation_is_asked(described):
    assert set(described) == set(OPERATIONS)


def test_description_is_valid_openapi(client):
    validate(client.get("/api/schema/").json())


def test_answers_are_as_described(described, subtests):
    for case in EVERY:
        with subtests.test(case.id):
            hold(described, *case.values, A_FEW)


@pytest.mark.long
@pytest.mark.fuzz
@pytest.mark.parametrize(("path", "mode"), EVERY)
def test_answers_to_many_questions_are_as_described(described, path, mode):
    hold(described, path, mode, MANY)
