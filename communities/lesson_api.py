"""Lessons in the API: the selection of the lessons' page, in its order, as JSON."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from . import facets, index, lesson_shelf
from .api import OpenView, address_of, whole_number
from .api_schema import LARGEST_PAGE, NOTHING, PAGE_SIZE, PAGING, REFUSED, UNKNOWN, WORDS
from .lesson_filters import FROM_ITS_PAGE, LISTED, TITLES, LessonFilter
from .lesson_models import Again, Effort
from .lesson_records import record
from .models import Role


class LessonSchema(AutoSchema):
    """Describes the parameters with the values that they have today."""

    def get_override_parameters(self) -> list[Any]:
        terms = index.current().terms
        values = {name: list(LISTED[name].values) if name in LISTED else list(terms.get(name, ())) for name in TITLES}
        values[FROM_ITS_PAGE] = sorted({told.community.slug for told in lesson_shelf.everything()})
        return [
            WORDS,
            *PAGING,
            *(
                OpenApiParameter(
                    name,
                    {"type": "array", "items": {"type": "string", "enum": [*values[name], NOTHING]}},
                    style="form",
                    explode=True,
                    description=str(title),
                )
                for name, title in TITLES.items()
            ),
        ]


LESSON = inline_serializer(
    "Lesson",
    {
        "number": serializers.IntegerField(),
        "url": serializers.URLField(),
        "community": serializers.SlugField(),
        "did": serializers.CharField(),
        "happened": serializers.CharField(),
        "again": serializers.ChoiceField(Again.values),
        "maturity": serializers.SlugField(),
        "ingredient": serializers.SlugField(allow_null=True),
        "purpose": serializers.ListField(child=serializers.SlugField()),
        "effort": serializers.ChoiceField(Effort.values, allow_null=True),
        "written_in": serializers.CharField(),
        "told_by": serializers.ChoiceField(Role.values),
        "published": serializers.DateField(),
    },
)
PAGE = inline_serializer(
    "LessonPage",
    {
        "count": serializers.IntegerField(),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": serializers.ListField(child=LESSON),
    },
)


class Lessons(OpenView):
    """What communities did, what happened, and whether they would do it again, a page at a time."""

    schema = LessonSchema()

    @extend_schema(operation_id="lessons", responses={200: PAGE, 400: REFUSED, 404: UNKNOWN})
    def get(self, request: Request) -> Response:
        chosen = LessonFilter(request._request.GET, lesson_shelf.everything(), index.current())
        refusals = chosen.refusals(also=["page", "page_size"])
        page = whole_number(request, "page", 1, None, refusals)
        size = whole_number(request, "page_size", PAGE_SIZE, LARGEST_PAGE, refusals)
        if refusals:
            return Response({"detail": " ".join(refusals)}, status=400)
        count = len(chosen.found)
        if page > 1 and (page - 1) * size >= count:
            return Response({"detail": f"page: there is no page {page} of so many lessons."}, status=404)

        def url(number: int) -> str:
            parameters = {"page": number if number > 1 else None, "page_size": size if size != PAGE_SIZE else None}
            return facets.address(address_of("api-lessons"), chosen.query(**parameters))

        return Response(
            {
                "count": count,
                "next": url(page + 1) if page * size < count else None,
                "previous": url(page - 1) if page > 1 else None,
                "results": [record(told) for told in chosen.found[(page - 1) * size : page * size]],
            }
        )
