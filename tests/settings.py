"""The site's settings for test runs: production's, but for the few lines below that say why not."""

import os

from copdir import postgres

os.environ.setdefault("DATABASE_URL", postgres.of_tests().url)
os.environ.setdefault("SECRET_KEY", "only for tests")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ.setdefault("EMAIL_URL", "file:var/test-mail")
os.environ.setdefault("RATE_LIMITS", "0")
os.environ.setdefault("LOG_FORMAT", "line")
os.environ.setdefault("RELEASES_FOLDER", "var/test-releases")
os.environ.setdefault("DONE_SINCE_FILE", "var/test-done-since.jsonl")

from copdir.settings import *  # noqa: F403 - a settings module is a list of names

# Hashing a password well takes a tenth of a second.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Pages drawn in the test's own process do without a collectstatic; the real gunicorn of the journeys has one.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
# WhiteNoise would look through all of STATIC_ROOT for each test's client: it looks for a file once that is asked for.
WHITENOISE_AUTOREFRESH = True
