"""Opening, correcting, handing over and forgetting case files, and showing what is needed of them."""

from app.clients.service.cases import (
    add_representative,
    correct,
    forget,
    hand_over,
    hand_over_all,
    open_case,
    protect_contact,
)
from app.clients.service.reading import (
    MAKE_ONCE,
    CaseFile,
    FileLine,
    names_of,
    own_files,
    pseudonym_for,
    read_file,
    reveal,
)
from app.clients.service.sealing import open_text, open_texts, seal

__all__ = [
    "MAKE_ONCE",
    "CaseFile",
    "FileLine",
    "add_representative",
    "correct",
    "forget",
    "hand_over",
    "hand_over_all",
    "names_of",
    "open_case",
    "open_text",
    "open_texts",
    "own_files",
    "protect_contact",
    "pseudonym_for",
    "read_file",
    "reveal",
    "seal",
]
