"""What people say to a service besides which image it should run: hold it, release it, stop its rollout."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from chalicelib.domain.deployment import Wish
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from datetime import datetime


@frozen
class Hold:
    """Begin nothing new until somebody releases the service; a rollback alone goes through."""

    id: str
    service: str
    at: datetime
    by: str
    reason: str

    @property
    def key(self) -> str:
        return self.id


@frozen
class Release:
    """Begin again: the newest wish that was held is deployed."""

    id: str
    service: str
    at: datetime
    by: str

    @property
    def key(self) -> str:
        return self.id


@frozen
class Stop:
    """Have ECS stop this deployment's rollout and go back to what ran before."""

    id: str
    service: str
    at: datetime
    by: str
    deployment: str

    @property
    def key(self) -> str:
        return self.id


# Whatever lands in a service's inbox. `key` tells deliveries apart: the same one twice is one.
Asked: TypeAlias = Wish | Hold | Release | Stop
