"""Files: every name begins with its owner's key, nothing is overwritten."""

from typing import Any

from django.core.files.storage import FileSystemStorage

from toolbox.tenant_db import entered


def own(name: str) -> str:
    """Return the full name of a file of this house, to open or delete it. Raises NoTenant when nothing was entered."""
    return f"{entered().key}/{name}"


class _OwnerFirst:
    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return a free name under the owner's folder. Raises NoTenant when nothing was entered."""
        owner = f"{entered().key}/"
        return super().get_available_name(owner + name.removeprefix(owner), max_length)  # type: ignore[misc, no-any-return]


class TenantFiles(_OwnerFirst, FileSystemStorage):
    pass


def __getattr__(name: str) -> Any:
    # boto3 takes half a second to import: only where files live in S3.
    if name != "TenantBucket":
        raise AttributeError(name)
    from storages.backends.s3 import S3Storage

    return type("TenantBucket", (_OwnerFirst, S3Storage), {"__module__": __name__})
