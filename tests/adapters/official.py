"""The official rules of e-invoices, run here without a network: schemas by lxml, CEN's rules by Saxon.

`python scripts/fetch_official_rules.py` fetches them into `var/official/`.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from saxonche import PySaxonProcessor

OFFICIAL = Path(__file__).resolve().parents[2] / "var" / "official"
UBL, FINVOICE = OFFICIAL / "ubl-2.1", OFFICIAL / "finvoice-3.0"
UBL_SCHEMAS = {"Invoice": "UBL-Invoice-2.1.xsd", "CreditNote": "UBL-CreditNote-2.1.xsd"}
FETCH = "the official rules are not here: run `python scripts/fetch_official_rules.py`"
REPORT = {"svrl": "http://purl.oclc.org/dsdl/svrl"}
STRICT = etree.XMLParser(resolve_entities=False, no_network=True)


def needed(*files: Path) -> None:
    """A machine without the rules says so aloud; the one that decides about a change must have them."""
    if all(file.is_file() for file in files):
        return
    if os.environ.get("CI") == "true":
        pytest.fail(FETCH)
    pytest.skip(FETCH)


def faults_of_ubl(file: bytes) -> list[str]:
    """What the UBL 2.1 schema and the EN 16931 rules say against it, their warnings included."""
    root = etree.QName(etree.fromstring(file, STRICT)).localname
    schema = UBL / "maindoc" / UBL_SCHEMAS[root]
    rules = UBL / "EN16931-UBL-validation.xslt"
    needed(schema, rules)
    return [*_schema_faults(schema, file), *_rule_faults(rules, file)]


def faults_of_finvoice(file: bytes) -> list[str]:
    schema = FINVOICE / "Finvoice3.0.xsd"
    needed(schema)
    return _schema_faults(schema, file)


def _schema_faults(schema: Path, file: bytes) -> list[str]:
    checker = _schema(schema)
    checker.validate(etree.fromstring(file, STRICT))
    return [f"XSD line {fault.line}: {fault.message}" for fault in checker.error_log]


@cache
def _schema(file: Path) -> Any:
    return etree.XMLSchema(file=str(file))


def _rule_faults(rules: Path, file: bytes) -> list[str]:
    processor, executable = _compiled(rules)
    report = executable.transform_to_string(xdm_node=processor.parse_xml(xml_text=file.decode()))
    svrl = etree.fromstring(report.encode(), STRICT)
    fired = svrl.findall("svrl:fired-rule", REPORT)
    assert fired, "the rules did not look at the file at all"
    asserts = svrl.findall("svrl:failed-assert", REPORT)
    return [f"{fault.get('id')}: {''.join(fault.itertext()).strip()}" for fault in asserts]


@cache
def _compiled(rules: Path) -> tuple[Any, Any]:
    """Compiling takes a second, so it is done once a process."""
    processor = PySaxonProcessor(license=False)
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))
