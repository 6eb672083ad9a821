#!/usr/bin/env python3
"""Makes data/cyclonedx-1.6.txt, what a CycloneDX 1.6 document may hold, from the published schema.

Usage: tools/make_cyclonedx_shapes.py bom-1.6.schema.json spdx.schema.json

The file has a line for each named shape. A shape is:
    t text, t1 text that is not empty, d date and time, u mail address, n number, i whole number (with i:LEAST:MOST),
    b boolean, * anything, $ SPDX licence id, e(A|B) one of these, p"EXPRESSION" a matching text, @NAME a named shape,
    [S] list, [=S] list without doubles, [1:S] list of one, <S,S> any of these,
    {KEY!:S KEY:S} mapping with these keys, ! when it has to be there; a * at its end allows others;
    ^(a+b|c) behind it: exactly one of these sets of keys is there.
"""

import json
import sys


def text(node: dict) -> str:
    if "enum" in node:
        return f"e({'|'.join(node['enum'])})"
    if node.get("format") == "date-time":
        return "d"
    if node.get("format") in ("email", "idn-email"):
        return "u"
    if "pattern" in node:
        return f'p"{node["pattern"]}"'
    return "t1" if node.get("minLength") else "t"


def mapping(node: dict) -> str:
    required = node.get("required", [])
    keys = [
        f"{key}{'!' if key in required else ''}:{shape(value)}" for key, value in node.get("properties", {}).items()
    ]
    keys += [f"{key}!:*" for key in required if key not in node.get("properties", {})]
    if node.get("additionalProperties", True) is not False:
        keys.append("*")
    found = "{" + " ".join(keys) + "}"
    sets = [choice["required"] for choice in node.get("oneOf", node.get("anyOf", [])) if set(choice) == {"required"}]
    return found + (f"^({'|'.join('+'.join(one) for one in sets)})" if sets else "")


def shape(node: dict) -> str:
    if "$ref" in node:
        reference = node["$ref"]
        if reference.startswith("#/definitions/"):
            return "@" + reference.split("/")[-1]
        return "$" if "spdx" in reference else "*"
    choices = node.get("oneOf", node.get("anyOf", []))
    if choices and not all(set(choice) == {"required"} for choice in choices):
        inner = [
            shape({**choice, "type": choice.get("type", node.get("type"))} if "$ref" not in choice else choice)
            for choice in choices
        ]
        if node.get("type") == "array" and "items" in node:
            return f"<{','.join(inner)}>"
        return f"<{','.join(inner)}>"
    kind = node.get("type")
    if kind == "object":
        return mapping(node) if "properties" in node or "required" in node else "*"
    if kind == "array":
        items = node.get("items", {})
        mark = "=" if node.get("uniqueItems") else ""
        mark = "1:" if node.get("minItems") == 1 and node.get("maxItems") == 1 else mark
        return f"[{mark}{shape(items if isinstance(items, dict) else items[0])}]"
    if kind == "integer":
        limits = [node.get("minimum"), node.get("maximum")]
        return "i" if limits == [None, None] else "i:" + ":".join("" if one is None else str(one) for one in limits)
    if kind == "number":
        return "n"
    if kind == "boolean":
        return "b"
    if kind == "string" or "enum" in node:
        return text(node)
    return "*"


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        licences = json.load(file)["enum"]
    lines = [f"bom {mapping({**schema, 'type': 'object'})}"]
    lines += [f"{name} {shape(node)}" for name, node in schema["definitions"].items()]
    with open("data/cyclonedx-1.6.txt", "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    with open("data/spdx-licences.txt", "w", encoding="utf-8") as file:
        file.write("\n".join(licences) + "\n")


if __name__ == "__main__":
    main()
