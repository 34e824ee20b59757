"""The JSON Schema of an entry: the one description that checks, OpenAPI, the codebook and the importer read."""

from typing import Any

from . import labels, vocabularies

SCHEMA_NUMBER = 3

# The longest a text may be, in characters.
LIMITS = {
    "name": 200,
    "acronym": 30,
    "identity": 120,
    "summary": 500,
    "written_in": 10,
    "summary_english": 500,
    "translated_by": 120,
    "scope": 1500,
    "how_it_works": 1500,
    "how_to_join": 800,
    "website": 500,
    "mailbox": 200,
    "organisation": 200,
    "city": 120,
    "members_counted": 80,
    "participants_counted": 80,
    "last_active_source": 500,
    "funder": 200,
    "achieved": 1500,
    "legacy": 1500,
    "carried_on": 500,
    "thanks": 800,
}

NUMBERS = ("founded", "ended", "members", "participants", "effort_hours", "latitude", "longitude")

# Signs that become one of / ? # @ : where compatible signs are taken for one (NFKC): no browser agrees on their host.
_NO_HOST = (
    r"\u2047-\u2049\u2100\u2101\u2105\u2106\u2a74\ufe13\ufe16\ufe55\ufe56\ufe5f\ufe6b\uff03\uff0f\uff1a\uff1f\uff20"
)
WEB = rf"^(https?://[^\s/?#@<>\"'\\\[\]{_NO_HOST}\x00-\x20]+([/?#][^\s<>\"\x00-\x20]*)?)?$"
DATE = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
PARTIAL_DATE = r"^((19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$"
COUNTRY = r"^[A-Z]{2}$"
LANGUAGE = r"^[a-z]{2,3}$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LONGEST_ADDRESS = 80
MAILBOX = r"^([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)?$"


def _text(limit: int, pattern: str | None = None) -> dict[str, Any]:
    return {"type": "string", "maxLength": limit, **({"pattern": pattern} if pattern else {})}


def _nullable(kind: str, **rest: Any) -> dict[str, Any]:
    return {"type": [kind, "null"], **rest}


def _choice(values: Any) -> dict[str, Any]:
    return {"enum": [*values, None]}


def _year() -> dict[str, Any]:
    return _nullable("integer", minimum=1800, maximum=2200)


def _count() -> dict[str, Any]:
    return _nullable("integer", minimum=0, maximum=100_000_000)


def _objects(most: int, **properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "array",
        "maxItems": most,
        "items": {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        },
    }


def _list(pattern: str, most: int) -> dict[str, Any]:
    return {"type": "array", "maxItems": most, "uniqueItems": True, "items": {"type": "string", "pattern": pattern}}


def _titled_addresses(most: int) -> dict[str, Any]:
    return _objects(most, title={**_text(300), "minLength": 1}, url=_text(2000, WEB))


def _terms() -> dict[str, dict[str, Any]]:
    return {
        name: _list(SLUG, vocabulary.most or 40) if vocabulary.many else _nullable("string", pattern=SLUG)
        for name, vocabulary in vocabularies.of_communities().items()
    }


def _properties() -> dict[str, dict[str, Any]]:
    limit = LIMITS
    return {
        "schema": {"const": SCHEMA_NUMBER},
        "slug": {"type": "string", "pattern": r"^([a-z0-9]+(-[a-z0-9]+)*)?$", "maxLength": LONGEST_ADDRESS},
        "revision": _nullable("integer", minimum=1),
        "listed": _nullable("string", pattern=DATE),
        "updated": _nullable("string", pattern=DATE),
        "confirmed": _nullable("string", pattern=DATE),
        "name": _text(limit["name"]),
        "acronym": _text(limit["acronym"]),
        "aliases": _objects(30, name={**_text(200), "minLength": 1}, language=_text(10), kind=_text(60)),
        "identity": _text(limit["identity"]),
        "summary": _text(limit["summary"]),
        "written_in": _text(limit["written_in"]),
        "summary_english": _text(limit["summary_english"]),
        "translated_by": _text(limit["translated_by"]),
        "scope": _text(limit["scope"]),
        "how_it_works": _text(limit["how_it_works"]),
        "how_to_join": _text(limit["how_to_join"]),
        "website": _text(limit["website"], WEB),
        "website_public": _nullable("boolean"),
        "mailbox": _text(limit["mailbox"], MAILBOX),
        "organisation": _text(limit["organisation"]),
        "host": _nullable("string", pattern=COUNTRY),
        "countries": _list(COUNTRY, 250),
        "region": _choice(labels.REGIONS),
        "city": _text(limit["city"]),
        "latitude": _nullable("number", minimum=-90, maximum=90),
        "longitude": _nullable("number", minimum=-180, maximum=180),
        "languages": _list(LANGUAGE, 90),
        "founded": _year(),
        "ended": _year(),
        "members": _count(),
        "members_counted": _text(limit["members_counted"]),
        "members_as_of": _text(10, PARTIAL_DATE),
        "participants": _count(),
        "participants_counted": _text(limit["participants_counted"]),
        "participants_as_of": _text(10, PARTIAL_DATE),
        "size": _choice(labels.SIZES),
        "last_active": _text(10, PARTIAL_DATE),
        "last_active_source": _text(limit["last_active_source"]),
        "effort_hours": _nullable("integer", minimum=0, maximum=10_000),
        "paid_role": _nullable("boolean"),
        "funder": _text(limit["funder"]),
        "achieved": _text(limit["achieved"]),
        "legacy": _text(limit["legacy"]),
        "carried_on": _text(limit["carried_on"]),
        "thanks": _text(limit["thanks"]),
        "assets": _titled_addresses(50),
        "sources": _titled_addresses(50),
        "links": _objects(50, relation={"enum": list(labels.RELATIONS)}, slug={"type": "string", "pattern": SLUG}),
        "withheld": _list(r"^[a-z_]+$", 60),
        **_terms(),
    }


PROPERTIES = _properties()

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Entry",
    "description": "A community of practice or network, as the catalogue publishes it.",
    "type": "object",
    "properties": PROPERTIES,
    "required": list(PROPERTIES),
    "additionalProperties": False,
}


def blank_value(key: str) -> Any:
    """The value of a key that nobody stated: a fresh list, an empty text, or None."""
    if key == "schema":
        return SCHEMA_NUMBER
    if key == "written_in":
        return "en"
    kind = PROPERTIES[key].get("type")
    return [] if kind == "array" else "" if kind == "string" else None
