"""What a form or a JSON body may hold, and what an answer holds: the bases of every chapter's shapes."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Told(BaseModel):
    """What a person or a program tells us. A field that we do not know is a mistake, never ignored.

    `texts` is where the labels stand in the catalogues: `<texts>.field.<name>` before `field.<name>`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    texts: ClassVar[str] = ""

    def facts(self) -> dict[str, Any]:
        """What was told, by name, ready for a service's keyword-only facts."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class Shown(BaseModel):
    """What the API answers; it reads rows and dataclasses by attribute."""

    model_config = ConfigDict(from_attributes=True, frozen=True, arbitrary_types_allowed=True)
