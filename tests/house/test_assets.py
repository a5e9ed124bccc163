"""What pages load is ours to give: known by name, licence and bytes, small, and from nowhere else."""

import gzip
import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
STATIC = TEMPLATES / "static"
FOLDERS = (TEMPLATES / "assets", STATIC / "vendor")
MOST_STYLE = 20_000  # bytes, packed, of all sheets together
MOST_IN_ALL = 110_000  # bytes that every page loads; of the promised 150 kB, 40 are left to the page
SHEETS = ("vendor/components.css", "vendor/theme.css", "site.css")
ASSET = re.compile(r"""asset\(\s*["']([^"']+)["']""")
STATIC_ADDRESS = re.compile(r'["(]/static/([^"#?)]+)')
ICON = re.compile(r"""(?:icon|draw)\(\s*["']([a-z0-9-]+)["']""")
FORBIDDEN = {
    "a script written into the page": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "a style written into the page": re.compile(r"<style|\sstyle\s*=", re.I),
    "an act written into an attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    "something loaded from elsewhere": re.compile(r"(?:src|srcset|data)=[\"']\s*(?:https?:)?//", re.I),
    "a sheet from elsewhere": re.compile(r"<link[^>]*href=[\"']\s*(?:https?:)?//", re.I),
}
PAGES = [path for path in sorted(TEMPLATES.rglob("*.html")) if not path.stem.endswith("_pdf")]


def _packages(folder):
    return json.loads((folder / "manifest.json").read_text())["packages"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_of_others_is_recorded_with_its_origin_and_its_bytes(folder):
    recorded = {}

    for package in _packages(folder):
        assert package["name"]
        assert package["version"]
        assert package["licence"]
        assert set(package["sources"]) == set(package["files"])
        assert "LICENSE" in package["sources"].values(), f"the licence of {package['name']} is not kept"
        recorded |= package["files"]

    assert recorded == {name: sha256((folder / name).read_bytes()).hexdigest() for name in recorded}
    lying = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert lying - set(recorded) - {"manifest.json", "pdf.css"} == set()


def test_what_every_page_loads_is_small():
    def packed(name):
        return len(gzip.compress((STATIC / name).read_bytes()))

    style = sum(packed(name) for name in SHEETS)
    font = sum(path.stat().st_size for path in (STATIC / "vendor").glob("*.woff2"))

    assert style < MOST_STYLE
    assert style + font + packed("vendor/htmx.min.js") + packed("vendor/icons.svg") < MOST_IN_ALL


def test_every_asset_that_a_template_names_is_there():
    html = {path: path.read_text() for path in PAGES}
    named = {
        name for text in html.values() for found in (ASSET, STATIC_ADDRESS) for name in found.findall(text)
    }

    assert {"vendor/icons.svg", "mark.svg"} <= named
    assert [name for name in sorted(named) if not (STATIC / name).is_file()] == []


def test_every_icon_that_a_template_draws_is_in_the_sprite():
    sprite = (STATIC / "vendor" / "icons.svg").read_text()
    drawn = {name for path in PAGES for name in ICON.findall(path.read_text())}

    assert len(drawn) > 5
    assert [name for name in sorted(drawn) if f'id="{name}"' not in sprite] == []


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what):
    assert len(PAGES) > 15

    assert [
        str(path.relative_to(TEMPLATES)) for path in PAGES if FORBIDDEN[what].search(path.read_text())
    ] == []


def test_our_sheets_load_nothing_from_elsewhere():
    for name in SHEETS:
        addresses = re.findall(r"url\(\s*[\"']?([^\"')]+)", (STATIC / name).read_text())
        missing = [address for address in addresses if not (STATIC / name).parent.joinpath(address).is_file()]
        assert missing == [], name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_told_from_their_ground(scheme):
    colours = _colours(scheme)
    ground = colours["neutral-background-default"]

    for meaning in ("accent", "neutral", "info", "success", "warning", "danger"):
        said, quiet = colours[f"{meaning}-text-default"], colours[f"{meaning}-text-subtle"]
        tinted = colours[f"{meaning}-surface-tinted"]
        assert min(_contrast(said, ground), _contrast(said, tinted)) >= 7, meaning
        assert min(_contrast(quiet, ground), _contrast(quiet, tinted)) >= 4.5, meaning
        assert (
            _contrast(colours[f"{meaning}-base-default"], colours[f"{meaning}-base-contrast-default"]) >= 4.5
        )
        assert _contrast(colours[f"{meaning}-border-default"], ground) >= 3, meaning


def _colours(scheme):
    light, dark = (STATIC / "site.css").read_text().split("@media screen and (prefers-color-scheme: dark)", 1)
    part = light if scheme == "light" else dark.split("--ds-size-mode", 1)[0]
    return dict(re.findall(r"--ds-color-([\w-]+): (#[0-9a-fA-F]{6})", part))


def _contrast(one, other):
    """WCAG 2.2, relative luminance: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
