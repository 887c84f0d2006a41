"""Nightly work, one Celery task per pizzeria."""

import tenants
from tenant_apps.menu import photos
from tenants.tasks import platform_task, tenant_task
from toolbox import clock


@platform_task
def tidy_photos_everywhere() -> int:
    """Let every active pizzeria delete the photos it no longer shows; return how many were asked."""
    return tenants.for_each(tidy_photos)


@tenant_task
def tidy_photos() -> None:
    photos.forget_photos(at=clock.now())
