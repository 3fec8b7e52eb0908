"""What the parts find, as JSON holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from bench.figures import Figure


class Speed(TypedDict):
    """Of one deployer: seconds from the trigger to UpdateService, and its AWS calls until then (name -> how many)."""

    label: str
    seconds: Figure
    calls: dict[str, int]


class Step(TypedDict):
    """One stretch of a warm deployment; `seconds` until the next stretch begins."""

    what: str
    seconds: Figure


class Follow(TypedDict):
    """Of one deployer: ECS calls while a rollout runs and after its end, and all its AWS calls from trigger to result.

    `late` is how long after the end the result was known, None for who never looks; `before` is how long before the
    end success was claimed then.
    """

    label: str
    during: Figure
    after: Figure
    total: Figure
    claims: list[str]
    late: Figure | None
    before: Figure | None


class Compared(TypedDict):
    floor: Figure
    speeds: list[Speed]
    steps: list[Step]
    cold_steps: list[Step]
    rollout_seconds: Figure
    follows: list[Follow]


class Verdict(TypedDict):
    """Whether a deployer did right in one case, and what it did."""

    right: bool
    did: str


class Case(TypedDict):
    """`verdicts`: label of the deployer -> its verdict."""

    case: str
    verdicts: dict[str, Verdict]


class Correctness(TypedDict):
    cases: list[Case]


class FanOut(TypedDict):
    """One image to `services` services, with ECS's quotas enforced (`limited`) or without.

    `calls` are of the last round, name -> how many; `floor` is how long the quotas alone take.
    """

    services: int
    limited: bool
    seconds: Figure
    floor: float
    calls: dict[str, int]
    throttled: int


class Sweep(TypedDict):
    """A sweep with `opened` deployments under way, of which all or none are due; after `sweeps` none was due any more.

    Seconds and calls are of the first sweep.
    """

    opened: int
    due: bool
    seconds: Figure
    calls: dict[str, int]
    sweeps: int


class Match(TypedDict):
    """Finding who follows a push among `services` mapped ones.

    Spread over repositories; all of one, with a few policies; all of one, each with a policy of its own.
    """

    services: int
    spread: Figure
    one_repository: Figure
    all_different: Figure
    load: Figure


class Burst(TypedDict):
    pushes: int
    services: int
    seconds: float
    lost: int
    newest_everywhere: bool
    older_over_newer: int
    states: dict[str, int]
    calls: dict[str, int]


class Import(TypedDict):
    """Of one function: seconds, and times the floor."""

    function: str
    seconds: Figure
    ratio: Figure
    loads_boto3: bool


class Contributor(TypedDict):
    name: str
    seconds: Figure


class Share(TypedDict):
    """How much of an import, or of the zip, one distribution is: seconds or bytes."""

    name: str
    amount: float


class ColdStart(TypedDict):
    floor: Figure
    imports: list[Import]
    contributors: list[Contributor]
    zipped: int
    unpacked: int
    sizes: list[Share]


class Surroundings(TypedDict):
    """On what it was measured, without naming any machine."""

    date: str
    python: str
    system: str
    processors: int
    versions: dict[str, str]
    quick: bool


class Results(TypedDict, total=False):
    surroundings: Surroundings
    compared: Compared
    correctness: Correctness
    fan_out: list[FanOut]
    quotas: list[FanOut]
    burst: Burst
    sweeps: list[Sweep]
    matches: list[Match]
    cold: ColdStart
