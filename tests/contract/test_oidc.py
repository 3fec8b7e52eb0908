"""Which tokens of pipelines are let in; every other is turned away alike, and the log alone says why."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.domain.caller import Pipeline
from chalicelib.domain.errors import UnauthorisedError
from contract.issuer import (
    AUDIENCE,
    ENVIRONMENT,
    KEY,
    PIPELINE,
    REPOSITORY,
    STEP,
    STRANGE_KEY,
    WORKSPACE,
    Issuer,
    issuing,
)

OTHER = "{00000000-0000-4000-8000-000000000000}"
EVIL = "https://evil.test/keys.json"
BARE = WORKSPACE.strip("{}")
DEEP = b"[" * 2500 + b"]" * 2500

Forged = Callable[[Issuer], str]
OBNOXIOUS: dict[str, tuple[Forged, str]] = {
    # Algorithms.
    "alg none, unsigned": (lambda i: i.token(by="none"), "no signed JWT"),
    "alg none, signed": (lambda i: i.headed(alg="none"), "signed with 'none'"),
    "alg None, in other letters": (lambda i: i.headed(alg="NoNe"), "signed with 'NoNe'"),
    "alg absent": (lambda i: i.headed(alg=None), "signed with None"),
    "alg a list": (lambda i: i.headed(alg=["RS256"]), r"signed with \['RS256'\]"),
    "HS256 with the public key": (lambda i: i.token(by="HS256"), "signed with 'HS256'"),
    "HS256 that says RS256": (lambda i: i.headed(by="HS256"), "InvalidSignatureError"),
    "RS384": (lambda i: i.token(by="RS384"), "signed with 'RS384'"),
    "RS512 that says RS256": (lambda i: i.headed(by="RS512"), "InvalidSignatureError"),
    "PS256": (lambda i: i.token(by="PS256"), "signed with 'PS256'"),
    "ES256": (
        lambda i: jwt.encode(
            i.claims(), ec.generate_private_key(ec.SECP256R1()), "ES256", headers={"kid": KEY.kid}
        ),
        "signed with 'ES256'",
    ),
    # Signatures.
    "signed by another": (lambda i: i.headed(key=STRANGE_KEY), "InvalidSignatureError"),
    "signature cut": (lambda i: i.token()[:-4], "DecodeError|InvalidSignatureError"),
    "signature gone": (lambda i: i.token().rpartition(".")[0] + ".", "no signed JWT"),
    "signature of another token": (
        lambda i: f"{i.token(branchName='x').rpartition('.')[0]}.{i.token().rpartition('.')[2]}",
        "InvalidSignatureError",
    ),
    "no segments": (lambda _: "..", "no signed JWT"),
    "no base64": (lambda _: "a.b.c", "DecodeError"),
    "padding": (lambda i: f"{i.token()}==", "no signed JWT"),
    # Which key.
    "kid unknown": (lambda i: i.headed(kid="unknown"), "none of the issuer's"),
    "kid absent": (lambda i: i.headed(kid=None), "names no key"),
    "kid empty": (lambda i: i.headed(kid=""), "names no key"),
    "kid a path": (lambda i: i.headed(kid="../../etc/passwd"), "none of the issuer's"),
    "kid a URL": (lambda i: i.headed(kid=EVIL), "none of the issuer's"),
    "kid a number": (lambda i: i.headed(kid=1), "InvalidTokenError"),
    "kid very long": (lambda i: i.headed(kid="k" * 300), "names no key"),
    "kid a lone surrogate": (lambda i: i.headed(kid="\ud800"), "none of the issuer's"),
    "jku": (lambda i: i.headed(jku=EVIL), "may not hold jku"),
    "x5u": (lambda i: i.headed(x5u=EVIL), "may not hold x5u"),
    "jwk": (lambda i: i.headed(key=STRANGE_KEY, jwk=STRANGE_KEY.jwk()), "may not hold jwk"),
    "x5c": (lambda i: i.headed(x5c=["MIIB"]), "may not hold x5c"),
    # What kind of token.
    "crit unknown": (lambda i: i.headed(crit=["exp"], exp=1), "critical extension"),
    "crit empty": (lambda i: i.headed(crit=[]), "InvalidTokenError"),
    "crit known": (lambda i: i.headed(crit=["b64"], b64=True), "may not hold b64, crit"),
    "b64 false": (lambda i: i.headed(b64=False), "DecodeError"),
    "b64 false and critical": (lambda i: i.headed(b64=False, crit=["b64"]), "DecodeError"),
    "typ of an access token": (lambda i: i.headed(typ="at+jwt"), "of type 'at.jwt'"),
    "typ a list": (lambda i: i.headed(typ=["JWT"]), "of type"),
    "nested, and says so": (lambda i: i.headed(cty="JWT"), "may not hold cty"),
    "nested": (lambda i: i.around(i.token().encode()), "DecodeError"),
    "compressed": (lambda i: i.headed(zip="DEF"), "may not hold zip"),
    "headers no object": (lambda i: f"WzFd.{i.token().partition('.')[2]}", "DecodeError"),
    "payload no JSON": (lambda i: i.around(b"\xff"), "DecodeError"),
    "payload a list": (lambda i: i.around(b"[1]"), "DecodeError"),
    "payload very deep": (lambda i: i.around(DEEP), "Error"),
    "huge": (lambda i: i.token(branchName="b" * 9000), "longer than 8192"),
    # Whose.
    "iss another": (lambda i: i.token(iss="https://evil.test"), "InvalidIssuerError"),
    "iss with a slash": (lambda i: i.token(iss=f"{i.name}/"), "InvalidIssuerError"),
    "iss of another workspace": (
        lambda i: i.token(iss=i.name.replace("/acme/", "/evil/")),
        "InvalidIssuerError",
    ),
    "iss a list": (lambda i: i.token(iss=[i.name]), "InvalidIssuerError"),
    "iss absent": (lambda i: i.token(iss=None), "MissingRequiredClaimError"),
    "aud another": (lambda i: i.token(aud="other"), "InvalidAudienceError"),
    "aud the default one": (
        lambda i: i.token(aud=f"ari:cloud:bitbucket::workspace/{BARE}"),
        "InvalidAudienceError",
    ),
    "aud a list with ours": (lambda i: i.token(aud=[AUDIENCE]), "InvalidAudienceError"),
    "aud a list of many": (lambda i: i.token(aud=[AUDIENCE, "other"]), "InvalidAudienceError"),
    "aud in other letters": (lambda i: i.token(aud=AUDIENCE.upper()), "InvalidAudienceError"),
    "aud empty": (lambda i: i.token(aud=""), "MissingRequiredClaimError"),
    "aud absent": (lambda i: i.token(aud=None), "MissingRequiredClaimError"),
    "sub absent": (lambda i: i.token(sub=None), "MissingRequiredClaimError"),
    "sub a number": (lambda i: i.token(sub=7), "InvalidSubjectError"),
    "workspace another": (lambda i: i.token(workspaceUuid=OTHER), "not of ours"),
    "workspace absent": (lambda i: i.token(workspaceUuid=None), "not of ours"),
    "workspace empty": (lambda i: i.token(workspaceUuid=""), "not of ours"),
    "workspace a list": (lambda i: i.token(workspaceUuid=[WORKSPACE]), "not of ours"),
    "workspace and a newline": (lambda i: i.token(workspaceUuid=f"{WORKSPACE}\n"), "not of ours"),
    "pipeline absent": (lambda i: i.token(pipelineUuid=None), "names no pipeline"),
    "step absent": (lambda i: i.token(stepUuid=None), "no step"),
    # When.
    "expired": (lambda i: i.token(exp=i.now - 31), "has expired"),
    "expired at the end of the leeway": (lambda i: i.token(exp=i.now - 30), "has expired"),
    "exp absent": (lambda i: i.token(exp=None), "MissingRequiredClaimError"),
    "exp a text": (lambda i: i.token(exp=str(i.now + 60)), "exp is no whole number"),
    "exp true": (lambda i: i.token(exp=True), "exp is no whole number"),
    "exp endless": (lambda i: i.token(exp=float("inf")), "exp is no whole number"),
    "exp before all time": (lambda i: i.token(exp=-(10**400)), "has expired"),
    "iat in the future": (lambda i: i.token(iat=i.now + 31), "issued in the future"),
    "iat after all time": (lambda i: i.token(iat=10**400), "issued in the future"),
    "iat absent": (lambda i: i.token(iat=None), "MissingRequiredClaimError"),
    "iat a text": (lambda i: i.token(iat=str(i.now)), "iat is no whole number"),
    "nbf in the future": (lambda i: i.token(nbf=i.now + 31), "not in force"),
    "nbf a text": (lambda i: i.token(nbf="0"), "nbf is no whole number"),
}
GOOD: dict[str, Forged] = {
    "as Bitbucket makes it": lambda i: i.token(),
    "workspace without braces": lambda i: i.token(workspaceUuid=BARE),
    "workspace in capitals": lambda i: i.token(workspaceUuid=WORKSPACE.upper()),
    "expired within the leeway": lambda i: i.token(exp=i.now - 29),
    "issued at the end of the leeway": lambda i: i.token(iat=i.now + 30),
    "in force by now": lambda i: i.token(nbf=i.now),
    "without typ": lambda i: i.headed(typ=None),
    "typ in small letters": lambda i: i.headed(typ="jwt"),
    "with a header that means nothing here": lambda i: i.headed(ver="1"),
    "with claims that mean nothing here": lambda i: i.token(compliant=True),
}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuing() as made:
        yield made


@pytest.mark.parametrize(("forged", "why"), OBNOXIOUS.values(), ids=OBNOXIOUS)
def test_an_obnoxious_token_is_turned_away_and_the_log_alone_says_why(
    issuer: Issuer, forged: Forged, why: str
) -> None:
    token = forged(issuer)

    with pytest.raises(UnauthorisedError, match=r"^this request carries no credential that is known here$"):
        issuer.authorizer().authorise(f"Bearer {token}")

    (_, _, fields) = issuer.telemetry.lines[-1]
    assert re.search(why, str(fields["why"]))
    assert all(part not in repr(issuer.telemetry.lines) for part in token.split(".") if len(part) > 20)
    assert issuer.operators.asked == []


@pytest.mark.parametrize("forged", GOOD.values(), ids=GOOD)
def test_a_token_of_a_step_is_let_in(issuer: Issuer, forged: Forged) -> None:
    assert issuer.authorizer().authorise(f"Bearer {forged(issuer)}") == Pipeline(
        workspace=WORKSPACE,
        repository=REPOSITORY,
        pipeline=PIPELINE,
        step=STEP,
        environment=ENVIRONMENT,
        branch="main",
    )
    assert issuer.telemetry.lines == []


def test_no_url_of_a_token_is_followed(issuer: Issuer) -> None:
    with issuing() as elsewhere:
        url = f"{elsewhere.name}/keys.json"
        forged = issuer.headed(jku=url, x5u=url, kid=url)

        with pytest.raises(UnauthorisedError):
            issuer.verifier().verify(forged)

        assert (elsewhere.asked, issuer.asked) == (0, 0)


def test_keys_are_looked_up_at_the_issuer_s_one_address(issuer: Issuer) -> None:
    issuer.verifier().verify(issuer.token())

    (request,) = issuer.web.requests
    assert request.startswith(b"GET /workspaces/acme/pipelines-config/identity/oidc/keys.json HTTP/1.1\r\n")


@pytest.mark.parametrize("forged", [OBNOXIOUS["alg none, signed"][0], OBNOXIOUS["crit unknown"][0]])
def test_no_key_is_looked_up_for_a_token_that_cannot_be_good(issuer: Issuer, forged: Forged) -> None:
    with pytest.raises(UnauthorisedError):
        issuer.verifier().verify(forged(issuer))

    assert issuer.asked == 0


def test_a_duplicate_claim_counts_as_the_library_reads_it_and_is_checked_as_such(issuer: Issuer) -> None:
    twice = json.dumps(issuer.claims())[:-1] + f', "workspaceUuid": "{OTHER}"}}'

    with pytest.raises(UnauthorisedError):
        issuer.authorizer().authorise(f"Bearer {issuer.around(twice.encode())}")
