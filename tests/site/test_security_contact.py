"""Who found a weakness is told where to write."""

from datetime import UTC, datetime

import pytest
import time_machine

pytestmark = pytest.mark.django_db  # every address says of which version of the catalogue it is
ADDRESS = "/.well-known/security.txt"


def told(client) -> dict[str, str]:
    response = client.get(ADDRESS)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in response.content.decode().splitlines())


@pytest.mark.parametrize(
    ("address", "contact"), [("help@opsi.example", "mailto:help@opsi.example"), ("", "https://oecd-opsi.org/")]
)
def test_contact_is_that_of_the_forms(client, settings, address, contact):
    settings.CONTACT_EMAIL = address
    assert told(client)["Contact"] == contact
    assert told(client)["Canonical"] == f"http://testserver{ADDRESS}"


@pytest.mark.parametrize("day", ["2027-12-31T23:59:59Z", "2028-02-29T00:00:00Z"])
def test_what_it_says_holds_for_half_a_year(client, day):
    with time_machine.travel(day, tick=False):
        expires = datetime.fromisoformat(told(client)["Expires"])
        assert 179 <= (expires - datetime.now(UTC)).days <= 180
