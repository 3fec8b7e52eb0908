"""What ships is locked by version and hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from slipway.packaging.build import build
from slipway.packaging.lock import check_current, pins, requirements
from slipway.packaging.order import ROOT, Order, PackagingError

if TYPE_CHECKING:
    from pathlib import Path

LOCK = """\
boto3==1.44.5 \\
    --hash=sha256:00 \\
    --hash=sha256:01
    # via -r requirements.txt
pyjwt==2.15.1 ; python_version > "3.10" \\
    --hash=sha256:02
"""


def test_a_lock_tells_each_distribution_s_version_whatever_stands_around_it() -> None:
    assert pins(LOCK) == {"boto3": "1.44.5", "pyjwt": "2.15.1"}


@pytest.mark.parametrize(
    "wanted", ["boto3==1.44.5", "PyJWT[crypto]==2.15.1  # tokens", "# nothing\n-r other.txt"]
)
def test_a_lock_that_has_all_that_is_required_is_current(wanted: str) -> None:
    check_current(wanted, LOCK, "requirements.lock")


@pytest.mark.parametrize("wanted", ["boto3==1.44.6", "PyYAML==6.0.3", "PyYAML"])
def test_a_lock_that_lacks_something_required_is_stale_and_says_what(wanted: str) -> None:
    with pytest.raises(PackagingError, match=rf"{wanted}.*make lock"):
        check_current(wanted, LOCK, "requirements.lock")


@pytest.mark.parametrize(("line", "told"), [("boto3>=1", "=="), ("=5", "no requirement")])
def test_what_no_lock_says_is_refused(line: str, told: str) -> None:
    with pytest.raises(PackagingError, match=told):
        pins(line)


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-local-aws"])
def test_each_lock_of_this_checkout_is_current_and_has_a_hash_for_all_that_it_names(name: str) -> None:
    lock = (ROOT / f"{name}.lock").read_text()
    check_current((ROOT / f"{name}.txt").read_text(), lock, name)
    blocks = lock.replace("\\\n", " ").splitlines()
    assert [one for one in blocks if one[:1].isalnum() and "--hash=sha256:" not in one] == []


def test_what_ships_is_what_it_was_tested_with() -> None:
    shipped, tested = (
        pins((ROOT / name).read_text()) for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert shipped.items() <= tested.items()


def test_every_requirement_is_exact() -> None:
    listed = requirements((ROOT / "requirements.txt").read_text())
    assert [str(one) for one in listed if str(one.specifier).count("==") != 1] == []


def test_a_package_is_refused_while_its_lock_is_stale(checkout: Path, mapping: Path) -> None:
    with (checkout / "requirements.txt").open("a") as listed:
        listed.write("\nuvicorn==0.1\n")
    with pytest.raises(PackagingError, match="make lock"):
        build(Order(mapping, root=checkout))


def test_a_distribution_whose_hash_is_not_the_locked_one_is_never_installed(
    checkout: Path, mapping: Path
) -> None:
    lock = checkout / "requirements.lock"
    lock.write_text("six==1.17.0 --hash=sha256:" + 64 * "0")
    (checkout / "requirements.txt").write_text("six==1.17.0")
    with pytest.raises(PackagingError, match=r"(?i)hash"):
        build(Order(mapping, root=checkout))
