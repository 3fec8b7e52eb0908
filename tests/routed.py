"""An app with routes and an authorizer, whatever app.py has of them."""

from __future__ import annotations

AUTHORIZER = """

from chalice.app import AuthRequest, AuthResponse


@app.authorizer(ttl_seconds=0)
def authorize(request: AuthRequest) -> AuthResponse:
    if request.token == "Bearer good":
        return AuthResponse(routes=["*"], principal_id="someone")
    raise Exception("Unauthorized")
"""

ROUTES = """

from chalice.app import Response


@app.route("/openapi.json")
def openapi() -> Response:
    import os
    url = os.environ["SLIPWAY_PUBLIC_URL"]
    return Response({"openapi": "3.1.0", "info": {"title": "Slipway", "version": "1"}, "servers": [{"url": url}]})


@app.route("/services", authorizer=authorize)
def services() -> Response:
    return Response({"services": []})
"""


def routed(source: str) -> str:
    """Return the source of app.py with what it lacks."""
    source += "" if "app.authorizer(" in source else AUTHORIZER
    return source + ("" if "app.route(" in source else ROUTES)
