"""How the API is described in OpenAPI: the entry's own JSON Schema, and each parameter with the values of today."""

from copy import deepcopy
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from . import countries, filters, index, labels, languages
from .asked import LONGEST_QUERY
from .exports import FORMATS
from .schema import SCHEMA

PAGE_SIZE, LARGEST_PAGE = 25, 100


class EntrySerializer(serializers.Serializer):
    """Stands for an entry in the description of the API; entries are sent as they are stored."""


class EntryInOpenApi(OpenApiSerializerExtension):
    """Puts the entry's own JSON Schema into the description of the API."""

    target_class = "communities.api_schema.EntrySerializer"

    def get_name(self, *_of: Any) -> str:
        return "Entry"

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        # A copy: what comes after replaces enumerations in place, and publishing checks entries against SCHEMA.
        return {key: deepcopy(value) for key, value in SCHEMA.items() if key != "$schema"}


class SelectionSchema(AutoSchema):
    """Describes the parameters of a selection with the values that they have today."""

    def get_override_parameters(self) -> list[Any]:
        return [
            OpenApiParameter("q", {"type": "string", "maxLength": LONGEST_QUERY}, description="Words to find."),
            OpenApiParameter("sort", {"type": "string", "enum": list(filters.SORTS)}),
            OpenApiParameter("page", {"type": "integer", "minimum": 1, "default": 1}),
            OpenApiParameter(
                "page_size", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
            ),
            *(_parameter(name) for name in index.PARAMETERS),
        ]


def _parameter(name: str) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        {"type": "array", "items": {"type": "string", "enum": _values(name)}},
        style="form",
        explode=True,
        description="Any of these values; repeat the parameter for several.",
    )


def _values(name: str) -> list[str]:
    fixed = {
        "country": [code for code, _name in countries.all_countries()],
        "language": list(languages.NAMES),
        "confirmed": [index.YES, index.NO],
        "region": list(labels.REGIONS),
    }
    return fixed[name] if name in fixed else list(index.current().terms[name])


DETAIL = inline_serializer("Reason", {"detail": serializers.CharField()})
REFUSED = OpenApiResponse(DETAIL, "A parameter or one of its values is not known; the reason says which.")
UNKNOWN = OpenApiResponse(DETAIL, "There is nothing here.")

START = inline_serializer(
    "Start",
    {
        **{name: serializers.URLField() for name in ("communities", "vocabularies", "schema", "feed")},
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
