#!/usr/bin/env python3
"""Turns a schema file of data/ into the C++ tables that src/workflow/schema.h declares.

Usage: generate_schema.py SCHEMA.txt FUNCTION OUTPUT.cpp

The language of the schema files is explained on top of data/workflow-schema.txt. Every mistake in one stops the build
with the line that it is on.
"""

import re
import sys
from dataclasses import dataclass, field

BUILT_IN = {
    "null": "null",
    "boolean": "boolean",
    "number": "number",
    "string": "string",
    "text": "text",
    "sequence": "list of any",
    "mapping": "map of string to any",
    "any": "any of null boolean number string sequence mapping",
}
# A filter of an event, and whether it has an `-ignore` twin.
FILTERS = {"branches": True, "tags": True, "paths": True, "workflows": False, "names": False, "versions": False}
UNLIMITED = "MAX"


class SchemaError(Exception):
    """A mistake in a schema file."""


@dataclass
class Definition:
    """One definition, with `any of` already resolved."""

    kinds: set = field(default_factory=set)
    values: list = field(default_factory=list)
    item: str = ""
    mappings: list = field(default_factory=list)
    contexts: frozenset = frozenset()


@dataclass(eq=False)
class Mapping:
    """The keys of one kind of mapping."""

    name: str
    properties: list = field(default_factory=list)
    loose_key: str = ""
    loose_value: str = ""


class Schema:
    """A schema file, read line by line."""

    def __init__(self):
        self.sources = dict(BUILT_IN)
        self.properties = {}
        self.contexts = {}
        self.context_names = []
        self.roots = []
        self.definitions = {}

    def read(self, text):
        """Takes in the whole file."""
        owner = None
        for number, line in joined_lines(text):
            try:
                if line.startswith(" "):
                    self.read_property(owner, line.strip())
                else:
                    owner = self.read_statement(line)
            except (SchemaError, ValueError) as error:
                raise SchemaError(f"line {number}: {error}") from error

    def read_statement(self, line):
        """Takes in a line that starts at the margin; answers the definition that indented lines belong to."""
        head, _, rest = line.partition(":")
        words = head.split()
        if words[0] == "contexts":
            self.contexts[words[1]] = self.context_set(rest.split())
            return None
        if words[0] == "roots":
            self.roots = rest.split()
            return None
        if words[0] == "event":
            return self.read_event(words[1:], rest.strip())
        self.add(words[0], rest.strip())
        return words[0]

    def add(self, name, source):
        """Names a definition once."""
        if name in self.sources:
            raise SchemaError(f"'{name}' is defined twice")
        self.sources[name] = source
        self.properties[name] = []

    def read_property(self, owner, line):
        """Takes in one key of the mapping `owner`."""
        if owner is None:
            raise SchemaError("a key belongs to no mapping")
        key, _, value = line.partition(":")
        value, _, feature = value.strip().partition(" when ")
        self.properties[owner].append((key.rstrip("!"), value, key.endswith("!"), feature))

    def read_event(self, words, rest):
        """Takes in one event: the key under `on-map-strict` and the word for a string or list."""
        name = words[0]
        if len(words) == 3 and words[1] == "=":
            value = words[2]
        else:
            value = self.event_definition(name, rest)
        if "on-strict" not in self.sources:
            self.add("on-map-strict", "keys")
            self.add("on-name-strict", "values")
            self.add("on-names-strict", "list of on-name-strict")
            self.add("on-strict", "any of on-name-strict on-names-strict on-map-strict")
        self.sources["on-name-strict"] += f" {name}"
        self.properties["on-map-strict"].append((name, value, False, ""))
        return None

    def event_definition(self, name, rest):
        """Makes the definition of an event's configuration from its filters and types."""
        filters, _, types = rest.partition("types ")
        keys = []
        for filter_name in filters.rstrip("; ").split():
            keys.append(filter_name)
            if FILTERS[filter_name]:
                keys.append(f"{filter_name}-ignore")
        if not keys and not types:
            return "null"
        self.add(f"{name}-event", f"any of null {name}-map")
        self.add(f"{name}-map", "keys")
        self.properties[f"{name}-map"] = [(key, "patterns-or-none", False, "") for key in keys]
        if types:
            self.add(f"{name}-type", f"values {types}")
            self.add(f"{name}-types-list", f"list of {name}-type")
            self.add(f"{name}-types", f"any of {name}-type {name}-types-list")
            self.properties[f"{name}-map"].append(("types", f"{name}-types", False, ""))
        return f"{name}-event"

    def context_set(self, words):
        """The contexts that words name, lists resolved."""
        result = set()
        for word in words:
            if word.startswith("@"):
                if word not in self.contexts:
                    raise SchemaError(f"no list of contexts is called '{word}'")
                result |= self.contexts[word]
                continue
            if word not in self.context_names:
                self.context_names.append(word)
            result.add(word)
        return frozenset(result)

    def resolve(self):
        """Works out every definition."""
        for name in self.sources:
            self.definitions[name] = self.definition(name, ())

    def definition(self, name, path):
        """One definition by name."""
        if name not in self.sources:
            raise SchemaError(f"nothing is called '{name}'")
        if name in path:
            raise SchemaError(f"'{name}' is an alternative of itself")
        kind, _, contexts = self.sources[name].partition(" in ")
        result = Definition(contexts=self.context_set(contexts.split()))
        words = kind.split()
        if words[0] in ("null", "boolean", "number", "string", "text", "text-or-empty"):
            result.kinds.add(words[0])
        elif words[0] == "values":
            result.values = words[1:]
        elif words[:2] == ["list", "of"]:
            result.item = self.known(words[2])
        elif words[0] == "map":
            result.mappings = [Mapping(name, [], self.known(words[2]), self.known(words[4]))]
        elif words[0] == "keys":
            loose = words[2:5:2] if len(words) > 1 else ["", ""]
            for _, value, _, _ in self.properties[name]:
                self.known(value)
            result.mappings = [Mapping(name, self.properties[name], *loose)]
        elif words[:2] == ["any", "of"]:
            for part in words[2:]:
                self.merge(name, result, self.definition(part, path + (name,)))
        else:
            raise SchemaError(f"'{name}' is of no known kind: {kind}")
        return result

    @staticmethod
    def merge(name, into, part):
        """Adds an alternative."""
        into.kinds |= part.kinds
        into.values += part.values
        into.mappings += part.mappings
        if part.item:
            if into.item:
                raise SchemaError(f"'{name}' has two kinds of list")
            into.item = part.item
        if part.contexts:
            raise SchemaError(f"an alternative of '{name}' has contexts of its own")

    def known(self, name):
        """Checks that a name is defined."""
        if name not in self.sources:
            raise SchemaError(f"nothing is called '{name}'")
        return name


def joined_lines(text):
    """The lines that say something, with their numbers; a backslash continues a line."""
    whole, start = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        line = line.rstrip()
        start = start or number
        if line.endswith("\\"):
            whole += line[:-1].strip() + " " if whole else line[:-1]
            continue
        whole += line.strip() if whole else line
        if whole.strip() and not whole.lstrip().startswith("#"):
            yield start, whole
        whole, start = "", 0


def string_rule(definition):
    """Which strings a definition takes, as schema.h names it."""
    if "string" in definition.kinds:
        return "kAny"
    if "text-or-empty" in definition.kinds:
        return "kNotEmptyInTestData"
    if "text" in definition.kinds:
        return "kNotEmpty"
    return "kOneOf" if definition.values else "kNone"


def context_row(word):
    """One row of the table of contexts: a name, or a function with how many arguments it takes."""
    match = re.fullmatch(r"(\w+)\((\d+),(\d+|MAX)\)", word)
    if not match:
        return f'{{"{word}", false, 0, 0}}'
    most = "kUnlimitedArguments" if match[3] == UNLIMITED else match[3]
    return f'{{"{match[1]}", true, {match[2]}, {most}}}'


def emit(schema, function, source):
    """The text of the C++ file."""
    index = {name: number for number, name in enumerate(schema.definitions, 1)}
    index[""] = 0
    mappings, alternatives, properties, values, rows = [], [], [], [], []
    places = {}
    for definition in schema.definitions.values():
        for mapping in definition.mappings:
            if mapping.name in places:
                continue
            places[mapping.name] = len(mappings)
            mappings.append(
                f"{{{len(properties)}, {len(mapping.properties)}, {index[mapping.loose_key]}, "
                f"{index[mapping.loose_value]}}}"
            )
            for key, value, required, feature in mapping.properties:
                named = f"Feature::k{feature.capitalize()}" if feature else "Feature::kNone"
                properties.append(f'{{"{key}", {index[value]}, {str(required).lower()}, {named}}}')
    rows.append("{}")
    for name, definition in schema.definitions.items():
        mask = sum(1 << schema.context_names.index(word) for word in definition.contexts)
        flags = ", ".join(str(kind in definition.kinds).lower() for kind in ("null", "boolean", "number"))
        rows.append(
            f'{{"{name}", {mask:#x}, {flags}, StringRule::{string_rule(definition)}, {len(values)}, '
            f"{len(definition.values)}, {index[definition.item]}, {len(alternatives)}, {len(definition.mappings)}}}"
        )
        values += [f'"{value}"' for value in definition.values]
        alternatives += [str(places[mapping.name]) for mapping in definition.mappings]
    tables = [
        ("Definition", "kDefinitions", rows),
        ("std::uint16_t", "kAlternatives", alternatives),
        ("Mapping", "kMappings", mappings),
        ("Property", "kProperties", properties),
        ("std::string_view", "kValues", values),
        ("ContextName", "kContexts", [context_row(word) for word in schema.context_names]),
        ("DefinitionIndex", "kRoots", [str(index[schema.known(name)]) for name in schema.roots]),
    ]
    lines = [
        f"// Made by tools/generate_schema.py from data/{source}; do not edit.",
        '#include "workflow/schema.h"',
        "",
    ]
    lines += ["namespace ropewalk::workflow {", "namespace {", ""]
    for kind, name, entries in tables:
        lines.append(f"constexpr {kind} {name}[] = {{")
        lines += [f"    {entry}," for entry in entries]
        lines += ["};", ""]
    names = ", ".join(name for _, name, _ in tables)
    lines += ["}  // namespace", "", f"const Schema& {function}() {{"]
    lines += [f"  static constexpr Schema kSchema{{{names}}};", "  return kSchema;", "}", ""]
    lines += ["}  // namespace ropewalk::workflow", ""]
    return "\n".join(lines)


def main(arguments):
    """Reads the schema and writes the tables."""
    source, function, output = arguments
    schema = Schema()
    try:
        with open(source, encoding="utf-8") as file:
            schema.read(file.read())
        schema.resolve()
        if len(schema.context_names) > 32:
            raise SchemaError("more than 32 contexts do not fit into a set")
    except SchemaError as error:
        sys.exit(f"{source}: {error}")
    with open(output, "w", encoding="utf-8") as file:
        file.write(emit(schema, function, source.rsplit("/", 1)[-1]))


if __name__ == "__main__":
    main(sys.argv[1:])
