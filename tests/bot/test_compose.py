"""The compose file starts what there is: our commands, on a database that they can share."""

from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from typer.main import get_command

from adapters.storage.opening import read_address
from bot.cli import app

HOUSE = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """What would be started."""
    found: dict[str, Any] = yaml.safe_load((HOUSE / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return found


def test_each_process_is_a_command_of_ours(services: dict[str, Any]) -> None:
    """One ingress and two workers are started, by commands that `nichereel` knows."""
    known = get_command(app).list_commands(None)  # type: ignore[attr-defined]
    ours = {name: service for name, service in services.items() if service["image"] == "nichereel"}

    assert {name: service["command"] for name, service in ours.items()} == {
        "migrate": ["migrate"],
        "ingress": ["ingress"],
        "worker": ["worker"],
    }
    assert {"migrate", "ingress", "worker"} <= set(known)
    assert services["worker"]["deploy"]["replicas"] == 2
    assert "ports" not in services["worker"]


def test_they_share_one_database_and_one_folder(services: dict[str, Any]) -> None:
    """Both work on the PostgreSQL beside them, once it is there, and keep reels in the same place."""
    for name in ("ingress", "worker"):
        service = services[name]
        address = read_address(service["environment"]["DATABASE_URL"].replace("${POSTGRES_PASSWORD:", "x"))
        folder = service["environment"]["DATA_DIR"]

        assert (address.get_backend_name(), address.host) == ("postgresql", "postgres")
        assert service["volumes"] == [f"data:{folder}"]
        assert service["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert address.username == services["postgres"]["environment"]["POSTGRES_USER"]
    assert address.database == services["postgres"]["environment"]["POSTGRES_DB"]


def test_what_it_builds_is_there(services: dict[str, Any]) -> None:
    """The image is made of the Dockerfile beside it, whose entry is our command."""
    assert services["ingress"]["build"] == "."
    assert 'ENTRYPOINT ["nichereel"]' in (HOUSE / "Dockerfile").read_text(encoding="utf-8")
