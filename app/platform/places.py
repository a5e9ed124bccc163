"""Where the folders beside the code are: in a checkout, or inside an installed package."""

from pathlib import Path

APP = Path(__file__).resolve().parents[1]


def shared(name: str) -> Path:
    """The folder `templates`, `locales` or `migrations`, wherever this copy of Kutsu keeps it.

    >>> shared("templates").name
    'templates'
    """
    # The packaged copy first: beside an installed app lie the folders of other people's packages.
    for folder in (APP / "_shared" / name, APP.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"{name} is neither in {APP / '_shared'} nor in {APP.parent}")


def packaged(name: str) -> Path:
    """A file that lies among the code itself, such as a story.

    >>> packaged("demo/stories").is_dir()
    True
    """
    return APP / name
