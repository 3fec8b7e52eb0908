"""The local AWS as an outsider sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import boto3
from botocore.config import Config

OUTSIDER = "outsider"  # any key is an administrator's there


@dataclass(frozen=True, slots=True)
class Cloud:
    url: str
    region: str
    account: str
    _session: boto3.Session = field(default_factory=boto3.Session, repr=False, compare=False)
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def client(self, service: str) -> Any:
        """Return a boto3 client for `service`, as any outsider's."""
        with self._lock:  # clients may be shared between threads, but not made in several at a time
            return self._session.client(
                service,  # type: ignore[call-overload]  # the stubs list each service's name as a literal
                endpoint_url=self.url,
                region_name=self.region,
                aws_access_key_id=OUTSIDER,
                aws_secret_access_key=OUTSIDER,
                config=Config(
                    connect_timeout=5,
                    read_timeout=60,
                    retries={"mode": "standard", "total_max_attempts": 2},
                    max_pool_connections=32,
                ),
            )
