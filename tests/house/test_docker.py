"""The image and the compose file speak of things that are there: paths, commands, settings, packages."""

import re
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from app.platform.settings import Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE_TEXT = (ROOT / "compose.yaml").read_text()
COMPOSE: dict[str, Any] = YAML(typ="safe").load(COMPOSE_TEXT)
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "kutsu"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)


def instructions(word: str) -> list[str]:
    """What stands after the word in the Dockerfile, continued lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^{word}\s+(.+)$", joined, re.MULTILINE)


def kutsu_commands() -> set[str]:
    told = re.findall(r'\[\s*"kutsu",\s*"([a-z]+)"', DOCKERFILE + COMPOSE_TEXT)
    return set(told) | set(re.findall(r"`kutsu ([a-z]+)`", DOCKERFILE))


def locked(name: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / "requirements" / f"{name}.txt").read_text()))


def wanted(*groups: str) -> list[Requirement]:
    lines = list(PROJECT["project"]["dependencies"])
    for group in groups:
        lines += PROJECT["dependency-groups"][group]
    return [Requirement(line) for line in lines]


def test_what_the_image_copies_is_there_and_let_in():
    let_in = {line[1:].rstrip("/") for line in (ROOT / ".dockerignore").read_text().split() if line[0] == "!"}
    copied = [source for line in instructions("COPY") for source in line.split()[:-1]]
    assert copied

    for source in copied:
        assert (ROOT / source).exists(), source
        assert source in let_in, f"{source} is kept out by .dockerignore"


def test_the_wheel_takes_along_every_folder_that_the_image_copies():
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    copied = {source for line in instructions("COPY") for source in line.split()[:-1]}
    folders = {source for source in copied if (ROOT / source).is_dir()}

    assert folders == set(wheel["only-include"])
    assert wheel["sources"] == {name: f"app/_shared/{name}" for name in folders - {"app"}}


@pytest.mark.parametrize("command", sorted(kutsu_commands()))
def test_every_command_of_the_image_is_a_command_of_kutsu(command, monkeypatch, capsys):
    kutsu = EntryPoint("kutsu", PROJECT["project"]["scripts"]["kutsu"], "console_scripts")
    monkeypatch.setattr(sys, "argv", ["kutsu", command, "--help"])

    with pytest.raises(SystemExit) as ended:
        kutsu.load()()

    assert ended.value.code in (0, None)
    assert command in capsys.readouterr().out


def test_the_image_serves_works_and_migrates():
    assert kutsu_commands() == {"serve", "work", "migrate"}
    assert {tuple(service["command"]) for service in OURS.values()} == {
        ("kutsu", command) for command in kutsu_commands()
    }


def test_every_setting_in_the_image_and_in_compose_is_known():
    known = {f"KUTSU_{name.upper()}" for name in Settings.model_fields}
    told = set(re.findall(r"\bKUTSU_[A-Z_]+", DOCKERFILE + COMPOSE_TEXT))

    assert told
    assert told - known == set()


def test_compose_runs_in_production_mode_and_brings_no_secret_of_its_own():
    assert OURS
    for service in OURS.values():
        settings = service["environment"]
        assert settings["KUTSU_MODE"] == "production"
        assert re.fullmatch(r"\$\{KUTSU_MASTER_KEYS:\?.+\}", settings["KUTSU_MASTER_KEYS"])
        assert re.search(r":\$\{POSTGRES_PASSWORD:\?[^}]+\}@postgres/", settings["KUTSU_DATABASE_URL"])


def test_every_service_waits_for_one_that_is_there():
    waits = [other for service in COMPOSE["services"].values() for other in service.get("depends_on", {})]
    assert waits
    assert set(waits) <= set(COMPOSE["services"])
    assert {name.partition(":")[0] for service in OURS.values() for name in service["volumes"]} <= set(
        COMPOSE["volumes"]
    )


def test_the_image_does_not_run_as_root():
    assert instructions("USER")[-1] == "kutsu"
    after = DOCKERFILE.split("USER kutsu")[1]
    assert not re.search(r"^(RUN|COPY|ADD)\b", after, re.MULTILINE)


def test_the_health_check_asks_an_address_that_kutsu_answers():
    (asked,) = re.findall(r"http://127\.0\.0\.1:8000(/[a-z]+)", DOCKERFILE)
    sources = [path.read_text() for path in (ROOT / "app").rglob("*.py")]

    assert any(f'"{asked}"' in source for source in sources)


def test_the_image_and_the_setup_install_the_same_libraries():
    (setup,) = re.findall(r"WEASYPRINT_NEEDS=\((.+)\)", (ROOT / "scripts/setup.sh").read_text())
    (image,) = re.findall(r"--no-install-recommends (.+?)\s*&&", DOCKERFILE.replace("\\\n", " "))

    assert image.split() == setup.split()


@pytest.mark.parametrize(
    ("name", "groups"),
    [("runtime", ["build"]), ("dev", ["build", "dev"]), ("e2e", ["build", "dev", "e2e"])],
)
def test_a_lock_holds_everything_that_the_project_asks_for(name, groups):
    pins = locked(name)
    asked = wanted(*groups)
    assert asked

    for requirement in asked:
        version = pins.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in requirements/{name}.txt: run make lock"
        assert requirement.specifier.contains(version, prereleases=True), (
            f"{requirement} is locked at {version}"
        )


def test_every_locked_package_has_its_hash_and_no_lock_says_where_to_fetch():
    files = sorted((ROOT / "requirements").glob("*.txt"))
    assert [path.stem for path in files] == ["build", "dev", "e2e", "runtime"]

    for path in files:
        text = path.read_text()
        blocks = re.split(r"\n(?=[a-z])", text)
        pinned = [block for block in blocks if PINNED.match(block)]
        assert pinned
        assert [block for block in pinned if "--hash=sha256:" not in block] == []
        assert not re.search(r"index-url|find-links|trusted-host|://", text), path.name


def test_the_locks_agree_with_each_other():
    smaller, larger = [locked(name) for name in ("runtime", "dev")], [locked(name) for name in ("dev", "e2e")]

    for few, many in zip(smaller, larger, strict=True):
        assert few
        assert few.items() <= many.items()
