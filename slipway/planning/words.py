"""What a deploy would do, in sentences and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from chalicelib.domain.plan import Join, NoOp, Plan, Register, Update
from chalicelib.domain.refusals import Refusal
from slipway.planning.difference import difference

if TYPE_CHECKING:
    from chalicelib.domain.plan import Step
    from slipway.planning.preview import Preview


def subject(preview: Preview) -> str:
    """The service and the image."""
    mapped, deployment = preview.mapped, preview.deployment
    return f"{mapped.name}: {_image(preview)} ({preview.chosen.why}){_commit(deployment.commit)}"


def verdict(preview: Preview) -> str:
    decision = preview.decision
    match decision:
        case Refusal(reason):
            return f"✗ refused: {reason}"
        case NoOp(reason, _):
            return f"✓ nothing to do: {reason}"
        case Join(ecs):
            return f"✓ nothing to do but to follow {ecs.id}: ECS rolls out just that already"
        case Plan(steps, _):
            return f"→ {len(steps)} step{'' if len(steps) == 1 else 's'}, then the rollout is followed to its end"
        case _:
            assert_never(decision)


def steps(preview: Preview) -> list[str]:
    decision = preview.decision
    return [_step(preview, one) for one in decision.steps] if isinstance(decision, Plan) else []


def diff(preview: Preview, *, show_values: bool) -> list[str]:
    """Of the revision that would be registered against the one that runs; empty when none would be."""
    decision, base = preview.decision, preview.base
    if not isinstance(decision, Plan) or base is None:
        return []
    registering = next((one for one in decision.steps if isinstance(one, Register)), None)
    return [] if registering is None else difference(base, registering, show_values=show_values)


def as_json(preview: Preview, *, show_values: bool) -> dict[str, Any]:
    deployment = preview.deployment
    return {
        "service": preview.mapped.name,
        "tag": deployment.wish.tag,
        "digest": preview.digest,
        "commit": deployment.commit,
        "chosen": preview.chosen.why,
        "decision": _kind(preview),
        "says": verdict(preview)[2:],
        "steps": steps(preview),
        "diff": diff(preview, show_values=show_values),
    }


def _kind(preview: Preview) -> str:
    kinds = {Refusal: "refused", NoOp: "unchanged", Join: "follows", Plan: "deploys"}
    return kinds[type(preview.decision)]


def _step(preview: Preview, step: Step) -> str:
    target = preview.mapped.target
    match step:
        case Register(definition, _):
            base = preview.base.arn.rpartition("/")[2] if preview.base else "none"
            return f"register a revision of {definition['family']} from {base}, with nothing but the image changed"
        case Update():
            where = f"{target.region} of {target.account}" if target.account else target.region
            return f"update service {target.service} in cluster {target.cluster} ({where}) to that revision"
        case _:
            assert_never(step)


def _image(preview: Preview) -> str:
    name, wish = preview.mapped.repository.name, preview.deployment.wish
    short = (preview.digest or "no image")[:19]
    return f"{name}:{wish.tag} = {short}" if wish.tag else f"{name}@{short}"


def _commit(commit: str | None) -> str:
    return f", commit {commit[:12]}" if commit else ""
