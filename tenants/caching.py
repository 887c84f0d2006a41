"""Keys of the cache: each pizzeria has its own, because the cache is one for all."""

from toolbox.tenant_db import entered


def key(key: str, key_prefix: str, version: int) -> str:
    """Return the key with its owner in front (Django's KEY_FUNCTION). Raises NoTenant when nothing was entered."""
    return f"{key_prefix}:{entered().key}:{version}:{key}"
