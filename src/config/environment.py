"""Reading the environment: each function returns one setting or says plainly what is wrong."""

import contextlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def words(name: str) -> list[str]:
    """Return a comma-separated variable as a list, empty when it is not set."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def choice(name: str, allowed: Sequence[str], *, default: str) -> str:
    value = os.environ.get(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
    return value


def require(production: bool, *names: str) -> None:
    """Refuse to start in production while one of ``names`` is missing."""
    missing = [name for name in names if not os.environ.get(name)]
    if production and missing:
        raise ImproperlyConfigured(f"Production needs these environment variables: {', '.join(missing)}.")


def forbid(production: bool, *names: str) -> None:
    """Refuse to start in production while one of ``names``, which only tests and the demo may have, is set."""
    there = [name for name in names if os.environ.get(name)]
    if production and there:
        raise ImproperlyConfigured(f"Production must not have these environment variables: {', '.join(there)}.")


def secret(name: str, data_dir: Path, *, production: bool) -> str:
    """Return the secret, or outside production one that this machine made for itself once."""
    if value := os.environ.get(name):
        if production and len(value) < 40:
            raise ImproperlyConfigured(f"{name} must have at least 40 characters in production.")
        return value
    kept = data_dir / "secret-key"
    if not kept.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        fresh = data_dir / f"secret-key.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, kept)  # of two processes that start together one wins, and both read the same
        fresh.unlink()
    return kept.read_text()


def database(name: str, *, engine: str) -> dict[str, Any]:
    """Return Django's settings for ``postgresql://user:password@host:port/name?option=value``."""
    url = urlsplit(os.environ.get(name, "postgresql://postgres@127.0.0.1:5432/pizzamama"))
    if url.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"{name} must start with postgresql://")
    options: dict[str, Any] = dict(parse_qsl(url.query))
    options["application_name"] = os.environ.get("PROCESS", "pizzamama")
    if pool := int(os.environ.get("DATABASE_POOL", "0")):
        options["pool"] = {"min_size": 1, "max_size": pool, "max_lifetime": 1800, "timeout": 10}
    # A path to the server's socket may stand in the host part or as ?host=; both reach psycopg.
    return {
        "ENGINE": engine,
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "OPTIONS": options,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0 if pool else 60,
        "CONN_HEALTH_CHECKS": not pool,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


def storage(name: str, *, default: str) -> dict[str, Any]:
    """Return the storage for ``file:///path`` or ``s3://bucket``; keys begin with the tenant's prefix."""
    url = urlsplit(os.environ.get(name, default))
    if url.scheme == "file":
        return {"BACKEND": "tenants.storage.TenantFiles", "OPTIONS": {"location": url.path}}
    if url.scheme == "s3":
        options = {"bucket_name": url.netloc, "file_overwrite": False, "default_acl": None}
        if endpoint := os.environ.get("S3_ENDPOINT_URL"):
            options["endpoint_url"] = endpoint
        return {"BACKEND": "tenants.storage.TenantBucket", "OPTIONS": options}
    raise ImproperlyConfigured(f"{name} must be file:///folder or s3://bucket.")


def email(name: str, *, default: str) -> dict[str, Any]:
    """Return mail settings for ``smtp://user:password@host:port?tls=1``, ``file:///folder`` or ``console://``."""
    url = urlsplit(os.environ.get(name, default))
    if url.scheme == "file":
        return {"EMAIL_BACKEND": "toolbox.mail.FileBackend", "EMAIL_FILE_PATH": url.path}
    if url.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if url.scheme in ("smtp", "smtps"):
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": url.hostname or "localhost",
            "EMAIL_PORT": url.port or 25,
            "EMAIL_HOST_USER": unquote(url.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
            "EMAIL_USE_TLS": dict(parse_qsl(url.query)).get("tls") == "1",
            "EMAIL_USE_SSL": url.scheme == "smtps",
            "EMAIL_TIMEOUT": 10,
        }
    raise ImproperlyConfigured(f"{name} must start with smtp://, smtps://, file:// or console://.")


def logging(shape: str, *, quiet: bool) -> dict[str, Any]:
    """Return the logging settings: one JSON object a line, or text for people."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "toolbox.logs.JsonLines"},
            "text": {"format": "{levelname:<7} {name}: {message}", "style": "{"},
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": shape if shape == "json" else "text"}},
        "root": {"handlers": ["out"], "level": "ERROR" if quiet else "INFO"},
        "loggers": {
            "django.request": {"level": "CRITICAL" if quiet else "ERROR"},
            "stripe": {"level": "WARNING"},  # it tells every request
        },
    }
