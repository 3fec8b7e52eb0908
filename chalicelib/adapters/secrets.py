"""Secrets Manager, read at most once in five minutes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError, TransformParameterError
from botocore.config import Config

from chalicelib.adapters.aws import READS, client
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_AGE: Final = 300
# Whoever needs a secret may hold a service's lease, and has a later try: two short attempts, not the usual four.
_BRIEFLY: Final = READS.merge(
    Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2})
)


@frozen
class JsonSecret:
    """A secret whose value is a JSON object of texts."""

    name: str

    def read(self, *, fresh: bool = False) -> Mapping[str, str]:
        """`fresh` asks Secrets Manager itself, for a credential that has just been refused.

        Raises RetryableError: a secret that is missing or malformed is mended without a new deployment.
        """
        try:
            value: Any = _provider().get(self.name, max_age=_MAX_AGE, transform="json", force_fetch=fresh)
        except (GetParameterError, TransformParameterError) as error:
            raise RetryableError(
                f"secretsmanager:GetSecretValue of {self.name} failed ({type(error).__name__}); "
                "it has to exist, be readable by this function, and hold a JSON object",
            ) from None
        if not isinstance(value, dict):
            raise RetryableError(f"the secret {self.name} holds no JSON object")
        return {str(key): str(member) for key, member in value.items()}


@cache
def _provider() -> SecretsProvider:
    return SecretsProvider(boto3_client=client("secretsmanager", _BRIEFLY))
