"""The description of the interface, with what tools that read it look for."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from service.http.examples import BODIES, PARAMETERS
from service.http.glossary import FIELDS
from service.http.guard import NEEDS
from service.http.problems import MEDIA_TYPE

_SCHEMES = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key of `spravka keys create`, or the server's token, where one is asked"
        " for.",
    }
}
Json = dict[str, Any]


def operation_name(route: APIRoute) -> str:
    """Return the id of an operation: the name of its function, which makes a good method."""
    return route.name


def describe(app: FastAPI, problem: Mapping[str, Any]) -> None:
    """Have an application describe itself in full; `problem` is the schema of its problems."""
    plain: Callable[[], Json] = app.openapi

    def openapi() -> Json:
        if app.openapi_schema is None:
            _complete(plain(), problem)
        return plain()

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(schema: Json, problem: Mapping[str, Any]) -> None:
    components = schema["components"]
    components["schemas"]["Problem"] = dict(problem)
    components["responses"] = {
        "Problem": {
            "description": "A problem (RFC 9457)",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }
    components["securitySchemes"] = _SCHEMES
    for address, operation in operations(schema):
        for status in ("4XX", "5XX"):
            operation["responses"][status] = {"$ref": "#/components/responses/Problem"}
        needed = NEEDS.get(address)
        operation["security"] = [{}] if needed is None else [{}, {"key": []}]
        if needed is not None:
            operation["x-scope"] = needed
        _exemplify(operation)
    sent = _sent(schema)
    for name, shape in components["schemas"].items():
        for field, described in shape.get("properties", {}).items():
            said = FIELDS.get(f"{name}.{field}", FIELDS.get(field))
            if said is not None:
                described.setdefault("description", said)
        if "properties" in shape and name not in sent and name != "Problem":
            # What goes out is always whole.
            shape["required"] = list(shape["properties"])


def operations(schema: Json) -> Iterator[tuple[str, Json]]:
    """Yield each operation with its address, as `GET /v1/search`."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def _exemplify(operation: Json) -> None:
    for parameter in operation.get("parameters", []):
        name = parameter["name"]
        if "description" not in parameter:
            said = parameter["schema"].pop("description", None) or FIELDS.get(name)
            if said is not None:
                parameter["description"] = said
        if name in PARAMETERS and "example" not in parameter:
            parameter["example"] = PARAMETERS[name]
    body = operation.get("requestBody", {}).get("content", {})
    for content in body.values():
        if operation["operationId"] in BODIES and content["schema"].get("type") != "string":
            content.setdefault("example", BODIES[operation["operationId"]])


def _sent(schema: Json) -> set[str]:
    """Return the names of the schemas that requests are made of."""
    found: set[str] = set()
    waiting = [each.get("requestBody") for _, each in operations(schema)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            name = str(node.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                waiting.append(schema["components"]["schemas"].get(name))
            waiting += node.values()
    return found
