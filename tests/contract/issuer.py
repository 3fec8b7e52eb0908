"""An OIDC issuer over HTTP whose tokens can be wrong in any way, and the authorizer that looks at them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import jwt

from chalicelib.adapters.http import Http
from chalicelib.adapters.oidc import Oidc, issuer_of
from chalicelib.authorizer import Authorizer, Pipelines
from fakes.clock import FakeClock
from fakes.operators import FakeOperators
from fakes.telemetry import FakeTelemetry
from fakes.web import Web, answer, serving
from slipway.local.bitbucket.keys import SigningKey

KEY, NEXT_KEY, STRANGE_KEY = SigningKey.generate(), SigningKey.generate(), SigningKey.generate()
AUDIENCE = "slipway.acme.test"
WORKSPACE = "{6f9d3c1e-5b0a-4c57-9d2e-0a1b2c3d4e5f}"
REPOSITORY = "{2b1c7a54-83f0-4e0d-b6a7-1f2e3d4c5b6a}"
ENVIRONMENT = "{9a7e5d3c-1b2f-4a6e-8c0d-7e6f5a4b3c2d}"
PIPELINE = "{0f0e0d0c-1b2f-4a6e-8c0d-7e6f5a4b3c2d}"
STEP = "{0a0b0c0d-1b2f-4a6e-8c0d-7e6f5a4b3c2d}"


def keys(*published: SigningKey) -> bytes:
    """The answer to who asks for the keys."""
    return answer(body=json.dumps({"keys": [key.jwk() for key in published]}).encode())


@dataclass
class Issuer:
    """`now` is the verifier's clock and what times in tokens count from."""

    web: Web
    clock: FakeClock = field(default_factory=FakeClock)
    telemetry: FakeTelemetry = field(default_factory=FakeTelemetry)
    operators: FakeOperators = field(default_factory=FakeOperators)

    @property
    def name(self) -> str:
        return issuer_of(self.web.url, "acme")

    @property
    def now(self) -> int:
        return int(self.clock.now().timestamp())

    @property
    def asked(self) -> int:
        """How often the keys were asked for."""
        return len(self.web.requests)

    def verifier(self, http: Http | None = None) -> Oidc:
        return Oidc(self.name, AUDIENCE, http or Http(), self.clock, self.telemetry)

    def authorizer(self) -> Authorizer:
        return Authorizer(Pipelines(WORKSPACE, self.verifier()), self.operators, self.telemetry)

    def claims(self, **changes: object) -> dict[str, object]:
        """A step's claims; a change of None leaves the claim out."""
        found = {
            "iss": self.name,
            "aud": AUDIENCE,
            "sub": f"{REPOSITORY}:{ENVIRONMENT}:{STEP}",
            "iat": self.now,
            "exp": self.now + 3600,
            "workspaceUuid": WORKSPACE,
            "repositoryUuid": REPOSITORY,
            "pipelineUuid": PIPELINE,
            "stepUuid": STEP,
            "deploymentEnvironmentUuid": ENVIRONMENT,
            "branchName": "main",
        } | changes
        return {claim: value for claim, value in found.items() if value is not None}

    def token(self, *, key: SigningKey = KEY, by: str = "RS256", **changes: object) -> str:
        """A token with those claims changed, signed `by` that algorithm."""
        return key.sign({"typ": "JWT", "alg": by, "kid": key.kid}, self.claims(**changes), by)

    def headed(self, *, by: str = "RS256", key: SigningKey = KEY, **headers: object) -> str:
        """A token with those headers changed (None leaves one out)."""
        found: dict[str, object] = {"typ": "JWT", "alg": "RS256", "kid": KEY.kid, **headers}
        kept = {header: value for header, value in found.items() if value is not None}
        return key.sign(kept, self.claims(), by)

    def around(self, payload: bytes) -> str:
        """A well-signed token whose payload is anything."""
        return jwt.api_jws.encode(payload, KEY.private, "RS256", {"kid": KEY.kid})


@contextmanager
def issuing(*answers: bytes) -> Iterator[Issuer]:
    """Its keys are KEY alone, unless other answers are given."""
    with serving(*(answers or (keys(KEY),))) as web:
        yield Issuer(web)
