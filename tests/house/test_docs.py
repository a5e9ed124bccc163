"""What the pages for people say is so: their links lead somewhere, their commands exist."""

import re
from pathlib import Path

import pytest

from scripts.write_docs import flows, states_page

ROOT = Path(__file__).parents[2]
MADE_HERE = {"var", "build", "dist", "node_modules", "__pycache__"}
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = dict(re.findall(r"^([a-z]+):.*?## (.+)$", MAKEFILE, re.MULTILINE))
LINK = re.compile(r"(?<!!)\[[^]]+\]\(([^)\s]+)\)")

# in pieces, so that this file does not name them itself
REGISTRIES = re.compile(
    "|".join(
        re.escape(host + "." + domain)
        for host, domain in [
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "org"),
            ("npmjs", "com"),
            ("yarnpkg", "com"),
            ("deb.debian", "org"),
            ("archive.ubuntu", "com"),
        ]
    )
)


def our_files() -> list[Path]:
    """Everything that is ours to commit: no environment, nothing that tools or runs have made."""

    def walk(folder: Path) -> list[Path]:
        found: list[Path] = []
        for path in sorted(folder.iterdir()):
            hidden = path.name.startswith(".") and path.name != ".ci"
            if path.is_dir():
                found += [] if hidden or path.name in MADE_HERE else walk(path)
            else:
                found.append(path)
        return found

    return walk(ROOT)


PAGES = [path for path in our_files() if path.suffix == ".md"]


def headings(page: Path) -> set[str]:
    """The anchors that a page's headings make."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for link in LINK.findall(page.read_text()):
        if re.match(r"[a-z]+:", link):
            continue  # another site's address: whether it answers is not for a test to ask
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in headings(target), link


def test_the_first_pages_are_there_and_have_links():
    names = {str(page.relative_to(ROOT)) for page in PAGES}
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"} <= names
    assert LINK.findall((ROOT / "README.md").read_text())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_that_a_page_names_exists(page):
    text = page.read_text()
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
    named = set(re.findall(r"\bmake ([a-z]+)\b", code))
    assert named <= set(TARGETS), named - set(TARGETS)


def test_the_readme_names_the_two_commands():
    readme = (ROOT / "README.md").read_text()
    assert "make demo" in readme
    assert "make test" in readme


def test_make_help_tells_every_target():
    every = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert every
    assert every == set(TARGETS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_that_a_page_shows_as_code_exists(page):
    shown = re.findall(
        r"`((?:app|docs|migrations|requirements|scripts|templates|tests|benchmarks)/[\w./-]+)`",
        page.read_text(),
    )
    for path in shown:
        assert (ROOT / path).exists(), path


def test_no_file_of_ours_names_a_package_registry():
    files = our_files()
    assert len(files) > 50

    named = [
        str(path.relative_to(ROOT)) for path in files if REGISTRIES.search(path.read_text(errors="ignore"))
    ]
    assert named == []


def test_every_lifecycle_is_drawn_as_it_is():
    assert flows()
    assert (ROOT / "docs/states.md").read_text() == states_page(), "behind the code: run make docs"


def test_every_script_that_make_and_the_other_scripts_call_exists():
    callers = [ROOT / "Makefile", ROOT / ".ci/run", *(ROOT / "scripts").glob("*.sh")]
    called = {name for path in callers for name in re.findall(r"\bscripts/\w+\.(?:sh|py)", path.read_text())}
    assert called

    for name in sorted(called):
        assert (ROOT / name).exists(), name
