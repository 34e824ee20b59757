"""The files of deploy/, the image and compose.yaml: restrained, without secrets, and at one with each other.

No container engine and no systemd is needed for this; that nginx.conf does what it says is tried in `make faults`.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.test_production import settings_say

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OWN = ("web1", "web2", "letters", "migrate", "backup")
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
MOST_EXPOSED = 2.0  # of ten, as `systemd-analyze security` counts


@pytest.mark.parametrize("name", SERVICES)
def test_container_is_restrained(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert "privileged" not in service
    if name not in ("letters", "migrate", "backup"):  # whose end shows by itself
        assert service.get("healthcheck", {"of": "the image"}) != {"disable": True}


def test_only_the_proxy_is_reached_from_outside():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}


def test_compose_holds_no_secret():
    for name in OWN:
        for variable in ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL"):
            assert SERVICES[name]["environment"][variable] == f"${{{variable}:?}}"
    assert "${POSTGRES_PASSWORD:?}" in SERVICES["db"]["environment"]["POSTGRES_PASSWORD"]


def test_addresses_are_the_same_everywhere():
    upstream = set(re.findall(r"server (\S+):8000", (DEPLOY / "upstream.compose.conf").read_text()))
    assert upstream == {SERVICES[name]["networks"]["site"]["ipv4_address"] for name in ("web1", "web2")}
    proxy = SERVICES["proxy"]["networks"]["site"]["ipv4_address"]
    assert {SERVICES[name]["environment"]["TRUSTED_PROXIES"] for name in OWN} == {proxy}


def test_processes_keep_connections_for_longer_than_the_proxy():
    kept = int(re.search(r"^keepalive = (\d+)", (ROOT / "gunicorn.conf.py").read_text(), re.MULTILINE)[1])
    for path in DEPLOY.glob("upstream.*.conf"):
        assert int(re.search(r"keepalive_timeout (\d+)s", path.read_text())[1]) < kept


def test_proxy_takes_what_the_site_takes_and_a_little_more():
    from django.conf import settings

    from submissions.importing.table import MOST_BYTES

    general, staff = re.findall(r"client_max_body_size (\d+)m", (DEPLOY / "nginx.conf").read_text())
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE < int(general) * 1_000_000 < 2 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert MOST_BYTES < int(staff) * 1_000_000 < 2 * MOST_BYTES


def test_image_runs_as_nobody_in_particular():
    text = (ROOT / "Dockerfile").read_text()
    stages = re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]
    users = [re.findall(r"^USER (\S+)", stage, re.MULTILINE) for stage in stages]
    assert [found[-1] for found in users if found] == ["10001", "10001"]
    assert "HEALTHCHECK" in text
    assert "ADD " not in text


def test_example_of_an_environment_names_what_there_is_and_does_not_start_as_it_is():
    lines = [line for line in (DEPLOY / "environment.example").read_text().splitlines() if line[:1] not in ("", "#")]
    example = dict(line.split("=", 1) for line in lines)
    names = set(
        re.findall(r'(?:environment|required|number)\(\s*"([A-Z_]+)"', (ROOT / "copdir/settings.py").read_text())
    )
    assert set(example) <= names
    assert "SECRET_KEY has a key that could be guessed" in settings_say("0", **example)
    filled = example | {"SECRET_KEY": "0123456789 abcdefghijklmnopqrstuvwxyz 0123456789 ABCDEFGHIJKL"}
    assert settings_say("settings.IS_HTTPS", **filled | {"SITE_URL": "https://catalogue.example.org"}) == "True"


@pytest.fixture
def here(tmp_path) -> Path:
    """The units with a program and a user that there are on this machine."""
    for unit in (DEPLOY / "systemd").iterdir():
        text = unit.read_text().replace("/srv/copdir/current/.venv/bin/python", shutil.which("sh"))
        text = re.sub(r"^(User|Group)=copdir$", r"\1=daemon", text, flags=re.MULTILINE)
        (tmp_path / unit.name.replace("@", "@8001")).write_text(text)
    return tmp_path


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_units_are_sound_and_hardened(here):
    names = sorted(path.name for path in here.iterdir())
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], cwd=here, capture_output=True, text=True, check=False
    )
    assert not [line for line in verified.stderr.splitlines() if "copdir" in line], verified.stderr
    for name in names:
        if name.endswith(".service"):
            command = ["systemd-analyze", "security", "--offline=true", "--no-pager", name]
            said = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False).stdout
            assert float(re.search(r"exposure level for \S+: ([\d.]+)", said)[1]) < MOST_EXPOSED, said
