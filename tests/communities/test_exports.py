"""A selection as a file: the same communities in the same order as the list, whole, and safe to open."""

import csv
import io
import json
import re
from datetime import date
from itertools import count, islice

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from communities import entry, exports, index, publishing, tables
from communities.filters import CommunityFilter
from tests import hostile
from tests.factories import an_entry, changed, published

pytestmark = pytest.mark.django_db


def download(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.getvalue()


def rows(client, address):
    return list(csv.DictReader(io.StringIO(download(client, address).decode("utf-8-sig"))))


def test_json_is_the_list_of_entries_as_stored(client):
    community = published(name="Réseau", scale="national", purpose=["advising"], confirmed=date(2026, 5, 1))
    published(name="Other", scale="regional")

    exported = json.loads(download(client, "/communities/export.json?scale=national"))

    community.refresh_from_db()
    assert exported == [community.entry]
    assert list(exported[0]) == list(entry.FIELDS)


@pytest.mark.parametrize(
    "query", ["", "q=data", "q=dtaa+circle", "sort=newest&country=IE", "confirmed=yes&sort=confirmed"]
)
def test_every_file_keeps_the_lists_selection_and_order(client, query):
    for name, confirmed in (("Zeta data", date(2026, 1, 1)), ("Data circle", date(2026, 2, 1)), ("Alpha", None)):
        published(name=name, confirmed=confirmed)
    listed = [community.slug for community in CommunityFilter(QueryDict(query), index.current()).qs]

    assert [row["slug"] for row in rows(client, f"/communities/export.csv?{query}")] == listed
    assert [e["slug"] for e in json.loads(download(client, f"/communities/export.json?{query}"))] == listed
    features = json.loads(download(client, f"/communities/export.geojson?{query}"))["features"]
    assert [feature["id"] for feature in features] == listed
    nodes = json.loads(download(client, f"/communities/export.jsonld?{query}"))["@graph"]
    assert [node["@id"] for node in nodes] == [f"http://testserver/communities/{slug}/" for slug in listed]
    sheet = load_workbook(io.BytesIO(download(client, f"/communities/export.xlsx?{query}"))).active
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == listed


def test_csv_has_a_column_for_each_field_and_a_byte_order_mark(client):
    published(
        name="Réseau",
        aliases=[{"name": "Circle", "language": "fr", "kind": "Thematic Group"}],
        languages=["en", "fr"],
        host="FR",
        latitude=-12.5,
        longitude=4.25,
        paid_role=True,
        members=40,
        sources=[{"title": "One", "url": "https://example.org/1"}, {"title": "Two", "url": "https://example.org/2"}],
    )

    assert download(client, "/communities/export.csv").startswith(b"\xef\xbb\xbfschema,slug,")
    (row,) = rows(client, "/communities/export.csv")
    assert list(row) == list(entry.FIELDS)
    assert (row["name"], row["languages"], row["latitude"], row["paid_role"], row["members"], row["founded"]) == (
        "Réseau", "en; fr", "-12.5", "yes", "40", "",
    )  # fmt: skip
    assert row["aliases"] == "Circle | fr | Thematic Group"
    assert row["sources"] == "One | https://example.org/1; Two | https://example.org/2"


@pytest.mark.parametrize("text", hostile.FORMULAE)
def test_text_that_looks_like_a_formula_is_made_inert(text):
    assert tables.cell(text) == f"'{text}"
    assert tables.cell([text, "b"]).startswith("'")


@pytest.mark.parametrize("value", ["a=b", "1-2", "e@example.org", "", "'quoted", -3.5, 7, "–dash"])
def test_harmless_values_stay_as_they_are(value):
    assert tables.cell(value) == value


def test_no_cell_of_any_field_is_a_formula_in_either_table(client):
    said = [hostile.an_entry_saying(text) for text in hostile.TEXTS]
    publishing.publish_many(said, role="sources")

    table = list(csv.reader(io.StringIO(download(client, "/communities/export.csv").decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(download(client, "/communities/export.xlsx"))).active

    assert len(table) == len(said) + 1
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not [cell for row in table[1:] for cell in row if tables.FORMULA.match(cell) and not is_number(cell)]
    # Both tables hold the same. (In a workbook, a line ends in one way only, and nothing stated is no cell.)
    assert [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] == table


def is_number(cell: str) -> bool:
    return re.fullmatch(r"-\d+(\.\d+)?", cell) is not None


def test_geojson_places_only_what_has_a_place(client):
    published(name="Placed", city="Cork", latitude=51.9, longitude=-8.5)
    published(name="Unplaced")

    placed, unplaced = json.loads(download(client, "/communities/export.geojson"))["features"]

    assert placed["geometry"] == {"type": "Point", "coordinates": [-8.5, 51.9]}
    assert unplaced["geometry"] is None
    assert unplaced["properties"]["name"] == "Unplaced"


def test_geojson_is_as_its_standard_has_it(client):
    """RFC 7946: longitude first, in degrees; a null where there is no place; each feature known by an id of its own."""
    published(name="Far", city="Suva", latitude=-18.1416, longitude=178.4419)
    published(name="Near", city="Quito", latitude=-0.1807, longitude=-78.4678)
    published(name="Nowhere")

    response = client.get("/communities/export.geojson")
    document = json.loads(response.getvalue())

    assert response["Content-Type"].startswith("application/geo+json")
    assert set(document) == {"type", "features"}
    assert document["type"] == "FeatureCollection"
    for feature in document["features"]:
        assert list(feature) == ["type", "id", "geometry", "properties"]
        assert feature["type"] == "Feature"
        assert feature["properties"]["slug"] == feature["id"]
    places = [feature["geometry"] and feature["geometry"]["coordinates"] for feature in document["features"]]
    assert places == [[178.4419, -18.1416], [-78.4678, -0.1807], None]


@pytest.mark.parametrize("extension", exports.FORMATS)
def test_file_begins_at_once_and_comes_in_small_pieces(extension):
    """Whatever the number of entries: none is waited for but those of the first pieces."""
    given = ({**hostile.an_entry_saying("Some"), "slug": f"some-{number}"} for number in count())
    pieces = exports.FORMATS[extension].write(given, index.current())
    assert all(len(piece) < 500_000 for piece in islice(pieces, 6))


@pytest.mark.parametrize("extension", exports.FORMATS)
def test_empty_selection_is_a_sound_empty_file(client, extension):
    content = download(client, f"/communities/export.{extension}?q=zzzz")

    if extension == "csv":
        assert content.decode("utf-8-sig").strip() == ",".join(entry.FIELDS)
    elif extension == "xlsx":
        assert load_workbook(io.BytesIO(content)).active.max_row == 1
    else:
        document = json.loads(content)
        assert (document if extension == "json" else document.get("features", document.get("@graph"))) == []


def test_more_entries_than_a_piece_arrive_once_each(client):
    publishing.publish_many([an_entry() for _turn in range(exports.PIECE * 2 + 3)], role="sources")

    slugs = [exported["slug"] for exported in json.loads(download(client, "/communities/export.json"))]

    assert len(slugs) == len(set(slugs)) == exports.PIECE * 2 + 3


@pytest.mark.parametrize("extension", exports.FORMATS)
def test_file_is_named_by_its_day_and_open_to_every_site(client, extension, time_machine_at):
    response = client.get(f"/communities/export.{extension}")
    response.getvalue()

    assert response["Content-Disposition"] == f'attachment; filename="communities-2026-11-22.{extension}"'
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies


def test_file_of_near_names_says_so_in_its_name(client, time_machine_at):
    published(name="Foresight circle")

    response = client.get("/communities/export.csv?q=forsight")
    response.getvalue()

    assert response["Content-Disposition"] == 'attachment; filename="communities-near-names-2026-11-22.csv"'


@pytest.fixture
def time_machine_at(time_machine):
    time_machine.move_to("2026-11-22T23:30:00Z", tick=False)


@pytest.mark.parametrize("extension", exports.FORMATS)
def test_unknown_value_or_parameter_is_refused_with_a_reason(client, extension):
    response = client.get(f"/communities/export.{extension}?scale=galactic&colour=red")

    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/plain")
    assert response.content.decode() == (
        "scale: “galactic” is not one of its values.\ncolour: there is no such parameter.\n"
    )
    assert response["Access-Control-Allow-Origin"] == "*"


def test_address_of_the_list_with_its_page_serves_as_that_of_a_file(client):
    published(name="A")

    assert len(rows(client, "/communities/export.csv?page=3&sort=name")) == 1


def test_unchanged_file_is_not_sent_again(client):
    community = published(name="A")
    response = client.get("/communities/export.csv")
    response.getvalue()

    same = client.get("/communities/export.csv", headers={"if-none-match": response["ETag"]})
    assert (same.status_code, same["Access-Control-Allow-Origin"]) == (304, "*")
    changed(community, name="B")
    assert client.get("/communities/export.csv", headers={"if-none-match": response["ETag"]}).status_code == 200


@pytest.mark.usefixtures("index_anew")
def test_file_takes_as_many_queries_for_many_as_for_one(client, django_assert_num_queries):
    published()
    with django_assert_num_queries(9):
        download(client, "/communities/export.json")
    publishing.publish_many([an_entry() for _turn in range(20)], role="sources")
    with django_assert_num_queries(9):
        download(client, "/communities/export.json")


def test_no_other_kind_of_file_is_there(client):
    assert client.get("/communities/export.xml").status_code == 404
    assert client.get("/fr/communities/export.csv").status_code == 404
