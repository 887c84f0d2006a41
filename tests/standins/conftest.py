"""The stand-ins' own tests use what they offer to others."""

from tests.standins.fixtures import *  # noqa: F403 - fixtures are found by name
