"""A PostgreSQL and a Redis for the tests, up before the settings are read and gone after the last test.

A pytest plugin of its own (`-p tests.servers`): pytest-django reads the settings before any conftest is loaded.
Given DATABASE_URL and REDIS_URL are used instead. With several workers each has a Redis database and a DATA_DIR of its
own on the same servers; pytest-django gives each its own PostgreSQL database.
"""

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from toolbox import embedded

held = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    os.environ["ENVIRONMENT"] = "test"
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        _give_own_place(worker)
    else:
        _start_servers()
    return (yield)


def pytest_unconfigure() -> None:
    held.close()


def _start_servers() -> None:
    folder = Path(tempfile.mkdtemp(prefix="pizzamama-tests-"))
    held.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DATA_DIR"] = str(folder)
    held.enter_context(embedded.servers(folder, throwaway=True))


def _give_own_place(worker: str) -> None:
    number = int(worker.removeprefix("gw")) + 1  # 0 belongs to a run without workers
    url = urlsplit(os.environ["REDIS_URL"])
    os.environ["REDIS_URL"] = url._replace(path=f"/{number}").geturl()
    own = Path(os.environ["DATA_DIR"]) / worker
    own.mkdir(exist_ok=True)
    os.environ["DATA_DIR"] = str(own)
