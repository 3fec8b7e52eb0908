"""How the values look that are asked for over HTTP, beyond the names that the mapping knows."""

from __future__ import annotations

from chalicelib.domain.rule import Rule

# The domain also takes the shorter digests of AWS's own samples; whoever asks for one copies it whole.
IMAGE_DIGEST = Rule(
    what="an image digest",
    pattern=r"sha256:[0-9a-f]{64}",
    longest=71,
    hint="write sha256: and 64 lower-case hex digits",
    example="sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
)
COMMIT = Rule(
    what="a commit",
    pattern=r"[0-9a-f]{7,40}",
    shortest=7,
    longest=40,
    hint="write 7 to 40 lower-case hex digits of its hash",
    example="1f2e3d4c5b6a79880716253443526170f8e9dacb",
)
# `deployment_id` in domain/deployment.py makes them.
DEPLOYMENT_ID = Rule(
    what="a deployment's id",
    pattern=r"[a-z0-9][a-z0-9-]{0,62}\.[0-9]{8}T[0-9]{6}\.[0-9a-f]{8}",
    longest=88,
    hint="copy the `id` of a deployment",
    example="shop-api-production.20261122T120000.0a1b2c3d",
)
# No control characters, no line or paragraph separators, nothing that turns the direction of text: a reason is shown
# on one line of logs, tables and commits. Nor what API Gateway makes of broken UTF-8.
_INVISIBLE = r"\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufffd"
HOLD_REASON = Rule(
    what="a reason",
    pattern=rf"[^{_INVISIBLE}\u0020\u00a0][^{_INVISIBLE}]{{0,199}}",
    longest=200,
    hint="write 1 to 200 characters on one line, not starting with a space",
    example="Black Friday: nothing is deployed until Tuesday",
)
# Blanks around a header's value are not part of it (RFC 9110, section 5.5).
IDEMPOTENCY_KEY = Rule(
    what="an idempotency key",
    pattern=r"[!-~](?:[ -~]{0,253}[!-~])?",
    hint="write 1 to 255 printable ASCII characters",
    example="7c1f0a52-step-1",
)
