"""The stack that is measured, as an outsider sees it."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import urllib3

from bench.waiting import until
from slipway.local.stack.running import running_stack
from slipway.local.stack.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from slipway.local.stack.stack import Stack

# The local AWS's own pauses, turned down so that a rollout's length is what an image's labels ask for.
PACE = ("steady=0.1", "pull=0.05", "drain=0.05", "restart=0.1", "listed=0.1", "async_retry=0.1", "minute=4")
SECONDS = 60.0
CALM = 2.0
COPIES = 3  # more copies of a function at a time would only wait for a processor
_ERROR = 300


@dataclass(frozen=True)
class World:
    """A running stack. Its schedule sweeps every few seconds while it is switched on, and begins off."""

    stack: Stack
    _http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(maxsize=8, timeout=SECONDS), repr=False
    )

    @cached_property
    def ecs(self) -> Any:
        return self.stack.client("ecs")

    @cached_property
    def ecr(self) -> Any:
        return self.stack.client("ecr")

    @cached_property
    def functions(self) -> Any:
        return self.stack.client("lambda")

    @property
    def registry(self) -> str:
        return f"{self.stack.account}.dkr.ecr.{self.stack.region}.amazonaws.com"

    def aws(self, method: str, name: str, body: object = None) -> Any:
        """Ask the local AWS's own API below `/_local/`."""
        return self._ask(method, f"{self.stack.aws}/_local/{name}", body)

    def forget_calls(self) -> None:
        self.aws("DELETE", "calls")

    def calls(self, *principals: str) -> list[Call]:
        """Return the calls of these principals, oldest first; of all without any."""
        found = [call(one) for one in self.aws("GET", "calls")]
        return [one for one in found if not principals or one.principal in principals]

    @property
    def own(self) -> tuple[str, ...]:
        """The principals that are Slipway's functions."""
        return tuple(self.stack.functions.values())

    def changes(self, repository: str, commit: str) -> list[dict[str, Any]]:
        """Return all that any status of that commit ever said, oldest first."""
        found = [one for one in self.statuses() if (one["repository"], one["commit"]) == (repository, commit)]
        return [change for one in found for change in one["changes"]]

    def statuses(self) -> list[dict[str, Any]]:
        answer: list[dict[str, Any]] = self._ask("GET", f"{self.stack.bitbucket}/_local/statuses")
        return answer

    def switch(self, function: str, *, on: bool) -> None:
        """Deploy the rules that invoke a function (its name in app.py), or stop them."""
        events, name = self.stack.client("events"), self.stack.functions[function]
        arn = self.functions.get_function_configuration(FunctionName=name)["FunctionArn"]
        for rule in events.list_rule_names_by_target(TargetArn=arn)["RuleNames"]:
            (events.enable_rule if on else events.disable_rule)(Name=rule)

    def invoke(self, function: str, event: object) -> dict[str, Any]:
        """Run a function and wait for it; raises RuntimeError when it failed."""
        answer = self.functions.invoke(
            FunctionName=self.stack.functions[function], Payload=json.dumps(event).encode()
        )
        said = answer["Payload"].read().decode()
        if "FunctionError" in answer:
            raise RuntimeError(f"{function} failed: {said}")
        return dict(answer)

    def calm(self) -> None:
        """Wait until no event has been worked on for two seconds; sweeps go on."""
        names = [name for app, name in self.stack.functions.items() if app != "sweep"]
        last = -1.0

        def unchanged() -> bool:
            nonlocal last
            before, last = last, max((one.at for one in self.calls(*names)), default=0.0)
            return before == last

        until(unchanged, "events to have been worked on", pause=CALM)

    def chill(self, function: str) -> None:
        """Have the function's next run start cold, as Lambda does after a change of its configuration."""
        name = self.stack.functions[function]
        same = self.functions.get_function_configuration(FunctionName=name)["Timeout"]
        self.functions.update_function_configuration(FunctionName=name, Timeout=same)
        until(lambda: self._settled(name), f"the change of {name}")

    def _settled(self, name: str) -> bool:
        found: str = self.functions.get_function_configuration(FunctionName=name)["LastUpdateStatus"]
        return found == "Successful"

    def _ask(self, method: str, url: str, body: object = None) -> Any:
        sent: dict[str, Any] = {} if body is None else {"json": body}
        answer = self._http.request(method, url, **sent)
        if answer.status >= _ERROR:
            raise RuntimeError(f"{method} {url}: {answer.status} {answer.data!r}")
        return json.loads(answer.data) if answer.data else None


@dataclass(frozen=True, slots=True)
class Call:
    """One AWS call; `at` is when the local AWS received it, in seconds since the epoch."""

    service: str
    operation: str
    resource: str
    principal: str
    at: float

    @property
    def name(self) -> str:
        return f"{self.service}:{self.operation}"


def call(entry: Mapping[str, str]) -> Call:
    """Read an entry of `/_local/calls`."""
    return Call(
        entry["service"], entry["operation"], entry["resource"], entry["principal"], moment(entry["at"])
    )


def moment(text: str) -> float:
    """Seconds since the epoch of an ISO 8601 time."""
    return datetime.fromisoformat(text).astimezone(UTC).timestamp()


@contextmanager
def running(services: Mapping[str, object], pace: tuple[str, ...] = PACE) -> Iterator[World]:
    """Run the packaged stack with these services mapped; without its schedule, and deaf to pushes."""
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as folder:
        mapping = Path(folder) / "services.yaml"
        mapping.write_text(json.dumps({"version": 1, "services": services}), encoding="utf-8")
        with running_stack(Wanted(mapping=mapping, pace=pace)) as stack:
            world = World(stack)
            for name in world.own:
                world.functions.put_function_concurrency(
                    FunctionName=name, ReservedConcurrentExecutions=COPIES
                )
            world.switch("sweep", on=False)
            world.switch("image_pushed", on=False)
            yield world
