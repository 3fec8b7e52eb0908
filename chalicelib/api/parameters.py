"""What a request says outside its body: names in the path, the query, headers. Declared once, like bodies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from chalicelib.api.fields import Anything, Count, Text
from chalicelib.api.mistakes import InvalidError, Mistake, Place, plain
from chalicelib.api.rules import DEPLOYMENT_ID, IDEMPOTENCY_KEY
from chalicelib.domain.asks import Page
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.frozen import frozen
from chalicelib.domain.mapping_rules import SERVICE_NAME
from chalicelib.domain.rule import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from chalicelib.api.fields import Check, Value

HIGHEST_LIMIT: Final = 100


@frozen
class Parameter:
    """`name` as the request has it; headers are found whatever their case.

    `nowhere` is said of a path that names what nothing could be called, as whoever looks names up says it of what is
    not there.
    """

    name: str
    place: Place
    check: Check
    description: str
    nowhere: str = ""


NO_BADGE: Final = (
    "there is no such badge, or it is private and this is not its token; ask for a service's `badge_url`"
)

SERVICE: Final = Parameter(
    "name",
    Place.PATH,
    Text(SERVICE_NAME),
    "The service's name in the mapping.",
    "there is no such service in the mapping",
)
DEPLOYMENT: Final = Parameter(
    "id", Place.PATH, Text(DEPLOYMENT_ID), "The deployment's id.", "there is no such deployment"
)
BADGE: Final = replace(SERVICE, nowhere=NO_BADGE)
LIMIT: Final = Parameter(
    "limit", Place.QUERY, Count(1, HIGHEST_LIMIT, Page().limit), "At most so many of them."
)
BEFORE: Final = Parameter(
    "before",
    Place.QUERY,
    Text(DEPLOYMENT_ID),
    "Only deployments older than this one; `next` of a page has it.",
)
AFTER: Final = Parameter(
    "after",
    Place.QUERY,
    Text(SERVICE_NAME),
    "Only services whose names come after it; `next` of a page has it.",
)
TOKEN: Final = Parameter(
    "token", Place.QUERY, Anything("yH3v0m"), "What opens a private badge; `badge_url` of a service has it."
)
KEY: Final = Parameter(
    "Idempotency-Key",
    Place.HEADER,
    Text(IDEMPOTENCY_KEY),
    "The same key with the same request within 24 hours leads to the same deployment, however often it is sent.",
)
IF_NONE_MATCH: Final = Parameter(
    "If-None-Match",
    Place.HEADER,
    Anything('"0a1b2c3d"'),
    "The ETag of what is known; 304 when it is current.",
)


def path_names(declared: Iterable[Parameter], path: Mapping[str, str]) -> dict[str, Value]:
    """Names out of the path, decoded once. Raises NotFoundError for what nothing could be called."""
    found: dict[str, Value] = {}
    for one in declared:
        if one.place is Place.PATH:
            try:
                found[one.name] = one.check(unquote(path[one.name]))
            except RuleBrokenError:
                raise NotFoundError(one.nowhere) from None
    return found


def of_query(
    declared: Iterable[Parameter], query: Mapping[str, Sequence[str]], *, strict: bool
) -> dict[str, Value]:
    """The parameters that were sent. Raises InvalidError with every mistake; not strict: ignores what it can."""
    if not strict:
        query = {name: values for name, values in query.items() if len(values) == 1}
    known = {one.name: one for one in declared if one.place is Place.QUERY}
    found: dict[str, Value] = {}
    mistakes = [*(_unknown(known, query) if strict else ()), *_read_into(found, known, query)]
    if mistakes:
        raise InvalidError(mistakes)
    return found


def of_headers(declared: Iterable[Parameter], headers: Mapping[str, str]) -> dict[str, Value]:
    """Those that were sent; `headers` has its names in lower case. Raises InvalidError."""
    known = {one.name.lower(): one for one in declared if one.place is Place.HEADER}
    sent = {name: [headers[name]] for name in known if name in headers}
    found: dict[str, Value] = {}
    mistakes = list(_read_into(found, known, sent))
    if mistakes:
        raise InvalidError(mistakes)
    return found


def _unknown(known: Mapping[str, Parameter], sent: Iterable[str]) -> Iterator[Mistake]:
    hint = f"there are {', '.join(known)}" if known else "there are none here"
    for name in sent:
        if name not in known:
            yield Mistake(Place.QUERY, plain(name), f"there is no such parameter; {hint}")


def _read_into(
    found: dict[str, Value], known: Mapping[str, Parameter], sent: Mapping[str, Sequence[str]]
) -> Iterator[Mistake]:
    for name, one in known.items():
        values = sent.get(name, ())
        if len(values) > 1:
            yield Mistake(one.place, one.name, "it is there more than once; say it once")
        elif values:
            try:
                found[one.name] = one.check(values[0])
            except RuleBrokenError as broken:
                yield Mistake(one.place, one.name, str(broken))
