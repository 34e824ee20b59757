"""The WSGI entry point: the site as a process that answers requests."""

import os
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.urls import resolve
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copdir.settings")


class Request(WSGIRequest):
    """A request whose Content-Type cannot stop it from being made: before any middleware, that would be a bare 500."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        """Read the header, but leave its charset to ReadableRequestMiddleware, which refuses all but UTF-8."""
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            self.content_type, self.content_params = "", {"charset": "unreadable"}


# Before anything opens a connection. Management commands do without: a migration may take its time.
settings.DATABASES["default"]["OPTIONS"].update(settings.SERVING_DATABASE_OPTIONS)
if "replica" in settings.DATABASES:
    settings.DATABASES["replica"]["OPTIONS"].update(settings.SERVING_REPLICA_OPTIONS)

application = get_wsgi_application()
application.request_class = Request
# All views are read now, before the server forks its workers, and not with the first request of each.
resolve("/")
