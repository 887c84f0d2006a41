"""What every test may use. The servers come from tests/servers.py, the people and the pizzerias from tests/cast.py."""

pytest_plugins = ["tests.cast", "tests.people"]
