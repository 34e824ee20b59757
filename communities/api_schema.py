"""How the API is described in OpenAPI: the entry's own JSON Schema, and each parameter with the values of today."""

from copy import deepcopy
from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from . import countries, filters, index, labels, languages
from .asked import LONGEST_QUERY
from .exports import FORMATS
from .meanings import MEANINGS
from .schema import SCHEMA

PAGE_SIZE, LARGEST_PAGE = 25, 100
NOTHING = ""  # an empty value, as forms send it, asks for nothing
LAST_PAGE = 10**12 - 1  # longer numbers are not read
WORDS = OpenApiParameter(
    "q",
    {"type": "string", "maxLength": LONGEST_QUERY, "pattern": r"^[^\u0000]*$"},
    description="Words to find.",
)
PAGING = (
    OpenApiParameter(
        "page",
        {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
        description="The page, from 1 on.",
    ),
    OpenApiParameter(
        "page_size",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
        description="How many there are on a page.",
    ),
)


class EntrySerializer(serializers.Serializer):
    """Stands for an entry in the description of the API; entries are sent as they are stored."""


class EntryInOpenApi(OpenApiSerializerExtension):
    """Puts the entry's own JSON Schema into the description of the API."""

    target_class = "communities.api_schema.EntrySerializer"

    def get_name(self, *_of: Any) -> str:
        return "Entry"

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        # A copy: what comes after replaces enumerations in place, and publishing checks entries against SCHEMA.
        described = {key: deepcopy(value) for key, value in SCHEMA.items() if key != "$schema"}
        for name, document in described["properties"].items():
            document["description"] = str(MEANINGS[name])
        return described


class SelectionSchema(AutoSchema):
    """Describes the parameters of a selection with the values that they have today."""

    def get_override_parameters(self) -> list[Any]:
        today = index.current()
        return [
            WORDS,
            OpenApiParameter(
                "sort",
                {"type": "string", "enum": [*filters.SORTS, NOTHING]},
                description="The order; relevance where q is given.",
            ),
            *PAGING,
            *(_parameter(name, today) for name in index.PARAMETERS),
        ]


# Of the parameters that are no fields themselves.
_ABOUT = {
    "country": MEANINGS["countries"],
    "language": MEANINGS["languages"],
    "confirmed": gettext_lazy("Whether its convener has confirmed the entry."),
    "dormant": gettext_lazy(
        "Whether its convener was asked if the entry is right, and has not answered for half a year. This is worked "
        "out each day (UTC), and says neither that the community is paused nor that it has ended."
    ),
    "collection": gettext_lazy("A collection of OPSI’s staff, by the end of its address."),
    "call": gettext_lazy("The call for entries by which it came in, by the end of its address."),
}


def _parameter(name: str, today: index.Index) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        {"type": "array", "items": {"type": "string", "enum": [*_values(name, today), NOTHING]}},
        style="form",
        explode=True,
        description=str(_ABOUT.get(name) or MEANINGS[name]),
    )


def _values(name: str, today: index.Index) -> list[str]:
    fixed = {
        "country": [code for code, _name in countries.all_countries()],
        "language": list(languages.NAMES),
        "confirmed": [index.YES, index.NO],
        "dormant": [index.YES, index.NO],
        "region": list(labels.REGIONS),
        "collection": list(today.collections),
        "call": list(today.calls),
    }
    return fixed[name] if name in fixed else list(today.terms[name])


DETAIL = inline_serializer("Reason", {"detail": serializers.CharField()})
REFUSED = OpenApiResponse(DETAIL, "A parameter or one of its values is not known; the reason says which.")
UNKNOWN = OpenApiResponse(DETAIL, "There is nothing here.")

START = inline_serializer(
    "Start",
    {
        **{
            name: serializers.URLField()
            for name in ("communities", "lessons", "vocabularies", "schema", "documentation", "codebook", "feed")
        },
        "exports": inline_serializer("Exports", {extension: serializers.URLField() for extension in FORMATS}),
    },
)
PAGE = inline_serializer(
    "Page",
    {
        "count": serializers.IntegerField(),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": EntrySerializer(many=True),
        "notice": serializers.CharField(required=False),
    },
)
