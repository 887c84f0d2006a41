"""Foreign keys are written as strings, so import-linter cannot see them. This can."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps

from tests.architecture.house_map import IN_BOTH, heights


def foreign_keys_between_apps() -> Iterator[tuple[Any, str, str]]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model:
                home, away = model._meta.app_config.name, field.related_model._meta.app_config.name
                if home != away:
                    yield field, home, away


def test_there_are_foreign_keys_to_look_at() -> None:
    assert len(list(foreign_keys_between_apps())) > 5


def test_foreign_keys_point_down() -> None:
    height = heights()
    assert [
        f"{field} climbs up to {away}"
        for field, home, away in foreign_keys_between_apps()
        if {home, away} <= height.keys() and home.split(".")[0] == away.split(".")[0] and height[home] <= height[away]
    ] == []


def test_no_foreign_key_crosses_the_schema_wall() -> None:
    height = heights()
    assert [
        f"{field} crosses from {home} to {away}"
        for field, home, away in foreign_keys_between_apps()
        if home.startswith("tenant_apps.")
        and away in height
        and away not in IN_BOTH
        and not away.startswith("tenant_apps.")
    ] == []


def test_rooms_of_both_kinds_of_schema_point_only_at_each_other() -> None:
    height = heights()
    assert [
        f"{field} of {home} points at {away}, which half of its tables do not have beside them"
        for field, home, away in foreign_keys_between_apps()
        if home in IN_BOTH and away in height and away not in IN_BOTH
    ] == []
