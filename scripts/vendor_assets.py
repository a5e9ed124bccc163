"""Fetches the files of other people that Kutsu carries, and writes down what they are.

    python scripts/vendor_assets.py           # fetch anew with npm, and rewrite the manifest
    python scripts/vendor_assets.py --check   # compare the files with the manifest; needs no network

Running Kutsu needs neither npm nor this script: the files are kept in `templates/assets`.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).resolve().parents[1] / "templates" / "assets"
MANIFEST = ASSETS / "manifest.json"


@dataclass(frozen=True)
class Package:
    """One package, and which of its files go where under `templates/assets`."""

    name: str
    version: str
    licence: str
    files: dict[str, str]


def _inter_files() -> dict[str, str]:
    cuts = [f"{subset}-{style}" for subset in ("latin", "latin-ext") for style in STYLES]
    return {f"files/inter-{cut}.woff2": f"fonts/inter-{cut}.woff2" for cut in cuts}


STYLES = ("400-normal", "400-italic", "600-normal")
PACKAGES = (Package("@fontsource/inter", "5.3.0", "OFL-1.1", {"LICENSE": "fonts/OFL.txt", **_inter_files()}),)


def fetch(package: Package) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{package.name}@{package.version}"
        packed = ["npm", "pack", "--silent", wanted, "--pack-destination", folder]
        subprocess.run(packed, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            for source, target in package.files.items():
                _extract(archive, f"package/{source}", ASSETS / target)
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "files": {target: _sha256(ASSETS / target) for target in sorted(package.files.values())},
    }


def _extract(archive: tarfile.TarFile, member: str, target: Path) -> None:
    content = archive.extractfile(member)
    if content is None:
        raise FileNotFoundError(member)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.read())


def changed_files() -> list[str]:
    """The files whose bytes are not those of the manifest; an empty list is all well."""
    manifest = json.loads(MANIFEST.read_text())
    recorded = {name: digest for package in manifest["packages"] for name, digest in package["files"].items()}
    return [
        name
        for name, digest in recorded.items()
        if not (ASSETS / name).is_file() or _sha256(ASSETS / name) != digest
    ]


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        changed = changed_files()
        sys.stdout.write("".join(f"changed or missing: {name}\n" for name in changed))
        return 1 if changed else 0
    MANIFEST.write_text(json.dumps({"packages": [fetch(package) for package in PACKAGES]}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
