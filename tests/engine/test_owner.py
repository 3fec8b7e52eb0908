"""A container says whose it is, so that nobody else's is ever removed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from slipway.local.engine import owner


def test_this_process_is_there() -> None:
    assert not owner.gone(owner.stack_id())


def test_a_process_that_has_ended_is_gone() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    stack = owner.stack_id(process.pid)
    assert not owner.gone(stack)
    process.communicate(b"\n")
    assert owner.gone(stack)


def test_another_process_of_the_same_number_is_not_the_one() -> None:
    host, pid, _ = owner.stack_id().split("/")
    assert owner.gone(f"{host}/{pid}/1")


@pytest.mark.parametrize("foreign", ["elsewhere/4194305/1", "", "something else"])
def test_what_is_not_of_this_machine_is_left_alone(foreign: str) -> None:
    assert not owner.gone(foreign)
