"""Where each operation is found, without what it takes and answers: what every function has to load."""

from __future__ import annotations

from typing import Final

from chalicelib.domain.frozen import frozen


@frozen
class Route:
    """`path` under the API's own address leads to the operation `id`.

    `open`: nobody need say who they are, and unknown query parameters are ignored, since proxies of images add their
    own.
    """

    id: str
    method: str
    path: str
    open: bool = False


DEPLOY: Final = Route("deploy", "POST", "/services/{name}/deployments")
ROLLBACK: Final = Route("rollback", "POST", "/services/{name}/rollback")
HOLD: Final = Route("hold", "PUT", "/services/{name}/hold")
RELEASE: Final = Route("release", "DELETE", "/services/{name}/hold")
STOP: Final = Route("stop", "POST", "/deployments/{id}/stop")
DEPLOYMENT: Final = Route("deployment", "GET", "/deployments/{id}")
SERVICES: Final = Route("services", "GET", "/services")
SERVICE: Final = Route("service", "GET", "/services/{name}")
BADGE_SVG: Final = Route("badge_svg", "GET", "/badges/{name}.svg", open=True)
BADGE_JSON: Final = Route("badge_json", "GET", "/badges/{name}.json", open=True)
OPENAPI: Final = Route("openapi", "GET", "/openapi.json", open=True)

# API Gateway cannot tell `{name}.svg` from `{name}.json`: both are asked for under one path, and told apart behind it.
BADGE: Final = Route("badge", "GET", "/badges/{file}", open=True)

# What is served; a badge's two forms as one.
SERVED: Final = (DEPLOY, ROLLBACK, HOLD, RELEASE, STOP, DEPLOYMENT, SERVICES, SERVICE, BADGE, OPENAPI)
