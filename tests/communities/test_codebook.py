"""The codebook: complete, made of the schema and today's terms, the same on the page and in both files."""

import csv
import json

import pytest

from communities import codebook, entry, index, lesson_records, schema, vocabularies
from communities.meanings import MEANINGS
from communities.models import Term
from tests.factories import published
from tests.page import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def fields() -> dict[str, codebook.Field]:
    return {field.name: field for field in codebook.fields(index.current().terms)}


def test_every_field_and_vocabulary_is_in_it_once_and_in_order(fields):
    lessons = (f"lesson.{key}" for key in lesson_records.MEANINGS)
    assert tuple(fields) == (*entry.FIELDS, *vocabularies.NOT_OF_COMMUNITIES, *lessons)
    assert set(MEANINGS) == set(entry.FIELDS)
    assert all(field.label and field.definition and field.type for field in fields.values())


def test_types_limits_and_sources_are_the_schemas_own(fields):
    def told(name):
        field = fields[name]
        return field.type, field.empty, field.longest, field.most, field.source

    assert told("name") == ("text", '""', 200, None, "")
    assert told("members") == ("whole number", "null", None, None, "")
    assert told("paid_role") == ("yes or no", "null", None, None, "")
    assert told("updated") == ("date: YYYY-MM-DD", "null", None, None, "ISO 8601")
    assert told("host") == ("one of its values", "null", None, None, "ISO 3166-1 alpha-2")
    assert told("countries") == ("list of its values", "[]", None, 250, "ISO 3166-1 alpha-2")
    assert told("sources") == ("list, each with title, url", "[]", None, 50, "")
    assert told("focus") == ("list of its values", "[]", None, 2, vocabularies.read()["focus"].source)
    assert told("schema")[0] == f"always {schema.SCHEMA_NUMBER}"


def test_values_are_the_terms_of_today_with_those_out_of_use_marked(fields):
    Term.objects.create(
        vocabulary="topic", slug="newly-added", label="Newly added", label_fr="Ajouté", definition="New."
    )
    Term.objects.filter(vocabulary="topic", slug="data").update(active=False)
    topic = {
        value.value: value
        for field in codebook.fields(index.current().terms)
        if field.name == "topic"
        for value in field.values
    }
    assert topic["newly-added"] == codebook.Value("newly-added", "Newly added", "New.", "Ajouté")
    assert topic["data"].in_use is False
    assert {"value": "IE", "label": "Ireland", "label_fr": "Irlande"}.items() <= vars(
        next(value for value in fields["host"].values if value.value == "IE")
    ).items()
    assert {value.value for value in fields["region"].values} == set(schema.PROPERTIES["region"]["enum"]) - {None}


def test_every_value_of_a_published_entry_is_explained(fields):
    stated = published(kind="network", purpose=["advising"], languages=["fr"]).entry
    for name, field in fields.items():
        if field.values and field.of == codebook.ENTRY:
            value = stated[name]
            used = set(value if isinstance(value, list) else [value] if value else [])
            assert used <= {one.value for one in field.values}, name


def test_files_hold_the_same_as_the_page(client, fields):
    as_json = client.get("/data/codebook.json")
    as_csv = client.get("/data/codebook.csv")
    page = Page(client.get("/data/codebook/").text)

    assert as_json["Content-Type"] == "application/json; charset=utf-8"
    assert as_csv["Content-Type"] == "text/csv; charset=utf-8"
    assert as_json["Access-Control-Allow-Origin"] == as_csv["Access-Control-Allow-Origin"] == "*"
    document = json.loads(as_json.getvalue())
    assert [field["name"] for field in document["fields"]] == list(fields)
    rows = list(csv.DictReader(as_csv.getvalue().decode("utf-8-sig").splitlines()))
    assert [row["field"] for row in rows if not row["value"]] == list(fields)
    values = [(field["name"], value["value"]) for field in document["fields"] for value in field["values"]]
    assert [(row["field"], row["value"]) for row in rows if row["value"]] == values
    scale = next(row for row in rows if (row["field"], row["value"]) == ("scale", "national"))
    assert (scale["label"], scale["in_use"]) == ("National", "yes")
    said = page.words()
    assert [name for name in fields if name not in said] == []
    assert "Across the organisations of one country’s government." in said.replace("'", "’")


def test_files_are_english_whatever_the_page_is(client):
    from django.utils import translation

    with translation.override("fr"):
        terms = index.current().terms
        assert '"label": "Country"' in codebook.as_json(terms)
        assert ",Country," in "".join(codebook.as_csv(terms))
