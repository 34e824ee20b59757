"""Entries in the words of schema.org."""

import json
import re
from datetime import UTC, datetime

import pytest
import rdflib
from rdflib import compare

from tests import catalogues
from tests.factories import published

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),  # rdflib's own use of it
]

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def nodes(client, address):
    page = client.get(address).content.decode()
    return {node["@type"]: node for node in json.loads(BLOCK.search(page)[1])["@graph"]}


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


# What schema.org's own context says of the terms used here; asking for it would be a request to another site.
CONTEXT = {
    "@vocab": "http://schema.org/",
    "url": {"@type": "@id"},
    "foundingDate": {"@type": "Date"},
    "dissolutionDate": {"@type": "Date"},
    "datePublished": {"@type": "Date"},
    "dateModified": {"@type": "Date"},
}
FULL = """
@prefix : <http://schema.org/> .
<http://testserver/communities/full/> a :Organization ;
    :name "Réseau des prospectivistes de l’État" ;
    :alternateName "RPE", "Foresight Circle" ;
    :description "Public servants who explore the future together." ;
    :url <https://example.org/reseau> ;
    :email "reseau@example.org" ;
    :foundingDate "2012"^^:Date ;
    :dissolutionDate "2024"^^:Date ;
    :parentOrganization [ a :Organization ; :name "Cabinet office" ] ;
    :location [ a :Place ;
        :address [ a :PostalAddress ; :addressCountry "FR" ; :addressLocality "Lyon" ] ;
        :geo [ a :GeoCoordinates ; :latitude 45.75e0 ; :longitude 4.85e0 ] ] ;
    :areaServed
        [ a :Country ; :name "Belgium" ; :identifier "BE" ],
        [ a :Country ; :name "France" ; :identifier "FR" ] ;
    :knowsLanguage "en", "fr" ;
    :knowsAbout "Data and evidence" ;
    :memberOf <http://testserver/communities/grove/> ;
    :subjectOf <http://testserver/communities/full/#page> .
<http://testserver/communities/grove/> a :Organization .
<http://testserver/communities/full/#page> a :WebPage ;
    :url <http://testserver/communities/full/> ;
    :datePublished "2026-01-02"^^:Date ;
    :dateModified "2026-01-02"^^:Date ;
    :citation "https://example.org/source" .
"""
MEMBERSHIP = """
<http://testserver/communities/full/#membership> a :ProgramMembership ;
    :programName "Réseau des prospectivistes de l’État" ;
    :description "Anyone. Just come. Write to the mailbox" ;
    :hostingOrganization <http://testserver/communities/full/> .
"""
BARE = """
@prefix : <http://schema.org/> .
<http://testserver/communities/bare/> a :Organization ;
    :name "Bare" ;
    :description "Officials." ;
    :url <http://testserver/communities/bare/> ;
    :subjectOf <http://testserver/communities/bare/#page> .
<http://testserver/communities/bare/#page> a :WebPage ;
    :url <http://testserver/communities/bare/> ;
    :datePublished "2026-01-02"^^:Date ;
    :dateModified "2026-01-02"^^:Date .
"""
BARE_MEMBERSHIP = """
<http://testserver/communities/bare/#membership> a :ProgramMembership ;
    :programName "Bare" ;
    :hostingOrganization <http://testserver/communities/bare/> .
"""


@pytest.fixture
def full_and_bare() -> None:
    at = datetime(2026, 1, 2, tzinfo=UTC)
    published(name="Grove")
    links = [{"relation": "part-of", "slug": "grove"}]
    stated = {"slug": "full", "topic": ["data"], "eligibility": "anyone", "route": "just-come", "links": links}
    published(**catalogues.everything_stated(**stated), at=at)
    published(name="Bare", summary="Officials.", host=None, languages=[], sources=[], at=at)


def graph_of(document) -> rdflib.Graph:
    """The triples of a document, read with the context that it names."""
    assert document["@context"] == "https://schema.org"
    return rdflib.Graph().parse(data=json.dumps({**document, "@context": CONTEXT}), format="json-ld")


def same(one: rdflib.Graph, other: rdflib.Graph) -> bool:
    """Whether two graphs are one; where not, what only one of them says is printed."""
    _both, only_one, only_other = compare.graph_diff(one, other)
    print(only_one.serialize(), only_other.serialize())  # noqa: T201 - shown where a test fails
    return len(only_one) == len(only_other) == 0


def in_full(turtle: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=turtle, format="turtle")


@pytest.mark.usefixtures("full_and_bare")
@pytest.mark.parametrize(("slug", "told"), [("full", FULL + MEMBERSHIP), ("bare", BARE + BARE_MEMBERSHIP)])
def test_page_says_these_triples_and_no_other(client, slug, told):
    (block,) = BLOCK.findall(client.get(f"/communities/{slug}/").text)
    assert same(graph_of(json.loads(block)), in_full(told))


@pytest.mark.usefixtures("full_and_bare")
def test_file_says_of_each_what_its_page_says(client):
    document = json.loads(client.get("/communities/export.jsonld").getvalue())
    graph = graph_of({**document, "@graph": [node for node in document["@graph"] if node["name"] != "Grove"]})
    assert same(graph, in_full(FULL) + in_full(BARE))


@pytest.mark.usefixtures("full_and_bare")
def test_only_words_of_schema_org_are_used(client):
    graph = graph_of(json.loads(client.get("/communities/export.jsonld").getvalue()))
    graph += graph_of(json.loads(BLOCK.findall(client.get("/communities/full/").text)[0]))
    kinds = set(graph.objects(predicate=rdflib.RDF.type))
    words = {str(word) for word in (*graph.predicates(), *kinds)} - {str(rdflib.RDF.type)}
    assert len(words) > 25
    assert [word for word in words if word.removeprefix("http://schema.org/") not in rdflib.SDO] == []
