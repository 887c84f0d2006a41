"""Where the stand-in keeps what it knows, so that a demo started again finds its accounts and payments."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Key = tuple[str, str, str]  # account ("" is the platform), kind, id


class Database:
    """One table of JSON objects. Each request writes what it changed in one transaction, or nothing of it."""

    def __init__(self, path: str | Path) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS things (seq INTEGER PRIMARY KEY, account TEXT, kind TEXT, id TEXT, body TEXT,"
            " UNIQUE (account, kind, id))"
        )

    def read(self) -> Iterable[tuple[Key, dict[str, Any]]]:
        """Everything, in the order in which it was first written."""
        rows = self._connection.execute("SELECT account, kind, id, body FROM things ORDER BY seq")
        return [((account, kind, id), json.loads(body)) for account, kind, id, body in rows]

    def write(self, changed: dict[Key, dict[str, Any] | None]) -> None:
        self._connection.execute("BEGIN")
        for key, body in changed.items():
            if body is None:
                self._connection.execute("DELETE FROM things WHERE account = ? AND kind = ? AND id = ?", key)
            else:
                self._connection.execute(
                    "INSERT INTO things (account, kind, id, body) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (account, kind, id) DO UPDATE SET body = excluded.body",
                    (*key, json.dumps(body)),
                )
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()
