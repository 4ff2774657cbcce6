"""What is shipped for operators says what the code does."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields

from kg.cli.app import app
from kg.cli.server import GRACE
from kg.settings import Settings
from tests.repo.checkout import ROOT

UNIT = ROOT / "contrib" / "stratagem.service"
GUIDE = ROOT / "docs" / "operation.md"


def service() -> dict[str, str]:
    """The settings of the unit's service."""
    text = UNIT.read_text(encoding="utf-8").partition("[Service]")[2].partition("[Install]")[0]
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))


def test_the_unit_runs_a_command_that_there_is() -> None:
    program, command = service()["ExecStart"].split()
    assert program.endswith("/stratagem")
    assert command in {found.name for found in app.registered_commands}


def test_the_unit_waits_longer_than_the_service_takes_to_stop() -> None:
    assert int(service()["TimeoutStopSec"]) > GRACE


def test_the_unit_is_hardened() -> None:
    found = service()
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "DynamicUser"):
        assert found[name] == "yes", name
    assert found["ProtectSystem"] == "strict"
    assert found["CapabilityBoundingSet"] == ""
    assert found["UMask"] == "0077"
    assert (found["IPAddressDeny"], found["IPAddressAllow"]) == ("any", "localhost")


def test_settings_in_the_unit_and_the_guide_exist() -> None:
    known = {field.name for field in fields(Settings)}
    text = UNIT.read_text(encoding="utf-8") + GUIDE.read_text(encoding="utf-8")
    named = {name.lower() for name in re.findall(r"STRATAGEM_([A-Z_]+)", text)} - {"settings"}
    assert named
    assert named <= known
    (example,) = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert tomllib.loads(example).keys() <= known
