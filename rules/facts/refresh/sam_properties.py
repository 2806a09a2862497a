"""Refreshes sam_properties.tsv from github.com/aws/serverless-application-model (Apache-2.0): the properties that SAM takes, read from its source.

`of` is a type of resource, or a type of event with what it calls before it (`function Api`). `kinds` is what may stand there, `any` if
SAM does not look. With `functions` a function of CloudFormation may stand there too. `globals` tells whether `Globals` may have it.
"""
import ast
import re
import sys

import tables

KINDS = {"IS_STR": "string", "IS_DICT": "map", "IS_INT": "number", "IS_LIST": "list", "IS_BOOL": "bool"}
FILES = {
    "model/sam_resources.py": "",
    "model/eventsources/push.py": "function ",
    "model/eventsources/pull.py": "function ",
    "model/eventsources/cloudwatchlogs.py": "function ",
    "model/eventsources/scheduler.py": "function ",
    "model/stepfunctions/events.py": "state-machine ",
}


def yes(flag):
    return "yes" if flag else "no"


def kinds(validator):
    """The kinds of value that a validator takes."""
    if isinstance(validator, ast.Name):
        return {KINDS[validator.id]}
    name = validator.func.id
    if name == "one_of":
        return set().union(*map(kinds, validator.args))
    return {{"list_of": "list", "dict_of": "map", "IS_STR_ENUM": "string", "any_type": "any"}[name]}


def properties(table, known):
    """Name, kinds, whether required, whether functions are taken."""
    for name, call in zip(table.keys, table.values):
        if name is None:  # the properties of another class
            yield from known[call.value.id]
            continue
        form, arguments = call.func.id, call.args
        if name.value.startswith("__"):
            continue
        taken = {"any"} if form.endswith("PassThroughProperty") else kinds(arguments[1])
        functions = form == "PropertyType" and not (len(arguments) > 2 and arguments[2].value is False)
        yield name.value, taken, arguments[0].value, functions


def classes(path):
    """Name, type and table of properties of each class in a file."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            found = {}
            for part in node.body:
                target = part.targets[0] if isinstance(part, ast.Assign) else getattr(part, "target", None)
                if isinstance(target, ast.Name) and getattr(part, "value", None) is not None:
                    found[target.id] = part.value
            yield node.name, [base.id for base in node.bases if isinstance(base, ast.Name)], found


def supported(path):
    """What `Globals` takes, by the word of the type."""
    for node in ast.walk(ast.parse(path.read_text())):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == "supported_properties":
            word = lambda key: {"LambdaLayerVersion": "LayerVersion"}.get(key.value.attr, key.value.attr)
            constant = lambda item: "OpenApiVersion" if not isinstance(item, ast.Constant) else item.value
            return {word(key): [constant(item) for item in value.elts] for key, value in zip(node.value.keys, node.value.values)}


def main():
    package = tables.package(sys.argv) / "samtranslator"
    version = re.search(r'__version__ = "([^"]*)"', (package / "__init__.py").read_text())[1]
    shared = supported(package / "plugins" / "globals" / "globals.py")
    rows = {}
    for file, prefix in FILES.items():
        known = {}
        for name, bases, found in classes(package / file):
            own = list(properties(found["property_types"], known)) if "property_types" in found else next((known[base] for base in bases if base in known), None)
            if own is None:
                continue
            merged = {row[0]: row for row in own}
            known[name] = list(merged.values())
            kind = getattr(found.get("resource_type"), "value", None)
            if not isinstance(kind, str):
                continue
            targets = ["function ", "state-machine "] if file.endswith("scheduler.py") else [prefix]
            for target in targets:
                for property_name, taken, required, functions in merged.values():
                    in_globals = property_name in shared.get(kind.rpartition("::")[2], []) and not target
                    rows[(target + kind, property_name)] = [
                        target + kind, property_name, ";".join(sorted(taken)), yes(required), yes(functions), yes(in_globals),
                        "documented", f"{file} of aws/serverless-application-model {version}",
                    ]
    tables.write("sam_properties", ["of", "property", "kinds", "required", "functions", "globals", "certainty", "source"], list(rows.values()), lambda row: f"{row[0]} {row[1]}")


main()
