"""The prose of the document; every figure stands in a table instead."""

from __future__ import annotations

from typing import Final

INTRODUCTION: Final = """\
`make bench` measures all of this anew and writes this page. Every figure is a count, or a ratio of two things that were
measured side by side in one run on the local AWS; both sides take turns, times are the median with the lowest and the
highest. Milliseconds depend on the computer and on what else it does: compare them within one table, never between
runs. A round trip to the local AWS is far shorter than one to AWS, which makes a program's own start weigh more here
than there, and a call weigh less: the counts tell how it scales. The local AWS runs functions as plain processes, so a
cold start here is an import and a first run without Lambda's own part of it. Slipway is measured as packaged, deployed
by CloudFormation. The counts are held by a test (`tests/e2e/test_budgets.py`), the times by nobody.
"""

WHAT_REMAINS: Final = """\
### What the remaining cost is made of

- **The floor** are four round trips to ECS, one after the other, since each needs what the one before said: what runs,
  its definition, the new revision, the update. Whoever changes nothing but the image makes them all.
- **One call of ECR** asks, right before deploying, what the tag leads to now. That is what a digest costs: a tag that
  moved meanwhile would deploy something else.
- **Two calls of DynamoDB** come before UpdateService: the wish is recorded and the service's lease taken, and the
  revision that was registered is kept. They are why a lost, doubled, late or killed run does no harm (see the cases
  below, where the others pay nothing and do wrong). The local AWS takes as long for one of them as for a call of ECS.
- **Delivery** of the event and the function's start are EventBridge's and Lambda's; here they are the local AWS's.
- **A cold start** is imports and first clients, all of it processor time: see the last part. The local AWS also
  unpacks the zip anew for each fresh copy of a function and starts a Python for it, which is much of what the table
  shows. A pipeline's step starts cold every time; a function only after a pause, a change, or when several run at
  once.
- **Many services on one image** are bounded by ECS alone: RegisterTaskDefinition is refilled at one a second.
- **Nothing is paid for waiting**: while a rollout runs nobody asks, and its end is told by one event.
- **A sweep takes a hundred services**, so that a run never ends half-way; with a thousand due at once it takes ten
  sweeps, which are ten minutes in production, to look at all of them. In ordinary times none is due: events tell of
  every end.
- **Loading the mapping** is part of every cold start and grows with it, mostly by the regular expressions that are
  compiled, whether a push ever asks them or not.
"""

# Beginning of a budget's name -> why it is not kept, where it is not.
WHY: Final = {
    "event to UpdateService": (
        "The two calls of DynamoDB before UpdateService are a third of the whole time on the local AWS, where one "
        "costs as much as a call of ECS."
    ),
    "import of": (
        "A handler's import loads all that its runs need; most of what it has beyond the floor are the project's own "
        "dataclasses, made anew in each process."
    ),
    "matching a push": (
        "Every policy of the repository is asked, one after the other; services that share one are asked together."
    ),
    "ECS calls of a sweep": "Services are described in tens of one cluster and region at a time.",
}

PARTS: Final = {
    "Beside what one would use instead": (
        "The article's shell steps, written afresh with the AWS CLI; `ecs-deploy` from PyPI; a careful script of boto3 "
        "that ends with the SDK's `services_stable` waiter. They are started as a pipeline's step would start them; "
        "how long a pipeline takes to get that far is left out, in their favour. The event of the push tells Slipway."
    ),
    "Correctness": "A fast deployment that is wrong is worth nothing.",
    "How cost grows": "With the services on one image, the deployments under way, the services mapped, and the pushes.",
    "Cold start": "What a handler's import costs beside the least that any Chalice function with boto3 would pay.",
}
