"""Forms: reading what was posted into a shape, and drawing a shape as fields for a page."""

from app.platform.forms.drawing import Drawing, FieldView, Option, drawn, word_code
from app.platform.forms.filling import as_typed, defaults_of, in_decimals
from app.platform.forms.reading import (
    PostedForm,
    Problem,
    Unfit,
    gathered,
    posted_form,
    problems_of,
    told,
    tree_of,
)
from app.platform.forms.shapes import shape_of
from app.platform.forms.views import Anchored, FormView, anchored

__all__ = [
    "Anchored",
    "Drawing",
    "FieldView",
    "FormView",
    "Option",
    "PostedForm",
    "Problem",
    "Unfit",
    "anchored",
    "as_typed",
    "defaults_of",
    "drawn",
    "gathered",
    "in_decimals",
    "posted_form",
    "problems_of",
    "shape_of",
    "told",
    "tree_of",
    "word_code",
]
