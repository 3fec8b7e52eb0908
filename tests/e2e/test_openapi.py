"""The deployed API keeps what its own `openapi.json` promises, whatever it is asked (schemathesis).

`SLIPWAY_SOAK=1` asks far more.
"""

from __future__ import annotations

import os
import uuid
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from requests import Session
from requests.adapters import HTTPAdapter
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from urllib3 import Retry

from chalicelib.api.parameters import IF_NONE_MATCH, KEY, TOKEN
from chalicelib.api.rules import COMMIT, DEPLOYMENT_ID, IMAGE_DIGEST
from chalicelib.domain.image import TAG
from chalicelib.domain.mapping_rules import SERVICE_NAME
from http_api import Api
from local_stack import image
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from journey import Journey
    from slipway.local.stack.stack import Stack

pytestmark = pytest.mark.xdist_group("packaged-stack")
SERVICE = "described"
COMMITTED = "5c6b7a8990a1b2c3d4e5f60718293a4b5c6d7e8f"
# Of each operation, beyond its examples and the bounds of its schema.
MORE = 200 if os.environ.get("SLIPWAY_SOAK") else 5
CONFIG: dict[str, Any] = {
    "generation": {"mode": "all", "deterministic": True, "database": "none"},
    "checks": {
        # No schema can tell whether an image or a deployment is there; what else 422 is said for, the test looks at.
        "positive_data_acceptance": {"expected-statuses": ["2xx", 304, 404, 409, 422]},
        # API Gateway has one answer, 404, for a route and for a method that it does not know.
        "unsupported_method": {"enabled": False},
    },
}


@pytest.fixture
def described(stack: Stack, journey: Callable[[str], Journey]) -> Iterator[Any]:
    """The served document, whose examples name a service, an image and a deployment that are really there."""
    assert stack.api is not None
    ours, api = journey(SERVICE), Api(stack.api, stack.operator_token)
    digest = ours.aws.push(SERVICE, image("v2"), COMMITTED)
    made = api("POST", f"/services/{SERVICE}/deployments", {"tag": COMMITTED}).json["id"]
    eventually(lambda: api("GET", f"/deployments/{made}").json["state"] == "succeeded", "a deployment")
    served = api.by(None)("GET", "/openapi.json")
    real = {
        SERVICE_NAME.example: SERVICE,
        DEPLOYMENT_ID.example: made,
        IMAGE_DIGEST.example: digest,
        COMMIT.example: COMMITTED,
        TAG.example: COMMITTED,
        TOKEN.check.example: api("GET", f"/services/{SERVICE}").json["badge_url"].partition("?token=")[2],
        IF_NONE_MATCH.check.example: served.headers["ETag"],
    }
    document = _about(_with(real, served.json))
    yield schemathesis.openapi.from_dict(document, config=SchemathesisConfig.from_dict(CONFIG))
    assert api("DELETE", f"/services/{SERVICE}/hold").status == 200
    ours.aws.quiet()


@pytest.fixture
def patient() -> Iterator[Session]:
    """Asks again when API Gateway says that it was asked too often."""
    with Session() as session:
        retry = Retry(
            status=50, status_forcelist={429}, allowed_methods=None, backoff_factor=0.1, backoff_max=1
        )
        session.mount("http://", HTTPAdapter(max_retries=retry))
        yield session


def _with(real: dict[Any, str], part: Any) -> Any:
    """The part with every example of ours in it replaced."""
    if isinstance(part, dict):
        return {name: _with(real, inner) for name, inner in part.items()}
    if isinstance(part, list):
        return [_with(real, inner) for inner in part]
    return real.get(part, part) if isinstance(part, str) else part


def _about(document: dict[str, Any]) -> dict[str, Any]:
    """Paths name what is there alone: with names made up, hardly a request would get any further."""
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                if parameter["in"] == "path":
                    parameter["schema"] = {"enum": [parameter["example"]]}
    return document


@schemathesis.pytest.from_fixture("described").parametrize()
@settings(
    max_examples=MORE,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_document_promises(case: Any, stack: Stack, patient: Session) -> None:
    if case.headers.get(KEY.name) == KEY.check.example:
        # One key for all requests would have all but the first refused.
        case.headers[KEY.name] = str(uuid.uuid4())

    answer = case.call_and_validate(
        stack.api, patient, headers={"Authorization": f"Bearer {stack.operator_token}"}
    )

    if case.meta.generation.mode is GenerationMode.POSITIVE and answer.status_code == 422:
        assert "errors" not in answer.json(), "what the document allows was refused for its form"
