"""A moderator at the desk, for the tests of what moderators see and do."""

import pytest

from tests.submissions.submitted import a_moderator


@pytest.fixture
def password_is_enough(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def moderator():
    return a_moderator("mo", first_name="Mo", last_name="Reviewer")


@pytest.fixture
def desk(client, moderator, password_is_enough):
    """The admin as this moderator uses it."""
    client.force_login(moderator)
    return client
