"""When a package is built, and from what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from slipway.commands.package import command
from slipway.packaging.build import build
from slipway.packaging.order import ROOT, Order, PackagingError

if TYPE_CHECKING:
    from pathlib import Path

    from slipway.packaging.order import Package


def test_the_same_input_gives_the_same_bytes_even_in_another_place(
    package: Package, checkout: Path, mapping: Path
) -> None:
    again = build(Order(mapping, stage="prod", root=checkout))
    assert not again.reused
    assert again.sha256 == package.sha256
    assert again.template.read_bytes() == package.template.read_bytes()


def test_it_is_built_once_as_long_as_nothing_changes(package: Package, project: Path, mapping: Path) -> None:
    again = build(Order(mapping, stage="prod", root=project))
    assert again.reused
    assert again.folder == package.folder


@pytest.mark.parametrize("changed", ["app.py", "chalicelib/__init__.py", "mapping"])
def test_it_is_built_anew_after_a_change(
    package: Package, checkout: Path, tmp_path: Path, mapping: Path, changed: str
) -> None:
    (checkout / "build").symlink_to(ROOT / "build")  # the dependencies are the same
    given = tmp_path / "services.yaml"
    given.write_text(mapping.read_text())
    if changed == "mapping":
        given.write_text(mapping.read_text().replace("shop", "other"))
    else:
        with (checkout / changed).open("a") as source:
            source.write(f"\n_ = {str(tmp_path)!r}\n")
    after = build(Order(given, stage="prod", root=checkout))
    assert after.sha256 != package.sha256


def test_a_mapping_with_mistakes_is_refused_with_every_one_of_them(tmp_path: Path, mapping: Path) -> None:
    given = tmp_path / "services.yaml"
    given.write_text(mapping.read_text().replace("cluster:", "clutser:").replace("acme/shop-api", "acme"))
    with pytest.raises(PackagingError, match=r"(?s)line 5.*clutser.*line 6.*acme"):
        build(Order(given, stage="prod"))


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("no mapping", "none.yaml"),
        ("no such stage", "dev, local, prod"),
        ("no such processor", "arm64, x86_64"),
        ("no template", "infra/template.yaml"),
    ],
)
def test_what_cannot_be_built_is_refused_with_what_to_do(
    checkout: Path, mapping: Path, harm: str, told: str
) -> None:
    if harm == "no template":
        (checkout / "infra" / "template.yaml").unlink()
    order = Order(
        mapping=checkout / "none.yaml" if harm == "no mapping" else mapping,
        stage="none" if harm == "no such stage" else "prod",
        architecture="m68k" if harm == "no such processor" else None,
        root=checkout,
    )
    with pytest.raises(PackagingError, match=told):
        build(order)


def test_an_app_that_chalice_cannot_read_is_told_in_its_own_words(checkout: Path, mapping: Path) -> None:
    (checkout / "build").symlink_to(ROOT / "build")  # the dependencies are the same
    (checkout / "app.py").write_text("import nothing_of_that_name")
    with pytest.raises(PackagingError, match="nothing_of_that_name"):
        build(Order(mapping, root=checkout))


def test_the_command_puts_template_and_zip_where_it_is_told_and_prints_their_size(
    tmp_path: Path, mapping: Path, package: Package
) -> None:
    out = tmp_path / "out"
    result = CliRunner().invoke(command, ["--mapping", str(mapping), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert (out / "deployment.zip").stat().st_size > 0
    assert (out / "template.yaml").read_text() == package.template.read_text()
    assert "MB of at most 12" in result.output


def test_the_checkout_stays_as_it_is(checkout: Path, mapping: Path) -> None:
    (checkout / "build").symlink_to(ROOT / "build")
    before = _contents(checkout)
    build(Order(mapping, stage="dev", root=checkout))
    assert _contents(checkout) == before


def _contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
