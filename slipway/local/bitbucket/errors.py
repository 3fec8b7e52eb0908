"""Refusals, in the shape of the `error` schema of Bitbucket's OpenAPI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, request
from werkzeug.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask, Response

MACHINES = ("/2.0/", "/_local/", "/site/")  # what programs ask; everything else is a page for people


class ApiError(Exception):
    """A request that is refused with `status`; `message` is what the caller reads."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers or {})


def error_response(status: int, message: str) -> Response:
    response = jsonify(type="error", error={"message": message})
    response.status_code = status
    return response


def handle_errors(app: Flask) -> None:
    @app.errorhandler(ApiError)
    def refused(error: ApiError) -> Response:
        response = error_response(error.status, error.message)
        response.headers.update(error.headers)
        return response

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response | HTTPException:
        if not request.path.startswith(MACHINES):
            return error
        return error_response(error.code or 500, f"{request.method} {request.path}: {error.description}")
