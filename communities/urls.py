"""The pages of the catalogue, in every language; what has no language is in `open_urls.py`."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import path, re_path
from django.views.decorators.http import require_safe

from . import (
    call_views,
    collection_views,
    compare_views,
    data_views,
    entry_views,
    insights_views,
    lesson_views,
    precedent_views,
    reply_views,
    session_views,
    views,
)
from .public_pages import public


def page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that is only ever read, and the same for everyone."""
    return public(require_safe(view))


app_name = "communities"
urlpatterns = [
    path("", page(views.home), name="home"),
    path("communities/", page(views.community_list), name="list"),
    path("communities/map/", page(views.community_map), name="map"),
    path("communities/compare/", page(compare_views.compare), name="compare"),
    path("communities/<slug:slug>/", page(entry_views.detail), name="detail"),
    path("communities/<slug:slug>/history/", page(entry_views.history), name="history"),
    path("collections/", page(collection_views.every), name="collections"),
    path("collections/<slug:slug>/", page(collection_views.one), name="collection"),
    path("calls/", page(call_views.every), name="calls"),
    path("calls/<slug:slug>/", page(call_views.one), name="call"),
    path("lessons/", page(lesson_views.every), name="lessons"),
    re_path(r"^lessons/(?P<pk>[0-9]{1,12})/$", page(lesson_views.one), name="lesson"),
    path("sessions/", page(session_views.every), name="sessions"),
    re_path(r"^sessions/(?P<pk>[0-9]{1,12})/$", page(session_views.one), name="session"),
    path("data/", page(data_views.data), name="data"),
    path("data/api/", page(data_views.api_page), name="api-docs"),
    path("data/codebook/", page(data_views.codebook_page), name="codebook"),
    re_path(r"^data/(?P<date>\d{4}-\d{2}-\d{2})/$", page(data_views.release_page), name="release"),
    path("countries/", page(views.country_list), name="countries"),
    path("countries/<slug:iso2>/", page(views.country), name="country"),
    path("insights/", page(insights_views.page), name="insights"),
    path("precedents/", page(precedent_views.page), name="precedents"),
    path("questions/", page(reply_views.every), name="questions"),
    path("questions/<int:number>/", page(reply_views.one), name="question"),
    path("insights/crosswalk/", page(insights_views.vocabularies_beside_each_other), name="crosswalk"),
]
