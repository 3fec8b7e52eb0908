"""Whose an import's time and the zip's bytes are."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from bench.cold import contributors, sizes

if TYPE_CHECKING:
    from pathlib import Path

IMPORTTIME = """\
import time: self [us] | cumulative | imported package
import time:       100 |        100 |   json.decoder
import time:       200 |        300 | json
import time:      1000 |       1000 |     botocore.client
import time:      2000 |       3000 |   botocore.session
import time:        50 |        400 |       chalicelib.domain.plan
import time:        25 |       3500 | app
something that the program itself said
"""


def test_each_module_s_own_time_counts_for_whose_it_is() -> None:
    found = dict(contributors.by_distribution(IMPORTTIME.splitlines()))

    assert found == pytest.approx(
        {"the standard library": 0.0003, "botocore": 0.003, "Slipway itself": 0.000075}
    )


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("app.py", "Slipway itself"),
        ("chalicelib/domain/plan.py", "Slipway itself"),
        ("__pycache__/app.cpython-313.pyc", "Slipway itself"),
        ("botocore/data/ecs/service-2.json.gz", "botocore"),
        ("botocore-1.44.5.dist-info/METADATA", "botocore"),
        ("PyYAML-6.0.3.dist-info/METADATA", "yaml"),
        ("six.py", "six"),
    ],
)
def test_a_file_of_the_zip_is_its_distribution_s(path: str, owner: str) -> None:
    assert sizes.owner(path) == owner


def test_the_parts_of_the_zip_add_up_and_the_largest_comes_first(tmp_path: Path) -> None:
    archive = tmp_path / "deployment.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("app.py", b"x" * 10)
        zipped.writestr("botocore/client.py", b"x" * 100)
        zipped.writestr("botocore-1.44.5.dist-info/METADATA", b"x")

    assert sizes.measure(archive) == [
        {"name": "botocore", "amount": 101.0},
        {"name": "Slipway itself", "amount": 10.0},
    ]
