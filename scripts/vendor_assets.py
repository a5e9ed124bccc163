"""Fetches the files of other people that Kutsu carries, and writes down what they are.

    python scripts/vendor_assets.py           # fetch anew with npm, and rewrite the manifests
    python scripts/vendor_assets.py --check   # compare the files with the manifests; needs no network

Running Kutsu needs neither npm nor this script: what papers use is kept in `templates/assets`, and what
pages use in `templates/static/vendor`. Only what is used is kept, because a page with all that it loads
must stay small.
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
PAPER = TEMPLATES / "assets"
WEB = TEMPLATES / "static" / "vendor"

Read = Callable[[str], str]  # the text of one file of a package


@dataclass(frozen=True)
class Made:
    """A file put together from parts of a package, and a word about how."""

    how: str
    make: Callable[[Read], str]


@dataclass(frozen=True)
class Package:
    """One package, and which of its files go where: kept as they are, or made into one."""

    name: str
    version: str
    licence: str
    files: dict[str, str]
    made: dict[str, Made] = field(default_factory=dict)


INTER_STYLES = ("400-normal", "400-italic", "600-normal")
COMPONENTS = "button link tag table error-summary field fieldset input alert skip-link"
THEME_LAYERS = ("size-mode", "type-scale", "typography.primary", "size", "semantic", "color")
OTHER_BRANDS = re.compile(r'\[data-color="brand\d"\][^{]*\{[^}]*\}')
PICTURES = re.compile(r'url\("data:[^"]*"\)')
ICONS = (
    "arrow-left arrow-right bell building-2 calendar chart-column check chevron-down chevron-left "
    "chevron-right circle-alert circle-check clock download euro external-link eye file-text funnel globe "
    "heart-handshake house inbox info list-checks lock log-in log-out mail menu pencil phone plus printer "
    "receipt search settings shield-check trash-2 triangle-alert upload user users x"
)


def _inter_files() -> dict[str, str]:
    cuts = [f"{subset}-{style}" for subset in ("latin", "latin-ext") for style in INTER_STYLES]
    return {f"files/inter-{cut}.woff2": f"fonts/inter-{cut}.woff2" for cut in cuts}


def _components(read: Read) -> str:
    """The layers of the package's own whole, with only the components that our pages use."""

    def of(*names: str) -> str:
        # pictures inside the sheet are left out: our pages refuse data: addresses, and icons are ours
        return "".join(PICTURES.sub("none", read(f"dist/src/{name}.css")) for name in names)

    base = of("base", "heading", "label", "paragraph", "validation-message")
    return (
        "@layer ds.theme,ds.base,ds.components;"
        f"@layer ds.base{{{base}}}@layer ds.components{{{of(*COMPONENTS.split())}}}\n"
    )


def _theme(read: Read) -> str:
    """Sizes, type and the names of colours; the colours themselves are ours, in site.css."""
    layers = re.split(r"(?=@layer ds\.theme\.)", read("src/themes/designsystemet.css"))
    wanted = tuple(f"@layer ds.theme.{name} {{" for name in THEME_LAYERS)
    kept = "".join(layer for layer in layers if layer.startswith(wanted))
    return _squeezed(OTHER_BRANDS.sub("", kept)) + "\n"


def _squeezed(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", css))
    return re.sub(r"@layer [\w. -]+\{\}", "", css.replace(": ", ":")).strip()


def _sprite(read: Read) -> str:
    """One picture file for all icons; a page draws one with `<use href="…icons.svg#check">`."""
    symbols = "".join(_symbol(name, read(f"icons/{name}.svg")) for name in ICONS.split())
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'


def _symbol(name: str, drawing: str) -> str:
    inner = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
    lines = re.sub(r">\s+<", "><", inner.strip())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{lines}</symbol>'


PACKAGES = {
    PAPER: (
        Package("@fontsource/inter", "5.3.0", "OFL-1.1", {"LICENSE": "fonts/OFL.txt", **_inter_files()}),
    ),
    WEB: (
        Package(
            "@digdir/designsystemet-css",
            "1.22.0",
            "MIT",
            {"LICENSE": "licences/designsystemet-css.txt"},
            {
                "components.css": Made(
                    "dist/src/*.css: base and the used components, no pictures", _components
                )
            },
        ),
        Package(
            "@digdir/designsystemet-theme",
            "1.11.0",
            "MIT",
            {"LICENSE": "licences/designsystemet-theme.txt"},
            {"theme.css": Made("src/themes/designsystemet.css without its colours", _theme)},
        ),
        Package(
            "@fontsource-variable/inter",
            "5.3.0",
            "OFL-1.1",
            {
                "LICENSE": "licences/inter.txt",
                "files/inter-latin-wght-normal.woff2": "inter-latin-5.3.0.woff2",
            },
        ),
        Package(
            "lucide-static",
            "1.62.0",
            "ISC",
            {"LICENSE": "licences/lucide.txt"},
            {"icons.svg": Made("a sprite of icons/*.svg, the used ones", _sprite)},
        ),
        Package(
            "htmx.org",
            "4.0.1",
            "0BSD",
            {"LICENSE": "licences/htmx.txt", "dist/htmx.min.js": "htmx.min.js"},
        ),
    ),
}


def fetch(package: Package, folder: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        wanted = f"{package.name}@{package.version}"
        packed = ["npm", "pack", "--silent", wanted, "--pack-destination", scratch]
        subprocess.run(packed, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(scratch).glob("*.tgz"))) as archive:
            written = _written(package, archive)
    for target, content in written.items():
        (folder / target).parent.mkdir(parents=True, exist_ok=True)
        (folder / target).write_bytes(content)
    return _record(package, folder, sorted(written))


def _written(package: Package, archive: tarfile.TarFile) -> dict[str, bytes]:
    def read(source: str) -> bytes:
        content = archive.extractfile(f"package/{source}")
        if content is None:
            raise FileNotFoundError(source)
        return content.read()

    kept = {target: read(source) for source, target in package.files.items()}
    made = {target: one.make(lambda source: read(source).decode()) for target, one in package.made.items()}
    return kept | {target: text.encode() for target, text in made.items()}


def _record(package: Package, folder: Path, targets: list[str]) -> dict[str, Any]:
    record: dict[str, Any] = {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "files": {target: _sha256(folder / target) for target in targets},
    }
    sources = {target: source for source, target in package.files.items()}
    sources |= {target: one.how for target, one in package.made.items()}
    return record | {"sources": {target: sources[target] for target in targets}}


def changed_files(folder: Path) -> list[str]:
    """The files whose bytes are not those of the folder's manifest; an empty list is all well."""
    manifest = json.loads((folder / "manifest.json").read_text())
    recorded = {name: digest for package in manifest["packages"] for name, digest in package["files"].items()}
    return [
        name
        for name, digest in recorded.items()
        if not (folder / name).is_file() or _sha256(folder / name) != digest
    ]


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        changed = [name for folder in PACKAGES for name in changed_files(folder)]
        sys.stdout.write("".join(f"changed or missing: {name}\n" for name in changed))
        return 1 if changed else 0
    for folder, packages in PACKAGES.items():
        manifest = {"packages": [fetch(package, folder) for package in packages]}
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
