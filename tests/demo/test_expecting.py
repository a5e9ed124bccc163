"""What a story expects is compared with what it came to; each broken expectation is told by its line."""

import pytest

from app.demo.expecting import Unexpected, reasons_not_as_expected
from app.demo.reading import read_text
from app.demo.script import script_of

SUMMARY = {
    "orders": [
        {"key": "O1", "supplier": "S4", "quantity": "20", "committed": 1198_00, "started_on": None},
        {"key": "O2", "supplier": "S1", "quantity": "12", "committed": 828_00, "started_on": "2026-04-09"},
    ],
    "invoices": [
        {
            "key": "S2-2026-04",
            "kind": "380",
            "number": "KS-2026-0001",
            "net": 696_26,
            "vat": -131_49,
            "vat_groups": [{"key": "S", "base": 515_63}, {"key": "E", "base": 180_63}],
            "lines": [{"order": "O6", "net": 102_38}],
        }
    ],
    "totals": {"april": {"invoices": 5, "net": 1550_11}},
    "commitments": {"total": 7132_00, "calls": {"call": {"share": "1.83 %"}}},
    "metrics": {"M1": {"share": "100.0 %"}},
    "refusals": [],
    "views": {"O2": ["first_name", "phone"]},
}
HEAD = """\
story: x
acts:
  - {at: 2026-01-07 09:00, by: system, do: fall_back, need: n}
expect:
"""
FIRST = HEAD.count("\n") + 1


def broken(expect: str) -> list[tuple[int, str]]:
    """The lines are counted from the first one of what is expected."""
    found = reasons_not_as_expected(script_of(read_text(HEAD + expect)), SUMMARY)
    return [(line - FIRST + 1, what) for line, what in found]


@pytest.mark.parametrize(
    "met",
    [
        "  totals: {april: {invoices: 5, net: 1550.11}}",
        "  totals: {april: {net: '1 550,11'}}",
        "  invoices: {S2-2026-04: {net: 696.26, vat: -131.49, kind: '380', number: KS-2026-0001}}",
        "  invoices: {S2-2026-04: {vat_groups: {S: {base: 515.63}, E: {base: 180.63}}}}",
        "  orders: {O1: {supplier: S4, quantity: 20, committed: 1198.00, started_on: ''}}",
        "  commitments: {total: 7132, calls: {call: {share: 1.83 %}}}",
        "  metrics: {M1: {share: 100.0 %}}",
        "  views: {O2: [first_name, phone]}",
        "  views: {O2: 'first_name, phone'}",
    ],
)
def test_what_came_as_expected_is_no_reason(met):
    assert broken(met) == []


@pytest.mark.parametrize(
    ("expect", "line", "told"),
    [
        (
            "  totals:\n    april:\n      net: 1550.12\n",
            3,
            "expected totals.april.net to be 1550.12, and it is 1550.11",
        ),
        (
            "  totals:\n    may: {net: 1.00}\n",
            2,
            "there is no totals.may; there is april",
        ),
        ("  total: {}\n", 1, "there is no total; there is orders, invoices, totals"),
        (
            "  orders:\n    O1: {supplier: S4,\n         committed: 1198.01}\n",
            3,
            "expected orders.O1.committed to be 1198.01, and it is 1198.00",
        ),
        ("  orders:\n    O9: {supplier: S4}\n", 2, "there is no orders.O9; there is O1, O2"),
        ("  orders: {O1: {started_on: 2026-04-08}}\n", 1, "to be 2026-04-08, and it is "),
        ("  metrics: {M1: {share: 99.0 %}}\n", 1, "to be 99.0 %, and it is 100.0 %"),
        ("  metrics: {M1: {share: {now: 1}}}\n", 1, "expected metrics.M1.share to have parts"),
        ("  refusals: {O1: x}\n", 1, "expected refusals to have parts, and it is []"),
        ("  views: {O2: [phone, first_name]}\n", 1, "to be phone, first_name, and it is first_name, phone"),
        ("  commitments: {total: 7132.00 EUR}\n", 1, "to be 7132.00 EUR, and it is 7132.00"),
    ],
)
def test_what_came_otherwise_is_told_with_its_line(expect, line, told):
    [(where, what)] = broken(expect)

    assert where == line
    assert told in what


def test_every_broken_expectation_is_told_not_only_the_first():
    found = broken("  totals:\n    april:\n      net: 1.00\n      invoices: 6\n  metrics: {M2: {share: 1}}\n")

    assert [line for line, _ in found] == [3, 4, 5]
    told = str(Unexpected(found)).splitlines()
    assert len(told) == 3 and told[0].startswith("line 3: expected totals.april.net to be 1.00")


def test_a_story_may_expect_nothing():
    assert broken("  {}\n") == []
