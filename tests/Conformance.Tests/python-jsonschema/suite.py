"""Runs JSON-Schema-Test-Suite with python-jsonschema, as tests/Conformance.Tests runs it with ours: python suite.py FOLDER, the suite's. A case counts as
right when the schema is usable and the verdict is the expected one. Needs the packages of requirements.txt."""

import importlib.metadata
import json
import pathlib
import sys

from jsonschema import validators
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7, DRAFT202012

suite = pathlib.Path(sys.argv[1])


def remotes(specification):
    for path in sorted((suite / "remotes").rglob("*.json")):
        uri = "http://localhost:1234/" + path.relative_to(suite / "remotes").as_posix()
        yield uri, Resource.from_contents(json.loads(path.read_text("utf-8")), default_specification=specification)


def is_right(schema, test, default, registry, formats):
    try:
        kind = validators.validator_for(schema, default=default) if isinstance(schema, dict) else default
        validator = kind(schema, registry=registry, format_checker=kind.FORMAT_CHECKER if formats else None)
        return validator.is_valid(test["data"]) == test["valid"]
    except Exception:
        return False


print("jsonschema", importlib.metadata.version("jsonschema"))
for draft, specification, default in (
    ("draft2020-12", DRAFT202012, validators.Draft202012Validator),
    ("draft7", DRAFT7, validators.Draft7Validator),
):
    registry = Registry().with_resources(remotes(specification))
    for folder, formats in (("", False), ("optional", True), ("optional/format", True)):
        verdicts = [
            is_right(group["schema"], test, default, registry, formats)
            for path in sorted((suite / "tests" / draft / folder).glob("*.json"))
            for group in json.loads(path.read_text("utf-8"))
            for test in group["tests"]
        ]
        print(f"{draft}, {folder or 'required'}: {sum(verdicts)} of {len(verdicts)}")
