"""Every setting of the site, safe for production by default. Each environment variable is read here, once."""

import os
from datetime import timedelta
from email.utils import formataddr, parseaddr
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from copdir import database_url, local, postgres, refusals, retention


def environment(name: str, default: str = "") -> str:
    """The variable's value; an empty variable counts as an unset one."""
    return os.environ.get(name, "").strip() or default


def required(name: str, when_local: str) -> str:
    """The variable's value, or the local trial's own; a deployment that lacks it is told its name."""
    value = environment(name, when_local if IS_LOCAL else "")
    if not value:
        refused.append(refusals.missing(name))
    return value


def number(name: str, default: str, least: float = 0, most: float = 1e6) -> str:
    """The variable's value, or the default where that is no number; then it is told its name."""
    value = environment(name, default)
    wrong = list(refusals.of_number(name, value, least, most))
    refused.extend(wrong)
    return default if wrong else value


refused: list[str] = []


# What the environment says ------------------------------------------------------------------------

BASE_DIR = local.CHECKOUT
DEBUG = environment("DEBUG", "0") == "1"
PORT = number("PORT", "8000", 1, 65535)
DATABASE_URL = environment("DATABASE_URL")
# Without a database of its own this is somebody trying the site on their machine: secrets are made for them.
IS_LOCAL = DEBUG or not DATABASE_URL

SECRET_KEY = required("SECRET_KEY", when_local=local.secret("secret-key") if IS_LOCAL else "")
SECRET_KEY_FALLBACKS = environment("SECRET_KEY_FALLBACKS").split()
ALLOWED_HOSTS = [
    host.strip()
    for host in required("ALLOWED_HOSTS", when_local="localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]
SITE_URL = environment(
    "SITE_URL", f"http://127.0.0.1:{PORT}" if IS_LOCAL else f"https://{(*ALLOWED_HOSTS, 'none')[0].lstrip('.')}"
).rstrip("/")
EMAIL_URL = environment("EMAIL_URL", f"file:{local.VAR / 'mail'}" if IS_LOCAL else "smtp://localhost:25")
# Where people write who need help with a form; without it they are sent to OPSI's own website.
CONTACT_EMAIL = environment("CONTACT_EMAIL")
# Where the dated releases of the open data lie; every process that serves must see the same folder.
RELEASES_FOLDER = BASE_DIR / environment("RELEASES_FOLDER", "var/releases")
# Where backups are put, and what must be done again after one is brought back; both belong off this machine too.
BACKUPS_FOLDER = BASE_DIR / environment("BACKUPS_FOLDER", "var/backups")
BACKUPS_KEPT = timedelta(days=35)
DONE_SINCE_FILE = BASE_DIR / environment("DONE_SINCE_FILE", "var/done-since.jsonl")
# Whose X-Forwarded-* headers are believed: addresses and networks, or the number of proxies in front.
TRUSTED_PROXIES = environment("TRUSTED_PROXIES").replace(",", " ").split()
# Who may read /metrics, as long as no proxy stands between: addresses and networks.
METRICS_FROM = environment("METRICS_FROM", "127.0.0.0/8 ::1").replace(",", " ").split()
# “json”: one object a line, and a line for each request. “line”: for people, and without those.
LOG_FORMAT = environment("LOG_FORMAT", "line" if IS_LOCAL else "json")
# Every limit is multiplied by this; 0 turns them off.
RATE_LIMITS = float(number("RATE_LIMITS", "1"))
STAFF_SECOND_FACTOR = environment("STAFF_SECOND_FACTOR", "1") != "0"
# How long each kind of personal data is kept, by name.
KEPT = retention.read(environment("RETENTION"))
# Staff may sign in through their organisation (OpenID Connect): its address, what it knows this site by, what it is
# called on the button, and whether a second step there counts as one here.
OIDC_URL = environment("OIDC_URL").rstrip("/")
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = environment("OIDC_CLIENT_ID"), environment("OIDC_CLIENT_SECRET")
OIDC_NAME = environment("OIDC_NAME", "OECD")
OIDC_BRINGS_SECOND_FACTOR = environment("OIDC_BRINGS_SECOND_FACTOR", "0") == "1"
# What runs, as `/readyz` says it: the commit, set by whoever deploys.
COMMIT = environment("COMMIT")

IS_HTTPS = SITE_URL.startswith("https://")

if OIDC_URL and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    refused.append("OIDC_URL is set, so OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set too.")
if LOG_FORMAT not in ("json", "line"):
    refused.append(f"LOG_FORMAT={LOG_FORMAT} is neither “json” nor “line”.")
refused += refusals.of_proxies(TRUSTED_PROXIES)
refused += refusals.of_networks("METRICS_FROM", METRICS_FROM)
refused += refusals.of_servers(DATABASE_URL, EMAIL_URL)
if ALLOWED_HOSTS:
    refused += refusals.of_hosts(ALLOWED_HOSTS, SITE_URL)
if refusals.is_public([refusals.host_of(SITE_URL), *ALLOWED_HOSTS]):
    refused += refusals.of_public_site(debug=DEBUG, site_url=SITE_URL, key=SECRET_KEY, old_keys=SECRET_KEY_FALLBACKS)
if IS_HTTPS:
    refused += refusals.of_https_site(limits=str(RATE_LIMITS), second_factor=STAFF_SECOND_FACTOR, mail=EMAIL_URL)
refusals.refuse(refused)

# Applications and requests ------------------------------------------------------------------------

INSTALLED_APPS = [
    "communities",
    "submissions",
    "copdir",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "copdir.static.UsedStaticFilesConfig",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_countries",
    "django_filters",
    "drf_spectacular",
    "post_office",
    "rest_framework",
]

MIDDLEWARE = [
    "copdir.middleware.NoBodyForHeadMiddleware",
    "copdir.middleware.ForwardedMiddleware",
    "copdir.observing.ObservedMiddleware",
    "copdir.middleware.LanguageFromAddressMiddleware",
    "copdir.middleware.PolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "copdir.middleware.ReadableRequestMiddleware",
    # What is public is answered here, for everyone alike; all below is for forms, for staff and for the first reader.
    "communities.public_pages.PublicPagesMiddleware",
    # Before whatever writes: pages of staff write their session.
    "copdir.middleware.ReadOnlyMiddleware",
    "copdir.crowding.PagesMadeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "copdir.sessions.StaffSessionMiddleware",
    "copdir.middleware.StaffSecondFactorMiddleware",
    # Last, so that it sees the answer of the sign-in itself.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "copdir.urls"
WSGI_APPLICATION = "copdir.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Rendered public pages are kept in each process's memory, up to so many bytes; 0 keeps none.
PAGE_STORE_BYTES = 64 * 1024 * 1024
# What counts as one visitor's network, here as for the limits of the forms.
NETWORK_OF = "submissions.limits.network_of"
# How many pages that are not kept a network may have made in five minutes, here by this one of the machine's processes.
PAGES_MADE_FOR_NETWORK = max(1, round(300 * RATE_LIMITS / int(environment("WEB_CONCURRENCY", "1"))))

# A questionnaire's longest answers fit many times over; anything larger is refused with 413.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# Only staff's imports take files. What is larger than they read is dropped as it comes in, and refused in words.
FILE_UPLOAD_HANDLERS = [
    "submissions.importing.receiving.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Database -----------------------------------------------------------------------------------------

DATABASES = {"default": database_url.read("DATABASE_URL", DATABASE_URL or postgres.of_checkout().url)}
# Public pages are read from a replica, where there is one and it has all that was published (communities/replica.py).
if DATABASE_REPLICA_URL := environment("DATABASE_REPLICA_URL"):
    DATABASES["replica"] = database_url.read("DATABASE_REPLICA_URL", DATABASE_REPLICA_URL)
    DATABASE_ROUTERS = ["communities.replica.Router"]
# What a process that answers requests adds (wsgi.py): a pool, and limits that a migration must not have.
SERVING_DATABASE_OPTIONS = {
    "pool": {"min_size": 1, "max_size": 8, "timeout": 3, "reconnect_timeout": 2},
    "options": (
        "-c jit=off -c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s"
        " -c application_name=copdir"
    ),
}
# A replica that is away must not hold readers up; and nothing is written through this address, wherever it leads.
SERVING_REPLICA_OPTIONS = {
    "pool": {"min_size": 1, "max_size": 8, "timeout": 1, "reconnect_timeout": 2},
    "options": f"{SERVING_DATABASE_OPTIONS['options']} -c statement_timeout=3s -c default_transaction_read_only=on",
}

# Counts of tries at a second factor, codes that were used, and the like: the same in every process, or a limit would be
# as many times as high as there are processes, and a code good once in each.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "copdir_cache",
        "KEY_FUNCTION": "copdir.cache.keyed",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# Language and time --------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["copdir.formats"]  # British dates for "en"
USE_TZ = True
TIME_ZONE = "UTC"

# Static files -------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "copdir.static.SmallStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# Transport, cookies and what a page may load ------------------------------------------------------

SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # asked by the machine beside it, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = IS_HTTPS
# Staff stay signed in for so many seconds, and for so long after their last page.
SESSION_COOKIE_AGE = 12 * 60 * 60
STAFF_IDLE_TIME = timedelta(minutes=30)
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "copdir.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Staff --------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "copdir.accounts.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # the sender's name says who writes
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before an address or a connection changes, by which one could come in
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa"}  # by no letter: a mailbox is what the change may be about
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
SOCIALACCOUNT_ADAPTER = "copdir.accounts.ClosedSocialAccountAdapter"
# Nobody signs up by it: see the adapter. A plain link leads there, as a form may lead to no other site.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}
MFA_ADAPTER = "copdir.accounts.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS  # browsers allow it at “localhost”
MFA_TOTP_ISSUER = "Communities of practice"
# Ten wrong passwords close an account's door for a quarter of an hour, fifty within an hour that of a network.
AXES_HANDLER = "copdir.lockout.NetworkToo"
AXES_ENABLE_ACCESS_FAILURE_LOG = True
STAFF_FAILURES_OF_NETWORK = max(1, round(50 * (RATE_LIMITS or 1)))
AXES_ENABLED = RATE_LIMITS > 0
AXES_FAILURE_LIMIT = max(1, round(10 * (RATE_LIMITS or 1)))
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_LOCKOUT_CALLABLE = "copdir.views.locked_out"
# "Lock addresses as well": our handler does, later, because a ministry's hundred desks share one address.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]  # ForwardedMiddleware has put the client there
if not RATE_LIMITS:
    ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False

# Letters ------------------------------------------------------------------------------------------

_letters = urlsplit(EMAIL_URL)
_letters_options = dict(parse_qsl(_letters.query))
_domain = urlsplit(SITE_URL).hostname or "localhost"
if "." not in _domain or not _domain[-1].isalpha():  # a machine's own name or number stands in no address
    _domain = "localhost"
_sender = parseaddr(_letters_options.get("from") or f"copdir@{_domain}")
DEFAULT_FROM_EMAIL = formataddr((_sender[0] or "OPSI Communities of practice", _sender[1]))
SERVER_EMAIL = _sender[1]
EMAIL_BACKEND = "post_office.EmailBackend"
EMAIL_TIMEOUT = 10
if _letters.scheme == "file":
    MAIL_FOLDER = str(BASE_DIR / unquote(_letters.netloc + _letters.path))
    _transport = "copdir.mailbox.FolderBackend"
else:
    MAIL_FOLDER = ""
    _transport = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _letters.hostname or "localhost"
    EMAIL_PORT = _letters.port or (465 if _letters.scheme == "smtps" else 25)
    EMAIL_HOST_USER = unquote(_letters.username or "")
    EMAIL_HOST_PASSWORD = unquote(_letters.password or "")
    EMAIL_USE_SSL = _letters.scheme == "smtps"
    EMAIL_USE_TLS = _letters_options.get("tls") == "1"
# Letters hold keys to submissions: a page shows them only where somebody tries the site on their own machine.
SHOWS_LETTERS = bool(MAIL_FOLDER) and not IS_HTTPS
POST_OFFICE = {
    "BACKENDS": {"default": _transport},
    "DEFAULT_PRIORITY": "medium",  # queued, never sent inside a request
    "MAX_RETRIES": 1_000,  # an hour, or a night, without a mail server loses nothing
    "RETRY_INTERVAL": timedelta(minutes=1),
    "THREADS_PER_PROCESS": 1,
    "LOG_LEVEL": 1,  # a row for each failure, none for each success
    "MESSAGE_ID_ENABLED": True,
    "MESSAGE_ID_FQDN": _domain,
}
# After how long a letter that should have left counts as late; `/readyz` says so.
LETTERS_LATE_AFTER = timedelta(minutes=5)
# How long a moderator may take back a decision; its letter waits that long.
UNDO_TIME = timedelta(minutes=10)
# Whether `check_websites` may ask the websites of communities if they are there. Off: it makes requests to others.
CHECK_WEBSITES = environment("CHECK_WEBSITES", "0") == "1"
# How soon OPSI means to decide. Said beside how long it did take.
DECISION_TARGET = timedelta(days=14)
# How long senders have for what they are asked; twice as long from the day on which they ask for more. Nothing ends by
# itself.
SENDERS_ANSWER_WITHIN = timedelta(days=28)
# How long what was begun and not sent waits for its sender: a draft after the last letter or edit, what was sent and
# not confirmed after the last letter. Each is reminded of once.
DRAFT_LIFE, DRAFT_REMINDED_AFTER = KEPT["draft"], timedelta(days=7)
UNCONFIRMED_LIFE, UNCONFIRMED_REMINDED_AFTER = KEPT["unconfirmed"], timedelta(days=6)
# “Has anyone tried …?”: how many conveners get a question (five is what the database allows), how often each is asked
# in a quarter of a year, how long they have, and when they are reminded.
MOST_ASKED = 5
RELAYS_A_QUARTER = 2
TIME_TO_ANSWER = timedelta(days=21)
REMINDED_AFTER = timedelta(days=10)
# How many wishes to be introduced are passed on to one steward in a quarter of a year.
INTRODUCTIONS_A_QUARTER = 3
# After how long without a sign of life a convener is asked whether the entry is right: usually, where the community is
# young or small, and where it is both. Then letters on these days, and no more; and what follows where nobody answers:
# the mark “not confirmed since” with a lower rank, and at last dormant. All of it can be undone by one click.
ASKED_AGAIN_AFTER = (timedelta(days=365), timedelta(days=274), timedelta(days=182))
LETTERS_ON_DAYS = (0, 14, 35)
QUIET_AFTER, DORMANT_AFTER = timedelta(days=56), timedelta(days=182)
# How many letters one run of `ask_again` writes; the mail loop runs it every hour.
ASKED_IN_A_RUN = 50
# Invitations to conveners of entries from public sources: how many at once, when the one reminder follows, and for how
# long the address is kept.
INVITED_AT_ONCE, INVITATION_REMINDED_AFTER, INVITATION_LIFE = 50, timedelta(days=14), KEPT["invitation"]
# How long a file that staff import, and what became of its rows, is kept; the file itself goes once it is in the queue.
IMPORT_LIFE = KEPT["import"]

# The open interface -------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,  # "format" is a parameter like any other that is not known
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Communities of practice and networks for innovation and foresight",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": [],  # the entry's own schema is complete as it is
    "SERVE_INCLUDE_SCHEMA": False,
    "SORT_OPERATION_PARAMETERS": False,
    "SERVE_PUBLIC": True,
}

# Logs on stderr, without tokens, and numbers ------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "copdir.logs.LineWithoutTokens",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"()": "copdir.logs.JsonLine"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Both bring handlers of their own, which would write the same line without the filter.
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "gunicorn.error": {"handlers": ["stderr"], "propagate": False},  # its level is what its command line says
        # Its warnings name who was locked out.
        "axes": {"level": "ERROR"},
        "copdir.access": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        "post_office": {"level": "WARNING"},
    },
}
# What /metrics has to say from the database.
METRICS = ["copdir.outgoing.numbers", "submissions.gauges.numbers", "communities.gauges.numbers"]
