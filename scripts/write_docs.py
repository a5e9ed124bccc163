"""Writes what is drawn from the code: docs/states.md, docs/stories.md and its schema, docs/openapi.json.

python scripts/write_docs.py
"""

import json
import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Any

import app
import app.demo.acts
from app.demo.acting import ACTS
from app.demo.schema import schema, with_acts
from app.kernel.states import Flow
from app.main import create_app
from app.platform.web.describing import described

DOCS = Path(__file__).resolve().parents[1] / "docs"
STATES, STORIES, SCHEMA = DOCS / "states.md", DOCS / "stories.md", DOCS / "stories.schema.json"
API = DOCS / "openapi.json"
OPENING = """# Lifecycles

Drawn from the tables in the code by `make docs`; a test fails when this page is behind them. A state that
only the clock decides, such as a call that is open, is not stored and so is not here.
"""


def flows() -> dict[str, Flow[Any]]:
    """Every lifecycle by the chapter and the name that it has there, in the order of the chapters' names."""
    found: dict[int, tuple[str, Flow[Any]]] = {}
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if ".rules" in module.name:
            chapter = module.name.split(".")[1]
            for value in vars(import_module(module.name)).values():
                if isinstance(value, Flow) and id(value) not in found:  # a package may pass it on
                    found[id(value)] = (f"{chapter}: {value.name}", value)
    return dict(sorted(found.values(), key=lambda named: named[0]))


def states_page() -> str:
    drawn = [f"## {title}\n\n```mermaid\n{flow.mermaid()}\n```\n" for title, flow in flows().items()]
    return "\n".join([OPENING, *drawn])


def stories_page() -> str:
    """What people wrote of stories, and behind the mark every act, from the acts themselves."""
    return with_acts(STORIES.read_text(encoding="utf-8"), ACTS)


def stories_schema() -> str:
    return json.dumps(schema(ACTS), indent=2, ensure_ascii=False) + "\n"


def api_description() -> str:
    """What `/api/v1/openapi.json` answers, a line for each thing that may change."""
    nowhere: Any = None  # the description asks no database
    return json.dumps(described(create_app(nowhere)), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    STATES.write_text(states_page(), encoding="utf-8")
    STORIES.write_text(stories_page(), encoding="utf-8")
    SCHEMA.write_text(stories_schema(), encoding="utf-8")
    API.write_text(api_description(), encoding="utf-8")
    print(f"docs/states.md: {len(flows())} lifecycles")


if __name__ == "__main__":
    main()
