"""Files that no program of ours reads must still say what is true."""

import re
from pathlib import Path

import yaml

from shared_apps.operations import processes

ROOT = Path(__file__).resolve().parents[2]


def variables_read() -> set[str]:
    """The environment variables that our code names."""
    asked = re.compile(
        r"""(?:environ(?:\.get|\.setdefault)?[\[(]|\benv\.\w+\(|\b(?:words|choice|secret|database|storage|email)\()\s*"([A-Z][A-Z_0-9]+)\""""
    )
    sources = [path for top in ("src", "tenants", "shared_apps", "tenant_apps") for path in (ROOT / top).rglob("*.py")]
    return {name for path in sources for name in asked.findall(path.read_text())}


def variables_explained() -> set[str]:
    return set(re.findall(r"^([A-Z_0-9]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_every_variable_is_explained() -> None:
    made_by_us = {"DJANGO_SETTINGS_MODULE", "PROCESS", "NO_COLOR", "FORCE_COLOR"}
    assert variables_read() - variables_explained() - made_by_us == set()


def test_compose_runs_each_of_the_five_processes() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    served = {service["command"][1] for service in services.values() if service.get("command", [""])[0] == "serve"}
    assert served == set(processes.NAMES)


def test_each_dependency_has_its_reason_beside_it() -> None:
    listed = re.findall(r'^    "[\w\[\],.-]+[~=]=.*$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert len(listed) > 20
    assert [line for line in listed if not re.search(r'",\s+# \w', line)] == []


def test_requirements_are_pinned_by_hash_and_name_no_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "scripts/uv.txt", "scripts/node.txt"):
        text = (ROOT / name).read_text()
        packages = [block for block in re.split(r"\n(?=\S)", text) if re.match(r"[a-z]", block)]
        assert packages
        assert all("--hash=sha256:" in block for block in packages)
        assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links", text)


def test_the_command_book_has_what_the_contract_names() -> None:
    book = (ROOT / "Makefile").read_text()
    assert set(re.findall(r"^([a-z]+):.*## ", book, re.MULTILINE)) >= {"demo", "test", "check", "bench"}
