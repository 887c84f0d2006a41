"""Settings, read from the environment. ``.env.example`` lists every variable with its meaning.

Production refuses to start without its secrets and says which are missing.
"""

import os
from pathlib import Path

from config import environment as env

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"

ENVIRONMENT = env.choice("ENVIRONMENT", ("development", "test", "production"), default="development")
PRODUCTION = ENVIRONMENT == "production"
TESTING = ENVIRONMENT == "test"
DEBUG = False
DATA_DIR = Path(os.environ.get("DATA_DIR", ROOT / ".pizzamama")).resolve()
PORT = int(os.environ.get("PORT", "8000"))
LIVE_PORT = int(os.environ.get("LIVE_PORT", PORT + 1))

env.require(PRODUCTION, "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PLATFORM_DOMAIN", "EMAIL_URL", "DEFAULT_FROM_EMAIL")
env.forbid(PRODUCTION, "NOW")
SECRET_KEY = env.secret("SECRET_KEY", DATA_DIR, production=PRODUCTION)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")

# --- Hosts -------------------------------------------------------------------------------------
PLATFORM_DOMAIN = os.environ.get("PLATFORM_DOMAIN", "localhost")
# Whether a host is one of ours is decided by tenants.middleware against the registry of domains,
# which knows custom domains too; Django's own list cannot.
ALLOWED_HOSTS = ["*"]
USE_X_FORWARDED_HOST = False
TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))
# Whether search engines are let in: not into a demo, nor into a copy for trying things out.
SEARCHABLE = env.choice("SEARCHABLE", ("yes", "no"), default="yes" if PRODUCTION else "no") == "yes"
PUBLIC_SCHEME = "https" if PRODUCTION else "http"
PUBLIC_PORT = "" if PRODUCTION else f":{PORT}"
# Where browsers reach the live process: the same host behind the ingress, the next port without one.
LIVE_PUBLIC_PORT = os.environ.get("LIVE_PUBLIC_PORT", "" if PRODUCTION else str(LIVE_PORT))
ROOT_URLCONF = "config.urls_platform"
PUBLIC_SCHEMA_URLCONF = "config.urls_platform"
TENANT_URLCONF = "config.urls_pizzeria"
WSGI_APPLICATION = "config.wsgi.application"

# --- Rooms -------------------------------------------------------------------------------------
BOTH = [  # the platform has its own people and journal, and so has each pizzeria, in its own tables
    "shared_apps.journal",
    "shared_apps.accounts",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.facebook",
    "allauth.mfa",
    "oauth2_provider",
]
SHARED_APPS = [
    "tenants",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    *BOTH,
    "shared_apps.billing",
    "shared_apps.franchise",
    "shared_apps.onboarding",
    "shared_apps.operations",
]
TENANT_APPS = [
    *BOTH,
    "tenant_apps.notifications",
    "tenant_apps.shop",
    "tenant_apps.menu",
    "tenant_apps.customers",
    "tenant_apps.marketing",
    "tenant_apps.delivery",
    "tenant_apps.ordering",
    "tenant_apps.payments",  # before the kitchen, whose counter takes every verb of an order that is not taken here
    "tenant_apps.kitchen",
    "tenant_apps.insights",
]
ROWLESS = [
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "template_partials",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "config",
    "toolbox",
]
INSTALLED_APPS = [*SHARED_APPS, *(app for app in TENANT_APPS if app not in SHARED_APPS), *ROWLESS]

TENANT_MODEL = "tenants.Pizzeria"
TENANT_DOMAIN_MODEL = "tenants.Domain"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]

# --- Data --------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", engine="toolbox.tenant_db")}
REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_FUNCTION": "tenants.caching.key",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STORAGES = {
    "default": env.storage("STORAGE_URL", default=f"file://{DATA_DIR}/files"),
    "staticfiles": {"BACKEND": "toolbox.static.Manifest"},
}

# --- Requests ----------------------------------------------------------------------------------
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "toolbox.middleware.RequestMoment",
    "tenants.middleware.HostMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "toolbox.middleware.LanguageOfTheHouse",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "shared_apps.accounts.middleware.AuthenticationOfThisHouse",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "toolbox.middleware.RefusalsAsPages",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SRC / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "shared_apps.accounts.context.person",
                "toolbox.context.house",
                "tenant_apps.shop.context.shop",
            ],
            "builtins": ["toolbox.templatetags.house", "toolbox.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SESSION_ENGINE = "shared_apps.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # probes speak plain HTTP inside the cluster
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- People ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
from config.settings_accounts import *  # noqa: E402, F403  (allauth's many switches, on their own page)

# Signing in with Google is a form of ours that ends at theirs.
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += SOCIAL_ORIGINS  # noqa: F405

# --- Money -------------------------------------------------------------------------------------
from config.settings_money import *  # noqa: E402, F403  (Stripe, PayPal and their stand-ins, on their own page)

# --- Words, time and money ---------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("it", "Italiano"), ("en", "English")]
LOCALE_PATHS = [SRC / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files ------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", ROOT / ".static"))
STATICFILES_DIRS = [SRC / "static"]
WHITENOISE_MAX_AGE = 31_536_000
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_AUTOREFRESH = TESTING  # each client of a test would read the whole folder first: 40 ms a client

# --- Mail --------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "PizzaMama <ciao@pizzamama.test>")
vars().update(env.email("EMAIL_URL", default=f"file://{DATA_DIR}/mail"))

# --- API ---------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "shared_apps.accounts.authentication.Bearer",
        "shared_apps.accounts.authentication.Session",
    ],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "toolbox.problems.exception_handler",
    "NUM_PROXIES": TRUSTED_PROXY_COUNT,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "PizzaMama",
    "DESCRIPTION": "One pizzeria's API on its own host; head office and the platform on theirs.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- Work behind the scenes --------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_TASK_SERIALIZER = "json"
# Networks in which shops' printers may be reached, e.g. 192.168.0.0/16; none: papers are printed from the browser.
PRINTER_NETWORKS = env.words("PRINTER_NETWORKS")
REACTIONS = "config.reactions"
NEW_SHOP = "config.new_shop"
# What a plan allows: asked by accounts, which lies below billing.
LIMITS = "shared_apps.billing.limits"
# How much of its limits a shop uses: counted in rooms that lie above billing.
USAGE = "config.usage.counts"
# What an owner takes along who leaves.
TAKING_ALONG = "config.taking_along"
# What stands on the shop's page above the menu: the menu lies below marketing.
SHOP_SHELF = "tenant_apps.marketing.shelf.rows"

# security: TLS ends at the ingress outside production. auth: e-mails are unique by a constraint on their lower case.
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "auth.W004"]
LOGGING = env.logging(os.environ.get("LOG_FORMAT", "json" if PRODUCTION else "text"), quiet=TESTING)
