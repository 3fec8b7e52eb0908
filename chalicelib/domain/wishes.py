"""From what a trigger says to what one service is wished to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.deployment import Order, Origin, Wish, deployment_id

if TYPE_CHECKING:
    from chalicelib.domain.events import Push
    from chalicelib.domain.mapping import MappedService


def wish_of(push: Push, mapped: MappedService) -> Wish:
    """The same push always gives the same wish, so an event delivered twice is one wish.

    Neither the event's id nor the tag tells wishes apart: one digest pushed under several tags within a second
    is one wish from the start.
    """
    policy = mapped.policy
    return Wish(
        id=deployment_id(mapped.name, push.at, push.digest),
        service=mapped.name,
        tag=push.tag,
        order=Order(push.at, push.digest, policy.version(push.tag)),
        origin=Origin.PUSH,
        requested_by=f"push of {push.repository}:{push.tag}",
        commit=policy.commit(push.tag),
    )
