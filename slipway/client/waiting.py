"""What follows once a deployment was asked for: to wait for its end, or not, and say how it went."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import click
from rich.text import Text

from slipway.client.command import CallFailed, Duration, api_at, calls, console, print_json
from slipway.client.errors import ApiError
from slipway.client.following import Follower, GaveUpError
from slipway.client.outcome import ENDS, Exit, ended
from slipway.client.progress import progress_on
from slipway.client.words import duration, exact, look, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from slipway.client.answers import Deployment
    from slipway.client.api import Api
    from slipway.client.following import Seen

TIMEOUT_MINUTES: Final = 60


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    wait = click.option("--wait", is_flag=True, help="Follow it to its end; the exit code says how it went.")
    timeout = click.option(
        "--timeout",
        "minutes",
        type=Duration(min=0, min_open=True),
        default=TIMEOUT_MINUTES,
        show_default=True,
        metavar="MINUTES",
        help="With --wait: how long. The deployment itself has the mapping's deadline.",
    )
    return wait(timeout(command))


@dataclass(frozen=True, slots=True)
class Waiting:
    """`minutes` at most are waited, with a look every `pause` seconds."""

    address: str | None
    wait: bool
    minutes: float
    as_json: bool
    pause: float

    def on(self, service: str, ask: Callable[[Api], Deployment]) -> int:
        """Ask, wait if that is wanted, print how it went; the exit code."""
        api = api_at(self.address, self.pause)
        with _interruptible(f"It may have begun all the same: see slipway status {service}"), calls():
            made = ask(api)
        if made.earlier:
            click.echo(_earlier(made), err=True)
        if not self.wait or ended(made.state):
            self._print(made)
            return ENDS.get(made.state, Exit.DONE)
        return self._follow(api, made)

    def _follow(self, api: Api, made: Deployment) -> int:
        seen = None
        try:
            with _interruptible(_goes_on(made)):
                seen = self._watch(api, made)
        except GaveUpError as error:
            click.echo(f"Gave up waiting: {error}. {_goes_on(made)}", err=True)
            return Exit.GAVE_UP
        except ApiError as error:
            raise CallFailed(f"{str(error).rstrip('.')}.{_expired(error)} {_goes_on(made)}") from error
        self._print(seen.deployment, f" (after {duration(seen.elapsed)})")
        return ENDS[seen.deployment.state]

    def _watch(self, api: Api, made: Deployment) -> Seen:
        looks = Follower(api, self.minutes * 60, self.pause).follow(made)
        # With --json standard output is for programs alone.
        with progress_on(console(stderr=self.as_json)) as progress:
            for seen in looks:
                if not ended(seen.deployment.state):
                    progress.show(seen)
        return seen

    def _print(self, made: Deployment, after: str = "") -> None:
        if self.as_json:
            print_json(made.raw)
            return
        _, colour = look(made.state)
        console().print(Text(f"{verdict(made)}{after}", colour), soft_wrap=True)
        if not ended(made.state):
            console().print(
                Text(f"  {made.id}; slipway status {made.service} shows how it goes"), soft_wrap=True
            )


def _earlier(made: Deployment) -> str:
    ended_at = f" on {exact(made.finished_at)}" if made.finished_at else ""
    return (
        f"Nothing new was begun: {made.id} is the deployment of an earlier request with the same key, and ended"
        f"{ended_at}; use --key with a new value to deploy again."
    )


def _expired(error: ApiError) -> str:
    expired = error.status == HTTPStatus.UNAUTHORIZED
    return " The step's token may have expired meanwhile." if expired else ""


def _goes_on(made: Deployment) -> str:
    return f"The deployment goes on without this command: see slipway status {made.service}"


@contextmanager
def _interruptible(says: str) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        click.echo(f"\n{says}", err=True)
        raise click.exceptions.Exit(Exit.INTERRUPTED) from None
