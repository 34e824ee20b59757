"""The WSGI entry point: the site as a process that answers requests."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copdir.settings")

# Before anything opens a connection. Management commands do without: a migration may take its time.
settings.DATABASES["default"].setdefault("OPTIONS", {}).update(settings.SERVING_DATABASE_OPTIONS)

application = get_wsgi_application()
