"""Django's settings of the recruitment office. What a lab chooses comes from the environment."""

from __future__ import annotations

import os
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from recruitment import private_keys
from recruitment.environment import (
    data_folder,
    database,
    env_address,
    env_begins,
    env_bic,
    env_bool,
    env_choice,
    env_currency,
    env_hosts,
    env_iban,
    env_int,
    env_proxy,
    env_sender,
    env_time_zone,
    env_url,
    host_of,
    own_names,
)
from recruitment.money.bank_signs import name_for_banks

# The versions of the file of transfers that sepaxml knows.
SEPA_SCHEMAS = ("pain.001.001.03", "pain.001.001.09", "pain.001.001.10", "pain.001.001.11")

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_FOLDER = data_folder("OFFICE_DATA_FOLDER", default=BASE_DIR)

DEBUG = env_bool("OFFICE_DEBUG", default=False)
private_keys.draw_all(DATA_FOLDER)
SECRET_KEY = private_keys.secret_key(DATA_FOLDER)

# The address people type, for links in e-mails: never taken from a request, which anybody can forge.
OFFICE_URL = env_url("OFFICE_URL", default=f"http://localhost:{os.environ.get('OFFICE_PORT', '8001')}")
OFFICE_NAME = os.environ.get("OFFICE_NAME", "Behavioural Laboratory")
IS_HTTPS = OFFICE_URL.startswith("https://")
# Whose word is taken for who asks, and whether by https (running.py).
OFFICE_PROXY = env_proxy("OFFICE_PROXY", default="127.0.0.1")
ALLOWED_HOSTS = [host_of(OFFICE_URL), *own_names(), *env_hosts("OFFICE_HOSTS")]
CSRF_TRUSTED_ORIGINS = [OFFICE_URL]
CSRF_FAILURE_VIEW = "recruitment.web.mistake_pages.form_without_proof"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Before two_factor, whose templates it replaces.
    "recruitment",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "two_factor",
    "auditlog",
    "djmoney",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "anymail",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "recruitment.static_files.static_files",
    "recruitment.web.content_security.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "recruitment.nul_bytes.refuse_unreadable",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "recruitment.web.mistake_pages.page_for_wrong_method",
    # Last: it answers anyone who has guessed too often.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "recruitment.urls"
WSGI_APPLICATION = "recruitment.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        # Of a single channel.
        "DIRS": sorted(Path(__file__).parent.glob("channels/*/templates")),
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "recruitment.web.page_context.office",
            ],
        },
    },
]

DATABASES = {"default": database(DATA_FOLDER)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "recruitment.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first, so that a locked out computer is told nothing of passwords
    "django.contrib.auth.backends.ModelBackend",
    "sesame.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "two_factor:login"
LOGIN_REDIRECT_URL = "staff_home"
LOGOUT_REDIRECT_URL = "home"

# Passwords of staff: ten wrong ones for a name lock that name for the computer that typed them, for half an hour.
# Everywhere else the name stays open, so nobody can lock out a colleague.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "recruitment.web.throttle.computer_of"
AXES_LOCKOUT_CALLABLE = "recruitment.staff.locked_out_page.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # the office keeps no list of log-ins
AXES_ENABLE_ADMIN = False
# The form calls it so; axes records what was typed, but for this.
AXES_SENSITIVE_PARAMETERS = ["auth-password", "token-otp_token", "backup-otp_token", "csrfmiddlewaretoken"]

# Links that log a person in: short-lived, and spent by the first log-in.
SESAME_MAX_AGE = 30 * 60  # seconds
SESAME_ONE_TIME = True

SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds: a day in the laboratory
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
# The session server on another port of the same computer must not read or overwrite them.
SESSION_COOKIE_NAME = "office_session"
CSRF_COOKIE_NAME = "office_csrf"
SECURE_REFERRER_POLICY = "same-origin"
# Browsers come back by https for a year, as they do to the session server.
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS else 0

STATIC_URL = "static/"
# Files are served from where they lie; there is nothing to collect.
SERVESTATIC_USE_FINDERS = True

LANGUAGES = [("en", _("English")), ("de", _("German"))]
LANGUAGE_CODE = env_choice("OFFICE_LANGUAGE", [code for code, _name in LANGUAGES], default="en")
LOCALE_PATHS = [BASE_DIR / "recruitment" / "locale"]
FORMAT_MODULE_PATH = "recruitment.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env_time_zone("OFFICE_TIME_ZONE", default="Europe/Berlin")

OFFICE_CURRENCY = env_currency("OFFICE_CURRENCY", default="EUR")
DEFAULT_CURRENCY = OFFICE_CURRENCY
CURRENCIES = sorted({OFFICE_CURRENCY, "EUR", "CHF", "GBP", "USD"})

# So often within an hour one network address may register, log in, arrive, or move to another mail address, each
# counted apart. A university may have one address for everybody.
OFFICE_TRIES_AN_HOUR = env_int("OFFICE_TRIES_AN_HOUR", default=1000, lowest=1)

# Nobody is invited more often than this in thirty days, whoever asks; 0 sets no limit.
OFFICE_INVITATIONS_A_MONTH = env_int("OFFICE_INVITATIONS_A_MONTH", default=8)

# What tax law wants of payments is kept this long after an erasure, apart from everything else.
OFFICE_ACCOUNTS_YEARS = env_int("OFFICE_ACCOUNTS_YEARS", default=10, highest=100)

# Of whom nothing was heard for so many years is told, and erased a month later.
OFFICE_RETENTION_YEARS = env_int("OFFICE_RETENTION_YEARS", default=3, lowest=1, highest=100)
# So long it can be asked who has read or changed a person's data.
OFFICE_LOG_YEARS = env_int("OFFICE_LOG_YEARS", default=3, lowest=1, highest=100)

# The account that pays by bank transfer, and the format of the file that its bank takes.
OFFICE_BANK_NAME = os.environ.get("OFFICE_BANK_NAME", "")
OFFICE_BANK_IBAN = env_iban("OFFICE_BANK_IBAN")
OFFICE_BANK_BIC = env_bic("OFFICE_BANK_BIC")
if OFFICE_BANK_IBAN and not name_for_banks(OFFICE_BANK_NAME):
    raise ImproperlyConfigured(
        f"OFFICE_BANK_NAME must name the holder of OFFICE_BANK_IBAN in Latin letters, not {OFFICE_BANK_NAME!r}."
    )
OFFICE_SEPA_SCHEMA = env_choice("OFFICE_SEPA_SCHEMA", SEPA_SCHEMAS, default="pain.001.001.09")
# Ways of paying that need people's bank details; without them nobody is asked for any.
OFFICE_ASKS_FOR_IBAN = bool(OFFICE_BANK_IBAN)
OFFICE_ASKS_FOR_PAYPAL = env_bool("OFFICE_ASKS_FOR_PAYPAL", default=False)

# Channels are called with keys that stay in the environment; without one, nothing can be called.
PROLIFIC_URL = env_url("OFFICE_PROLIFIC_URL", default="https://api.prolific.com/api/v1", path=True)
PROLIFIC_TOKEN = os.environ.get("OFFICE_PROLIFIC_TOKEN", "")
CHANNEL_TIMEOUT_S = (5, 30)  # to connect, to answer
# So long before a session its people are reminded: two days leave time to cancel and for others to move up.
OFFICE_REMINDER_HOURS = env_int("OFFICE_REMINDER_HOURS", default=48, lowest=1)

EMAIL_BACKEND = os.environ.get("OFFICE_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = os.environ.get("OFFICE_EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("OFFICE_EMAIL_PORT", default=25, lowest=1)
EMAIL_HOST_USER = os.environ.get("OFFICE_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("OFFICE_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env_bool("OFFICE_EMAIL_TLS", default=False)
EMAIL_TIMEOUT = 30  # seconds; well below the time after which an e-mail counts as in doubt
DEFAULT_FROM_EMAIL = env_sender("OFFICE_EMAIL_FROM", default="office@example.org")
# Keys of the provider, as django-anymail names them: OFFICE_ANYMAIL_POSTMARK_SERVER_TOKEN and so on.
# The secret with which it tells of bounces always exists, so nobody tells of any without it.
ANYMAIL = {
    **env_begins("OFFICE_ANYMAIL_"),
    "WEBHOOK_SECRET": f"office:{private_keys.webhook_secret(DATA_FOLDER)}",
}
# Whom people write to when the pages do not help.
OFFICE_CONTACT = env_address("OFFICE_CONTACT", default=parseaddr(DEFAULT_FROM_EMAIL)[1])

# In memory, for counting tries: many names must not push a counter out before its hour is over.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Django prints nothing of a mistake unless it is told to.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_keys": {"()": "recruitment.logs.WithoutKeys"}},
    "formatters": {"one_line": {"()": "recruitment.logs.OneLine"}},
    "handlers": {
        "printed": {"class": "logging.StreamHandler", "filters": ["without_keys"], "formatter": "one_line"},
    },
    "root": {"handlers": ["printed"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # scanners ask without a name
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Values of personal columns never enter the log of changes: they would survive an erasure there.
AUDITLOG_MASK_CALLABLE = "recruitment.data_rights.access_log.withheld"
AUDITLOG_DISABLE_REMOTE_ADDR = True
AUDITLOG_CHANGE_DISPLAY_TRUNCATE_LENGTH = 60  # on the page; the log keeps the whole value

FORM_RENDERER = "recruitment.web.form_rendering.OfficeForms"
DJANGO_TABLES2_TEMPLATE = "recruitment/table.html"
