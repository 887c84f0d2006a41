"""Sessions that are good in one house only.

They live in the house's own schema; besides, each is sealed with the house's id, so
that even a copied row (a restore, aligned keys, equal password hashes) opens
nothing elsewhere: what does not unseal is an empty session, and nobody.
"""

from django.contrib.sessions.backends import db

import tenants


class SessionStore(db.SessionStore):
    @property
    def key_salt(self) -> str:
        here = tenants.current()
        return f"session of {here.id if here else 'the platform'}"
