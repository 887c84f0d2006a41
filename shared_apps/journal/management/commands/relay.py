"""The relay as a process: looks for waiting facts ten times a second, drains them, survives its neighbours."""

import logging
import signal
import time
from typing import Any

import redis
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from shared_apps.journal import relay

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Hand facts from the journals to the live screens and to the workers."
    stopping = False

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        stream = redis.Redis.from_url(settings.REDIS_URL)
        while not self.stopping:
            try:
                if not relay.relay_once(stream):
                    time.sleep(0.1)
            except relay.FAULTS as error:
                # Marks and entries are as they were: nothing is lost, it is tried again.
                log.error("relay waits a second: %s", error)
                connection.close()
                time.sleep(1)

    def stop(self, *_: Any) -> None:
        self.stopping = True
