"""The secret that holds the operators, changed so that of two people's changes at once neither is lost."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from slipway.operators.errors import OperatorsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slipway.operators.register import Change

_TRIES: Final = 5
_CURRENT: Final = "AWSCURRENT"
_MISSING: Final = "ResourceNotFoundException"
_OVERTAKEN: Final = frozenset({"ResourceExistsException", "InvalidParameterException"})
_SAYS: Final = "Slipway's operators: each one's name and the SHA-256 of their token."


@dataclass(frozen=True, slots=True)
class Stored:
    """What the secret says, and the version that says it; None when there is no secret yet."""

    entries: Mapping[str, str]
    version: str | None


@dataclass(frozen=True, slots=True)
class OperatorsSecret:
    """`client` is one of Secrets Manager. Every method raises OperatorsError."""

    name: str
    client: Any

    def read(self) -> Stored:
        try:
            answer = self.client.get_secret_value(SecretId=self.name)
        except ClientError as error:
            if _code(error) == _MISSING:
                return Stored({}, None)
            raise self._failed(error) from None
        except BotoCoreError as error:
            raise self._failed(error) from None
        return Stored(self._entries(answer.get("SecretString", "")), answer["VersionId"])

    def change(self, change: Change) -> None:
        """Makes the secret when there is none; begins anew when somebody else changed it meanwhile."""
        for _ in range(_TRIES):
            stored = self.read()
            if self._replaced(stored, change(stored.entries)):
                return
        raise OperatorsError(
            f"the secret {self.name} was changed by others {_TRIES} times meanwhile; nothing was done: try again"
        )

    def _replaced(self, before: Stored, entries: Mapping[str, str]) -> bool:
        text = json.dumps(entries, indent=2, sort_keys=True)
        try:
            if before.version is None:
                self.client.create_secret(Name=self.name, SecretString=text, Description=_SAYS)
            else:
                self._move_on(before.version, text)
        except ClientError as error:
            if _code(error) in _OVERTAKEN and self.read().version != before.version:
                return False
            raise self._failed(error) from None
        except BotoCoreError as error:
            raise self._failed(error) from None
        return True

    def _move_on(self, before: str, text: str) -> None:
        """PutSecretValue alone would overwrite whatever came in between.

        So the new version waits under a label of its own, and AWSCURRENT is moved to it only if it still is on the
        version that was read ("if the version ID does not match, then the operation fails": UpdateSecretVersionStage,
        RemoveFromVersionId). A version without a label is deleted by Secrets Manager in time.
        """
        label = f"slipway-{uuid.uuid4()}"
        after = self.client.put_secret_value(SecretId=self.name, SecretString=text, VersionStages=[label])
        version = after["VersionId"]
        try:
            self.client.update_secret_version_stage(
                SecretId=self.name,
                VersionStage=_CURRENT,
                MoveToVersionId=version,
                RemoveFromVersionId=before,
            )
        finally:
            self.client.update_secret_version_stage(
                SecretId=self.name, VersionStage=label, RemoveFromVersionId=version
            )

    def _entries(self, text: str) -> dict[str, str]:
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, dict) and all(isinstance(kept, str) for kept in found.values()):
            return found
        raise OperatorsError(
            f"the secret {self.name} holds no JSON object of texts, so it was left as it is; "
            "mend it, or name another with --secret"
        )

    def _failed(self, error: Exception) -> OperatorsError:
        return OperatorsError(
            f"the secret {self.name}: {error}; you need secretsmanager:GetSecretValue, CreateSecret, PutSecretValue "
            "and UpdateSecretVersionStage of it"
        )


def _code(error: ClientError) -> str:
    return str(error.response["Error"].get("Code", ""))
