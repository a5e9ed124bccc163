"""The peer of a paper: the same HTML by the bare engine, untagged and not archival, to compare with."""

import weasyprint

from app.platform.pdf import OnlyOurAssets


def render_plain(html: str) -> bytes:
    return bytes(weasyprint.HTML(string=html, url_fetcher=OnlyOurAssets()).write_pdf())
