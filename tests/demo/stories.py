"""A short story, for tests that need no procurement: an installation, its administrator, one supplier."""

BEGIN = """\
story: A short one
seed: 3
acts:
  - at: 2026-01-07 09:00
    by: system
    do: open_platform
    as: admin
    name: Kutsu
    admin_name: Yrjö Ylläpito
    admin_email: yllapito@kutsu.example
    valid_from: 2026-01-01
  - at: 2026-01-08 09:00
    by: admin
    do: found_organisation
    as: S1
    name: Valopolku ry
    valid_from: 2026-01-01
  - at: 2026-01-08 09:00
    by: admin
    do: register_person
    as: S1-admin
    name: Vilma Valo
    email: vilma@valopolku.example
    organisation: S1
    roles: [supplier_admin]
    valid_from: 2026-01-01
"""


NEXT = BEGIN.count("\n") + 1  # the line on which `acts` begin


def story(acts: str = "", *, expect: str = "") -> str:
    """The beginning, then these acts; `expect` as it stands below the word."""
    return BEGIN + acts.lstrip("\n") + (f"expect:\n{expect}" if expect else "")
