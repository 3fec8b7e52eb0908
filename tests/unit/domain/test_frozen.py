"""A frozen class is what `dataclass(frozen=True, slots=True)` would have made of it."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, field, fields, replace
from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import pytest

import chalicelib
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHANGES_AS_IT_GOES = {"Work"}


@frozen
class Point:
    across: int
    up: int = 0
    colour: str = field(default="red", compare=False)
    secret: str = field(default="hush", repr=False)
    distance: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.across < 0:
            raise ValueError(self.across)
        object.__setattr__(self, "distance", self.across + self.up)


@frozen
class Place:
    across: int
    up: int = 0


@frozen
class Nothing:
    pass


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (Point(1, 2), Point(1, 2), True),
        (Point(1, 2), Point(1, 3), False),
        (Point(1, 2), Point(1, 2, colour="blue"), True),
        (Point(1, 2), Point(1, 2, secret="told"), False),
        (Place(1, 2), Point(1, 2), False),
        (Place(1, 2), (1, 2), False),
        (Nothing(), Nothing(), True),
    ],
)
def test_those_of_one_class_with_equal_fields_are_equal(one: object, other: object, equal: bool) -> None:  # noqa: FBT001  a table's column
    assert (one == other) is equal
    assert (one != other) is not equal
    assert len({one, other}) == (1 if equal else 2)


def test_it_shows_its_fields_but_those_that_are_not_to_be_shown() -> None:
    assert repr(Point(1, 2)) == "Point(across=1, up=2, colour='red')"
    assert repr(Nothing()) == "Nothing()"


@pytest.mark.parametrize(
    "change",
    [
        lambda point: setattr(point, "up", 3),
        lambda point: setattr(point, "distance", 3),
        lambda point: delattr(point, "up"),
    ],
    ids=["a field", "a field that the class itself fills", "a field's removal"],
)
def test_it_never_changes(change: Callable[[Point], None]) -> None:
    point = Point(1, 2)

    with pytest.raises(FrozenInstanceError):
        change(point)

    assert point == Point(1, 2)


def test_it_has_room_for_nothing_but_its_fields() -> None:
    with pytest.raises(AttributeError):
        Point(1).depth = 3  # type: ignore[attr-defined]  # what is tried here

    assert not hasattr(Point(1), "__dict__")


def test_a_copy_with_a_change_is_checked_like_a_new_one() -> None:
    assert replace(Point(1, 2), up=5) == Point(1, 5)
    with pytest.raises(ValueError, match="-1"):
        replace(Point(1, 2), across=-1)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])  # noqa: S301  our own bytes
def test_its_copies_are_equal(copied: Callable[[Point], Point]) -> None:
    assert copied(Point(1, 2)) == Point(1, 2)
    assert copied(Point(1, 2)).distance == Point(1, 2).distance


def test_it_can_be_taken_apart() -> None:
    match Point(1, 2):
        case Point(across, up):
            assert (across, up) == (1, 2)
    assert [one.name for one in fields(Place)] == ["across", "up"]


def test_whatever_ships_is_made_this_way() -> None:
    setter = vars(Place)["__setattr__"]
    made_otherwise = {one.__qualname__ for one in shipped() if vars(one).get("__setattr__") is not setter}

    assert made_otherwise == CHANGES_AS_IT_GOES


def shipped() -> Iterator[type]:
    for module in walk_packages(chalicelib.__path__, "chalicelib."):
        for _, one in getmembers(import_module(module.name), isclass):
            if one.__module__ == module.name and "__dataclass_fields__" in one.__dict__:
                yield one
