"""Many services that run images of one repository; a tag says how many of them follow it.

The tag `f10-COMMIT` is followed by the first ten, `o100-COMMIT` by those from the tenth to the hundredth (so that
all of them add up to 100), `s7-COMMIT` by number seven alone.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bench.images import commit_of, put
from bench.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.images import Pushed
    from bench.plan import Plan
    from bench.world import World

NAME: Final = "pool"  # of the repository, the cluster and the task definition family's beginning
BITBUCKET: Final = "acme/pool"
HANDS: Final = 4
TEN: Final = 10


def service_name(number: int) -> str:
    return f"{NAME}-{number:04}"


def services(plan: Plan, size: int) -> dict[str, Any]:
    """The mapping of so many services, with the tags of the plan's parts."""
    return {service_name(number): _mapped(number, plan) for number in range(size)}


def _mapped(number: int, plan: Plan) -> dict[str, Any]:
    fans = {*plan.fan_out, *(size for size, _ in plan.limited)}
    words = [f"s{number}", *(f"f{size}" for size in sorted(fans) if number < size)]
    opened = next((size for size, _ in plan.opened if number < size), None)
    words += [f"o{opened}"] if opened else []
    return {
        "image": {
            "repository": NAME,
            "tags": {"regex": f"^(?:{'|'.join(words)})-(?P<commit>[0-9a-f]{{40}})$"},
        },
        "ecs": {"cluster": NAME, "service": service_name(number)},
        "bitbucket": {"repository": BITBUCKET},
        "deadline_minutes": 1440,
    }


@dataclass(frozen=True, slots=True)
class Pool:
    """`size` services of the running stack."""

    world: World
    size: int

    def begin(self) -> None:
        """Have all of them run v1."""
        self.world.ecr.create_repository(repositoryName=NAME)
        put(self.world, NAME, "v1", "v1")
        self.world.ecs.create_cluster(clusterName=NAME)
        with ThreadPoolExecutor(HANDS) as hands:
            list(hands.map(self._create, range(self.size)))
        until(lambda: self.settled(self.size), "steady services", within=300, pause=1)

    def push(self, words: str, seed: str, **labels: str) -> Pushed:
        """Push an image that is followed by the services which `words` (such as f10) stands for."""
        word = f"{words} {seed}"
        return put(self.world, NAME, word, f"{words}-{commit_of(word)}", **labels)[0]

    def settled(self, first: int) -> bool:
        """Whether no rollout is under way at the first so many services."""
        return all(
            [each["rolloutState"] for each in one["deployments"]] == ["COMPLETED"]
            for one in self.described(range(first))
        )

    def described(self, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
        """What DescribeServices says of each, in tens."""
        for start in range(0, len(numbers), TEN):
            names = [service_name(number) for number in numbers[start : start + TEN]]
            yield from self.world.ecs.describe_services(cluster=NAME, services=names)["services"]

    def image(self, definition: str) -> str:
        """Return the image of a task definition."""
        answer = self.world.ecs.describe_task_definition(taskDefinition=definition)
        found: str = answer["taskDefinition"]["containerDefinitions"][0]["image"]
        return found

    def ended(self, commit: str) -> int:
        """Return how many services say on that commit that it ended well there."""
        return sum(
            one["commit"] == commit and one["changes"][-1]["state"] == "SUCCESSFUL"
            for one in self.world.statuses()
        )

    def _create(self, number: int) -> None:
        name = service_name(number)
        container = {
            "name": "app",
            "image": f"{self.world.registry}/{NAME}:v1",
            "essential": True,
            "memory": 64,
        }
        made = self.world.ecs.register_task_definition(family=name, containerDefinitions=[container])
        self.world.ecs.create_service(
            cluster=NAME,
            serviceName=name,
            taskDefinition=made["taskDefinition"]["taskDefinitionArn"],
            desiredCount=1,
        )
