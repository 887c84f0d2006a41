"""Django's own commands that ask the database something: they do it on the platform."""

from typing import Any

import tenants


class OnPlatform:
    def execute(self, *args: Any, **options: Any) -> Any:
        with tenants.platform():
            return super().execute(*args, **options)  # type: ignore[misc]
