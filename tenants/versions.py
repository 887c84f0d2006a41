"""Which version of the pizzerias' tables this code was written for."""

import hashlib
import sys
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

Target = tuple[str, str]


@cache
def current() -> str:
    """Return ``<number of migrations>-<fingerprint of their files>`` for the apps of a pizzeria."""
    loader = MigrationLoader(None)
    plan = _plan(loader)
    digest = hashlib.sha256()
    for node in plan:
        file = Path(str(sys.modules[loader.graph.nodes[node].__module__].__file__))
        digest.update(f"{node}".encode() + file.read_bytes())
    return f"{len(plan):04d}-{digest.hexdigest()[:16]}"


def is_behind(version: str) -> bool:
    """Whether tables of this version lack something this code needs.

    More migrations than this code knows is not behind: during a roll-out the old
    code goes on serving what the new release has migrated (migrations expand first).
    """
    return version != current() and version[:4] <= current()[:4]


def targets(loader: MigrationLoader) -> list[Target]:
    """Return the last migrations of every app that has rows in a pizzeria's schema."""
    labels = {app.label for app in apps.get_app_configs() if app.name in settings.TENANT_APPS}
    return [node for node in loader.graph.leaf_nodes() if node[0] in labels]


def _plan(loader: MigrationLoader) -> list[Target]:
    seen: dict[Target, None] = {}
    for target in targets(loader):
        seen |= dict.fromkeys(loader.graph.forwards_plan(target))
    return list(seen)
