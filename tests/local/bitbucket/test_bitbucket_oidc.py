"""The stand-in as the OIDC issuer of Pipelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jwt
import pytest

from slipway.local import bitbucket as package
from slipway.local.bitbucket.app import create_app
from slipway.local.bitbucket.keys import SigningKey

if TYPE_CHECKING:
    from flask.testing import FlaskClient

KEY = SigningKey.generate()
URL = "http://127.0.0.1:4567"
ISSUER = f"{URL}/2.0/workspaces/{package.WORKSPACE}/pipelines-config/identity/oidc"


@pytest.fixture
def bitbucket() -> FlaskClient:
    return create_app(URL, key=KEY).test_client()


def token(bitbucket: FlaskClient, **wanted: object) -> str:
    return str(bitbucket.post("/_local/tokens", json=wanted).get_json()["token"])


def published_key(bitbucket: FlaskClient) -> jwt.PyJWK:
    discovery = bitbucket.get(f"{ISSUER}/.well-known/openid-configuration".removeprefix(URL)).get_json()
    assert discovery["issuer"] == ISSUER
    (key,) = bitbucket.get(discovery["jwks_uri"].removeprefix(URL)).get_json()["keys"]
    return jwt.PyJWK(key)


def verified(bitbucket: FlaskClient, raw: str) -> dict[str, Any]:
    return jwt.decode(
        raw, published_key(bitbucket), algorithms=["RS256"], audience=package.AUDIENCE, issuer=ISSUER
    )


def claims(raw: str) -> dict[str, Any]:
    return jwt.decode(raw, options={"verify_signature": False})


def test_a_token_verifies_with_the_published_key(bitbucket: FlaskClient) -> None:
    raw = token(bitbucket)
    assert verified(bitbucket, raw)["workspaceUuid"] == package.WORKSPACE_UUID
    assert jwt.get_unverified_header(raw)["kid"] == published_key(bitbucket).key_id


def test_a_token_carries_the_claims_of_a_step(bitbucket: FlaskClient) -> None:
    found = claims(token(bitbucket))
    assert set(found) == {
        "sub", "iss", "aud", "exp", "iat", "branchName", "deploymentEnvironmentUuid", "pipelineUuid",
        "repositoryUuid", "stepUuid", "workspaceUuid",
    }  # fmt: skip
    uuids = [value for name, value in found.items() if name.endswith("Uuid")]
    assert all(value.startswith("{") and value.endswith("}") for value in uuids)


def test_the_subject_is_repository_environment_and_step(bitbucket: FlaskClient) -> None:
    found = claims(token(bitbucket, stepUuid="{s}", repositoryUuid="{r}", deploymentEnvironmentUuid="{e}"))
    assert found["sub"] == "{r}:{e}:{s}"


def test_a_claim_can_be_set_added_or_left_out(bitbucket: FlaskClient) -> None:
    found = claims(
        token(bitbucket, branchName="release", extra=[1], deploymentEnvironmentUuid=None, stepUuid="{s}")
    )
    assert (found["branchName"], found["extra"]) == ("release", [1])
    assert "deploymentEnvironmentUuid" not in found
    assert found["sub"] == f"{package.REPOSITORY_UUID}:{{s}}"


def test_an_expired_token_has_expired(bitbucket: FlaskClient) -> None:
    with pytest.raises(jwt.ExpiredSignatureError):
        verified(bitbucket, token(bitbucket, expired=True))


def test_a_token_without_a_signature_can_be_had(bitbucket: FlaskClient) -> None:
    raw = token(bitbucket, alg="none")
    assert raw.endswith(".")
    assert jwt.get_unverified_header(raw)["alg"] == "none"


def test_a_token_signed_with_the_public_key_as_a_secret_can_be_had(bitbucket: FlaskClient) -> None:
    raw = token(bitbucket, alg="HS256")
    signed, _, signature = raw.rpartition(".")
    hmac = jwt.get_algorithm_by_name("HS256")
    assert hmac.verify(signed.encode(), KEY.public_pem, jwt.utils.base64url_decode(signature))


@pytest.mark.parametrize(("kid", "header"), [("unknown", {"kid": "unknown"}), (None, {})])
def test_the_key_id_can_be_another_or_none(
    bitbucket: FlaskClient, kid: str | None, header: dict[str, str]
) -> None:
    found = jwt.get_unverified_header(token(bitbucket, kid=kid))
    assert found == {"typ": "JWT", "alg": "RS256", **header}


def test_headers_can_be_added(bitbucket: FlaskClient) -> None:
    raw = token(bitbucket, headers={"jku": "https://evil.example/keys.json"})
    assert jwt.get_unverified_header(raw)["jku"] == "https://evil.example/keys.json"


@pytest.mark.parametrize(
    "body", [{"alg": "ES256"}, {"alg": 7}, {"headers": "x"}, {"expired": "yes"}, ["not an object"]]
)
def test_a_token_that_cannot_be_made_is_refused(bitbucket: FlaskClient, body: object) -> None:
    assert bitbucket.post("/_local/tokens", json=body).status_code == 400


def test_each_workspace_is_an_issuer_of_its_own(bitbucket: FlaskClient) -> None:
    path = "/2.0/workspaces/other/pipelines-config/identity/oidc/.well-known/openid-configuration"
    assert bitbucket.get(path).get_json()["issuer"] == ISSUER.replace(package.WORKSPACE, "other")
