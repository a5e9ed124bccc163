"""Papers made once: one that was made before, by this test process or the other, is not made again."""

import os
from hashlib import sha256
from pathlib import Path

from app.platform.pdf import Paper, PdfPool


class RememberingPool(PdfPool):
    """What a paper is made of decides every byte: the tests of papers show that, with a pool that forgets."""

    def __init__(self, folder: Path) -> None:
        super().__init__(processes=1)
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def render(self, paper: Paper) -> bytes:
        kept = self._folder / sha256(repr(paper).encode()).hexdigest()
        if not kept.exists():
            made = super().render(paper)
            written = kept.with_suffix(f".{os.getpid()}")
            written.write_bytes(made)
            written.rename(kept)  # whole or not at all, for the other process
            return made
        return kept.read_bytes()
