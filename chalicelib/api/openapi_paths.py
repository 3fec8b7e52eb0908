"""One operation as OpenAPI describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib.api.mistakes import Place
from chalicelib.api.openapi_responses import problem_ref

if TYPE_CHECKING:
    from chalicelib.api.bodies import Body
    from chalicelib.api.fields import Schema
    from chalicelib.api.operations import Answer, Operation
    from chalicelib.api.parameters import Parameter
    from chalicelib.domain.ecs import Json

# API Gateway itself may answer so on every route.
_ANYWHERE: Final = (400, 403, 413, 429, 500, 503, 504)
_SECURED: Final = (401, 422)


def operation_object(one: Operation) -> Schema:
    described: Schema = {
        "operationId": one.route.id,
        "summary": one.summary,
        "parameters": [_parameter(each) for each in one.parameters],
        "responses": {**_success(one.answer), **{str(each): problem_ref(each) for each in _refusals(one)}},
    }
    # Content in a DELETE has no defined semantics (RFC 9110, section 9.3.5), so none is offered.
    if one.body is not None and one.route.method != "DELETE":
        described["requestBody"] = _request_body(one.body)
    if one.route.open:
        described["security"] = []
    return described


def _parameter(one: Parameter) -> Json:
    return {
        "name": one.name,
        "in": one.place.value,
        "required": one.place is Place.PATH,
        "description": one.description,
        "schema": one.check.schema(),
        "example": one.check.example,
    }


def _request_body(body: Body) -> Schema:
    schema: Schema = {"$ref": f"#/components/schemas/{body.title}"}
    example: Schema = {one.name: one.check.example for one in body.fields[:1]}
    return {
        "required": not body.optional,
        "content": {"application/json": {"schema": schema, "example": example}},
    }


def _success(answer: Answer) -> Schema:
    headers: Schema = {name: {"$ref": f"#/components/headers/{name}"} for name in answer.headers}
    described: Schema = {
        "description": answer.description,
        "headers": headers,
        "content": {answer.media: {"schema": answer.schema}},
    }
    found: Schema = {str(answer.status): described}
    if "ETag" in answer.headers:
        found["304"] = {"description": "It is as it was.", "headers": headers}
    return found


def _refusals(one: Operation) -> list[int]:
    named = any(each.place is Place.PATH for each in one.parameters)
    return sorted(
        {
            *_ANYWHERE,
            *(() if one.route.open else _SECURED),
            *((404,) if named else ()),
            *((409,) if one.conflicts else ()),
            *((415,) if one.body is not None else ()),
        }
    )
