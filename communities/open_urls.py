"""Addresses without a language: the feed, the files, the cards, the API, and what search engines read."""

from django.urls import path, re_path
from django.views.decorators.http import require_safe

from . import (
    api,
    card_views,
    citation,
    data_views,
    entry_views,
    exports,
    feeds,
    insights_views,
    lesson_api,
    lesson_views,
    session_files,
    session_views,
    sitemaps,
)
from .public_pages import public

app_name = "open"
urlpatterns = [
    path("communities/feed/", feeds.feed, name="feed"),
    re_path(rf"^communities/export\.(?P<extension>{'|'.join(exports.FORMATS)})$", exports.export, name="export"),
    re_path(
        rf"^communities/(?P<slug>[a-z0-9-]+)/cite\.(?P<extension>{'|'.join(citation.FORMATS)})$",
        public(require_safe(entry_views.cite)),
        name="cite",
    ),
    re_path(
        rf"^lessons/(?P<pk>[0-9]{{1,12}})/cite\.(?P<extension>{'|'.join(citation.OF_LESSONS)})$",
        public(require_safe(lesson_views.cite)),
        name="cite-lesson",
    ),
    path("sessions/feed/", session_files.feed, name="sessions-feed"),
    path("sessions/calendar.ics", session_files.calendar, name="sessions-calendar"),
    re_path(
        r"^sessions/(?P<pk>[0-9]{1,12})/session\.ics$",
        public(require_safe(session_views.calendar)),
        name="session-calendar",
    ),
    re_path(r"^communities/(?P<slug>[a-z0-9-]+)/card\.png$", card_views.of_entry, name="card"),
    re_path(r"^communities/(?P<slug>[a-z0-9-]+)/badge\.svg$", card_views.badge_of_entry, name="badge"),
    re_path(r"^insights/(?P<name>[a-z]+)\.csv$", insights_views.file, name="insight"),
    re_path(r"^data/codebook\.(?P<extension>csv|json)$", data_views.codebook_file, name="codebook"),
    re_path(r"^data/(?P<date>[0-9-]{10})/(?P<name>[A-Za-z0-9.-]+)$", data_views.release_file, name="release"),
    path("card.png", card_views.of_site, name="site-card"),
    path("api/", api.Start.as_view(), name="api"),
    path("api/communities/", api.Communities.as_view(), name="api-communities"),
    path("api/communities/<slug:slug>/", api.CommunityAt.as_view(), name="api-community"),
    path("api/lessons/", lesson_api.Lessons.as_view(), name="api-lessons"),
    path("api/vocabularies/", api.Vocabularies.as_view(), name="api-vocabularies"),
    path("api/schema/", api.schema, name="api-schema"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
]
