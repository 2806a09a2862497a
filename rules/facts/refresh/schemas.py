"""Holds the hand-written tables against the schemas: which types and paths do not exist, which arguments look like policies but have no row.

usage: schemas.py FOLDER_OF_CDKTF_PROVIDER_AWS FOLDER_OF_CFN_LINT (both unpacked)
"""
import json
import pathlib
import re
import sys

import tables

LOOKS_LIKE_POLICY = re.compile(r"(^|_)(assume_role_)?polic(y|ies)(_document|_json|_body|_text)?$|access_policies$|PolicyDocument$|(^|Access|Resource|Key|Bucket|Model)Policy$")
LARGEST_DEPTH = 6


def terraform(folder):
    """Resource type -> argument paths, read from the generated TypeScript declarations."""
    types = {}
    for index in sorted(folder.glob("**/lib/*/index.d.ts")):
        if index.parent.name.startswith("data-"):
            continue
        text = "\n".join(path.read_text() for path in sorted(index.parent.glob("*.d.ts")))
        name = re.search(r'tfResourceType = "([^"]+)"', text)
        if name is None:
            continue
        interfaces, roots = {}, []
        for interface, base, body in re.findall(r"export interface (\w+)( extends [\w.]+)? \{\n(.*?)\n\}", text, re.S):
            members = re.findall(r"#(\w+) \w+#\w+\}(?:(?!readonly).)*?readonly \w+\??: ([^;]+);", body, re.S)
            interfaces[interface] = dict(members)
            roots += [interface] if base else []
        paths = set()

        def walk(interface, prefix, depth):
            for member, kind in interfaces.get(interface, {}).items():
                paths.add(prefix + member)
                inner = re.match(r"\w*", kind.strip()).group()
                if inner in interfaces and depth < LARGEST_DEPTH:
                    walk(inner, prefix + member + "[].", depth + 1)

        walk(roots[0] if roots else "", "", 0)
        types[name.group(1)] = paths
    return types


def cloudformation(folder):
    """Resource type -> property paths, read from the resource schemas."""
    types = {}
    for path in sorted(folder.glob("**/schemas/resources/*.json")):
        schema = json.loads(path.read_text())
        definitions = schema.get("definitions", {})
        paths = types.setdefault(schema["typeName"], set())

        def resolve(node):
            return definitions.get(node["$ref"].split("/")[-1], {}) if isinstance(node, dict) and "$ref" in node else node

        def walk(node, prefix, seen):
            name = node.get("$ref") if isinstance(node, dict) else None
            node = resolve(node)
            if not isinstance(node, dict) or name in seen or len(seen) > LARGEST_DEPTH:
                return
            seen = seen | {name or prefix}
            for member, value in (node.get("properties") or {}).items():
                paths.add(prefix + member)
                inner = resolve(value)
                items = inner.get("items") if isinstance(inner, dict) else None
                walk(items if items else value, prefix + member + ("[]." if items else "."), seen)
            for variant in (variant for key in ("oneOf", "anyOf", "allOf") for variant in node.get(key, [])):
                walk(variant, prefix, seen)

        walk({"properties": schema.get("properties", {})}, "", frozenset())
    return types


def named_paths():
    """(table, type, path) of everything that the tables name."""
    for table, columns in (("policy_sites", ("path", "owner")), ("attributes", ("path",)), ("joins", ("via", "target"))):
        names, rows = tables.read(table)
        for row in rows:
            cells = [row[names.index(column)] for column in columns]
            if table == "policy_sites":
                cells += [field.split("=")[1] for field in row[names.index("fields")].split(";") if field]
            yield from ((table, row[names.index("type")], cell) for cell in cells if cell)
    names, rows = tables.read("arns")
    for row in rows:
        for placeholder in re.findall(r"\{([^}]*)\}", row[names.index("shape")]):
            for path in placeholder.split("|"):
                if path not in ("?", "partition", "region", "account"):
                    yield "arns", row[0], path


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    schemas = {**terraform(pathlib.Path(sys.argv[1])), **cloudformation(pathlib.Path(sys.argv[2]))}
    print(f"{len(schemas)} types in the schemas")
    for table, kind, path in sorted(set(named_paths())):
        if kind not in schemas:
            print(f"{table}: no type {kind}")
        # A single block may stand where the table has a list.
        elif path.removesuffix("[]") not in schemas[kind] and path.replace("[]", "") not in schemas[kind]:
            print(f"{table}: {kind} has no {path}")
    names, rows = tables.read("policy_sites")
    placed = {(row[names.index("type")], row[names.index("path")].replace("[]", "")) for row in rows}
    for kind, paths in sorted(schemas.items()):
        for path in sorted(path for path in paths if (kind, path.replace("[]", "")) not in placed):
            if LOOKS_LIKE_POLICY.search(path.split(".")[-1].removesuffix("[]")):
                print(f"no row: {kind} {path}")


main()
