"""Entries in the words of schema.org."""

import json
import re

import pytest

from tests.factories import published

pytestmark = pytest.mark.django_db


def nodes(client, address):
    page = client.get(address).content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL).group(1)
    return {node["@type"]: node for node in json.loads(block)["@graph"]}


def test_page_describes_the_community_as_an_organisation(client):
    published(name="Grove")
    published(
        name="Tree", acronym="T", aliases=[{"name": "Arbre", "language": "fr"}], website="https://example.org/tree",
        founded=2012, organisation="Cabinet office", host="IE", city="Cork", latitude=51.9, longitude=-8.5,
        languages=["en", "ga"], topic=["data"], links=[{"relation": "part-of", "slug": "grove"}],
    )  # fmt: skip

    node = nodes(client, "/communities/tree/")["Organization"]

    assert (node["@id"], node["name"], node["url"]) == (
        "http://testserver/communities/tree/", "Tree", "https://example.org/tree",
    )  # fmt: skip
    assert node["alternateName"] == ["T", "Arbre"]
    assert node["foundingDate"] == "2012"
    assert node["parentOrganization"]["name"] == "Cabinet office"
    assert node["location"]["address"] == {"@type": "PostalAddress", "addressCountry": "IE", "addressLocality": "Cork"}
    assert node["location"]["geo"]["latitude"] == 51.9
    assert node["memberOf"] == [{"@type": "Organization", "@id": "http://testserver/communities/grove/"}]
    assert node["knowsAbout"] == ["Data and evidence"]
    assert node["subjectOf"]["citation"] == ["https://example.org/source"]


def test_what_nobody_stated_is_left_out(client):
    published(name="Bare", host=None, languages=[])

    node = nodes(client, "/communities/bare/")["Organization"]

    assert not {"foundingDate", "email", "location", "knowsLanguage", "parentOrganization", "memberOf"} & set(node)
    assert node["url"] == "http://testserver/communities/bare/"


def test_membership_says_who_and_how(client):
    published(name="Tree", eligibility="anyone", route="just-come", how_to_join="Write to us.")

    node = nodes(client, "/communities/tree/")["ProgramMembership"]

    assert node["description"] == "Anyone. Just come. Write to us"
    assert node["hostingOrganization"] == {"@id": "http://testserver/communities/tree/"}


def test_same_in_every_language_and_words_cannot_leave_their_block(client):
    published(name="</script><script>alert(1)</script>", slug="tree", topic=["data"])

    assert nodes(client, "/communities/tree/") == nodes(client, "/fr/communities/tree/")
    assert nodes(client, "/communities/tree/")["Organization"]["name"] == "</script><script>alert(1)</script>"
