"""What a token may be asked for: reading always, writing when its client was made for that."""

from typing import Any

from oauth2_provider.scopes import SettingsScopes


class ScopesOfTheClient(SettingsScopes):
    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return ["read", "write"] if application is None or application.may_write else ["read"]
