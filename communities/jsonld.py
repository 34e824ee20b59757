"""Entries as linked data in the words of schema.org: for the detail page and the JSON-LD export."""

from collections.abc import Iterable, Mapping
from typing import Any

from . import countries, readable
from .addresses import entry_address
from .models import Terms

CONTEXT = "https://schema.org"


def document(nodes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """One JSON-LD document of several nodes."""
    return {"@context": CONTEXT, "@graph": list(nodes)}


def organisation(entry: Mapping[str, Any], address: str, terms: Terms) -> dict[str, Any]:
    """A community as an Organization, at its absolute `address`. What nobody stated is left out."""
    node = {
        "@type": "Organization",
        "@id": address,
        "name": entry["name"],
        "alternateName": [name for name in (entry["acronym"], *(alias["name"] for alias in entry["aliases"])) if name],
        "description": entry["summary_english"] or entry["summary"],
        "url": entry["website"] or address,
        "email": entry["mailbox"],
        "foundingDate": str(entry["founded"] or ""),
        "dissolutionDate": str(entry["ended"] or ""),
        "parentOrganization": {"@type": "Organization", "name": entry["organisation"]} if entry["organisation"] else {},
        "location": _place(entry),
        "areaServed": [
            {"@type": "Country", "name": countries.name(code), "identifier": code} for code in entry["countries"]
        ],
        "knowsLanguage": entry["languages"],
        "knowsAbout": [readable.words("topic", slug, terms) for slug in entry["topic"]],
        "memberOf": [
            {"@type": "Organization", "@id": _sibling(address, entry["slug"], link["slug"])}
            for link in entry["links"]
            if link["relation"] == "part-of"
        ],
        "subjectOf": {
            "@type": "WebPage",
            "@id": f"{address}#page",
            "url": address,
            "datePublished": entry["listed"],
            "dateModified": entry["updated"],
            "citation": [source["url"] for source in entry["sources"] if source["url"]],
        },
    }
    return _stated(node)


def membership(entry: Mapping[str, Any], address: str, terms: Terms) -> dict[str, Any]:
    """What being a member of the community is, as a ProgramMembership."""
    ways = [readable.words(name, entry[name], terms) for name in ("eligibility", "route") if entry[name]]
    description = ". ".join([*ways, entry["how_to_join"]]).strip(". ")
    return _stated(
        {
            "@type": "ProgramMembership",
            "@id": f"{address}#membership",
            "programName": entry["name"],
            "description": description,
            "hostingOrganization": {"@id": address},
        }
    )


def listed(name: str, address: str, slugs: Iterable[str]) -> dict[str, Any]:
    """A list of entries in its order, at its absolute `address`, as an ItemList."""
    items = [
        {"@type": "ListItem", "position": place, "url": entry_address(slug)}
        for place, slug in enumerate(slugs, start=1)
    ]
    return {"@type": "ItemList", "@id": address, "name": name, "itemListElement": items}


def _place(entry: Mapping[str, Any]) -> dict[str, Any]:
    if not entry["host"]:
        return {}
    place: dict[str, Any] = {
        "@type": "Place",
        "address": _stated(
            {"@type": "PostalAddress", "addressCountry": entry["host"], "addressLocality": entry["city"]}
        ),
    }
    if entry["latitude"] is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": entry["latitude"], "longitude": entry["longitude"]}
    return place


def _sibling(address: str, slug: str, other: str) -> str:
    """The address of another entry, beside this one's."""
    return f"{address.removesuffix(f'{slug}/')}{other}/"


def _stated(node: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value not in ("", [], {}, None)}
