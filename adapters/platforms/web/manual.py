"""The page for those who write programs: every operation of the API and every form, as described."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

_REF = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to send or to get. `form` names the form that it holds, if it is one."""

    name: str
    kind: str
    words: str
    is_required: bool
    form: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked: `takes` and `gives` name forms, `statuses` are the answers that it may have."""

    method: str
    path: str
    words: str
    fields: tuple[Field, ...]
    takes: str
    gives: str
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What is sent or given, field by field."""

    name: str
    words: str
    fields: tuple[Field, ...]


def explained(told: Schema) -> dict[str, Any]:
    """An OpenAPI description as the page shows it; `choices` are what kinds of words there are."""
    schemas = told["components"]["schemas"]
    choices = {name: _kind(each)[0] for name, each in schemas.items() if "properties" not in each}
    shown = tuple(_forms(schemas))
    return {"operations": tuple(_operations(told)), "forms": shown, "choices": choices}


def _operations(told: Schema) -> Iterator[Operation]:
    for path, methods in told["paths"].items():
        for method, each in methods.items():
            good = next(status for status in each["responses"] if status.startswith("2"))
            yield Operation(
                method=method.upper(),
                path=path,
                words=each["description"],
                fields=tuple(map(_parameter, each.get("parameters", ()))),
                takes=_kind(_content(each.get("requestBody", {})))[1],
                gives=_kind(_content(each["responses"][good]))[1],
                statuses=(good, *(status for status in each["responses"] if status != good)),
            )


def _forms(schemas: Schema) -> Iterator[Form]:
    for name, schema in sorted(schemas.items()):
        if "properties" not in schema:
            continue
        needed = schema.get("required", ())
        fields = (_field(key, each, key in needed) for key, each in schema["properties"].items())
        yield Form(name, schema.get("description", ""), tuple(fields))


def _content(part: Schema) -> Schema:
    """The schema of what is sent or answered as JSON."""
    found: Schema = part.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def _parameter(told: Schema) -> Field:
    return _field(
        told["name"], {"description": told.get("description", ""), **told["schema"]}, told["required"]
    )


def _field(name: str, schema: Schema, is_required: bool) -> Field:
    kind, form = _kind(schema)
    words = [schema.get("description", "")]
    if schema.get("default") not in (None, ""):
        words.append(f"{schema['default']} unless told")
    return Field(name, kind, "; ".join(filter(None, words)), is_required, form)


def _kind(schema: Schema) -> tuple[str, str]:
    """What a value is, for people, and the form that it is or holds."""
    if ref := schema.get("$ref"):
        name = str(ref).removeprefix(_REF)
        return name, name
    if several := schema.get("anyOf"):
        kinds = [_kind(each) for each in several]
        return " or ".join(kind for kind, _ in kinds), next(filter(None, (form for _, form in kinds)), "")
    if schema.get("type") == "array":
        kind, form = _kind(schema.get("items", {}))
        return f"list of {kind}", form
    if choices := schema.get("enum"):
        return " · ".join(map(str, choices)), ""
    limits = [str(schema[key]) for key in ("minimum", "maximum") if key in schema]
    kind = str(schema.get("format") or schema.get("type", "")).replace("null", "nothing")
    return f"{kind} {' to '.join(limits)}".strip(), ""
