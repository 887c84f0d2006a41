"""Mail and SMS kept as files, one JSON a message: what the demo and the tests read."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from toolbox import clock
from toolbox.ids import uuid7

_LINK = re.compile(r"https?://[^\s<>\"')]+")
_CODE = re.compile(
    r"(?<![\w-])(?=[A-Z0-9-]*\d|[A-Z0-9]+-[A-Z0-9])([A-Z0-9]{3,4}-[A-Z0-9]{3,4}|[A-Z0-9]{6}|\d{4,8})(?![\w-])"
)


class FileBackend(BaseEmailBackend):
    """Writes each message into ``EMAIL_FILE_PATH``; the file's name sorts by time."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            html = next(
                (str(part.content) for part in getattr(message, "alternatives", []) if part.mimetype == "text/html"), ""
            )
            for to in message.recipients():
                keep(to=to, subject=message.subject, text=str(message.body), html=html)
        return len(messages)


def keep(*, to: str, subject: str, text: str, html: str = "") -> None:
    """Put one message into the folder, whole or not at all."""
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(parents=True, exist_ok=True)
    message = {"to": to, "subject": subject, "text": text, "html": html, "at": clock.now().isoformat()}
    path = folder / f"{uuid7()}.json"
    part = path.with_suffix(".part")
    part.write_text(json.dumps(message, ensure_ascii=False))
    part.rename(path)


def kept(*, to: str = "", most: int = 200) -> list[dict[str, Any]]:
    """Return the messages so far, newest first, each with its id and the links and codes found in its text."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", "") or "/nonexistent")
    found: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.json"), reverse=True):
        message = json.loads(path.read_text())
        if to and message["to"].lower() != to.lower():
            continue
        words = {"links": _LINK.findall(message["text"]), "codes": _CODE.findall(_LINK.sub("", message["text"]))}
        found.append({"id": path.stem} | message | words)
        if len(found) == most:
            break
    return found
