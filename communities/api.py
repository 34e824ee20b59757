"""The read-only API: the same selections and the same entries as the list, as JSON."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from . import entry as entries
from . import facets, filters, index, open_data, replaced, vocabularies
from .addresses import Gone, Moved, Unknown, community_at
from .api_schema import (
    DETAIL,
    LARGEST_PAGE,
    PAGE,
    PAGE_SIZE,
    REFUSED,
    START,
    UNKNOWN,
    EntrySerializer,
    SelectionSchema,
)
from .exports import FORMATS
from .meanings import MEANINGS
from .models import Term
from .public_pages import mark_public, read


class OneForm(BaseContentNegotiation):
    """There is one form, so whoever asks for another gets this one: an address says the same to everybody."""

    def select_renderer(self, request: Request, renderers: list[BaseRenderer], *_more: Any) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class OpenView(APIView):
    """Answers GET requests of anybody, from any site."""

    content_negotiation_class = OneForm
    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return read(request, partial(super().dispatch, request, *args, **kwargs))

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(*args, **kwargs)
        for name, value in open_data.FOR_EVERY_SITE.items():
            response.headers[name] = value
        mark_public(response)
        return response

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(status=204, headers=open_data.MAY_BE_ASKED)


class Start(OpenView):
    """Where everything is."""

    @extend_schema(
        operation_id="start",
        responses=START,
    )
    def get(self, request: Request) -> Response:
        return Response(
            {
                "communities": address_of("api-communities"),
                "lessons": address_of("api-lessons"),
                "vocabularies": address_of("api-vocabularies"),
                "schema": address_of("api-schema"),
                "documentation": f"{settings.SITE_URL}{reverse('communities:api-docs')}",
                "codebook": address_of("codebook", "json"),
                "feed": address_of("feed"),
                "exports": {extension: address_of("export", extension) for extension in FORMATS},
            }
        )


class Communities(OpenView):
    """The entries of a selection, in the list's order, a page at a time."""

    schema = SelectionSchema()

    @extend_schema(
        operation_id="communities",
        responses={
            200: PAGE,
            400: REFUSED,
            404: UNKNOWN,
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        catalogue = index.current()
        chosen, refusals = open_data.selection(request._request, catalogue, also=["page", "page_size"])
        page = whole_number(request, "page", 1, None, refusals)
        size = whole_number(request, "page_size", PAGE_SIZE, LARGEST_PAGE, refusals)
        if refusals:
            return Response({"detail": " ".join(refusals)}, status=400)
        count = len(chosen.ids)
        if page > 1 and (page - 1) * size >= count:
            return Response({"detail": f"page: there is no page {page} of so many communities."}, status=404)
        return _page(chosen, page, size)


class CommunityAt(OpenView):
    """One entry, by its address. An old address leads to the present one."""

    @extend_schema(
        operation_id="community",
        parameters=[
            OpenApiParameter(
                "slug",
                {"type": "string", "pattern": "^[a-z0-9-]+$"},
                OpenApiParameter.PATH,
                description=str(MEANINGS["slug"]),
            )
        ],
        responses={
            200: EntrySerializer,
            301: OpenApiResponse(description="The community has another address now."),
            400: OpenApiResponse(DETAIL, "The address cannot be read."),
            404: UNKNOWN,
            410: OpenApiResponse(DETAIL, "The community was taken out of the catalogue."),
        },
    )
    def get(self, request: Request, slug: str) -> Response:
        try:
            community = community_at(slug)
        except Moved as moved:
            there = address_of("api-community", moved.slug)
            return Response({"detail": there}, status=301, headers={"Location": there})
        except Gone as gone:
            return Response({"detail": f"Taken out of the catalogue on {gone.at.date()}."}, status=410)
        except Unknown:
            return Response({"detail": "There is no community at this address."}, status=404)
        return Response(entries.upgrade(community.entry))


class Vocabularies(OpenView):
    """The controlled vocabularies, with every term that an entry may have."""

    @extend_schema(
        operation_id="vocabularies", responses={200: {"type": "object", "additionalProperties": {"type": "object"}}}
    )
    def get(self, request: Request) -> Response:
        terms = index.current().terms
        return Response({name: _vocabulary(known, terms[name]) for name, known in vocabularies.read().items()})


schema = open_data.for_every_site(
    SpectacularJSONAPIView.as_view(renderer_classes=[OpenApiJsonRenderer], content_negotiation_class=OneForm)
)


def address_of(name: str, *args: str) -> str:
    """The absolute address of something without a language."""
    return f"{settings.SITE_URL}{reverse(f'open:{name}', args=args)}"


def whole_number(request: Request, name: str, default: int, most: int | None, refusals: list[str]) -> int:
    """A whole number from 1 on that a parameter gives; anything else adds its refusal."""
    text = request.query_params.get(name)
    if text is None:
        return default
    number = facets.whole_number(text)
    if number is None or number < 1 or (most and number > most):
        bounds = f"from 1 to {most}" if most else "from 1 on"
        refusals.append(f"{name}: “{filters.shortened(text)}” is not a whole number {bounds}.")
        return default
    return number


def _page(chosen: filters.CommunityFilter, page: int, size: int) -> Response:
    def url(number: int) -> str:
        parameters = {"page": number if number > 1 else None, "page_size": size if size != PAGE_SIZE else None}
        return facets.address(address_of("api-communities"), chosen.query(**parameters))

    shown = chosen.part(slice((page - 1) * size, page * size)).values_list("entry", flat=True)
    document = {
        "count": len(chosen.ids),
        "next": url(page + 1) if page * size < len(chosen.ids) else None,
        "previous": url(page - 1) if page > 1 else None,
        "results": [entries.upgrade(entry) for entry in shown],
    }
    if chosen.near:
        document["notice"] = filters.near_notice(chosen.words)
    return Response(document)


def _vocabulary(known: vocabularies.Vocabulary, terms: Mapping[str, Term]) -> dict[str, Any]:
    now = replaced.of({known.name: terms}).get(known.name, {})
    return {
        "title": known.title,
        "question": known.question,
        "choose": "many" if known.many else "one",
        "most": known.most,
        "source": known.source,
        "terms": [
            {
                "slug": term.slug,
                "label": term.label,
                "label_fr": term.label_fr,
                "definition": term.definition,
                "definition_fr": term.definition_fr,
                "active": term.active,
                "replaced_by": now.get(term.slug),
            }
            for term in terms.values()
        ],
    }
