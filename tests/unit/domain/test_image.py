"""Registries, repositories, tags, digests, and image references."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.image import (
    REPOSITORY_NAME,
    TAG,
    ImageReference,
    Registry,
    Repository,
    parse_digest,
)

DIGEST = "sha256:" + "0123456789abcdef" * 4
HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


def test_a_registry_is_read_from_its_host_and_writes_it() -> None:
    registry = Registry.parse(HOST)
    assert registry == Registry("123456789012", "eu-west-1", "amazonaws.com")
    assert registry.host == HOST


@pytest.mark.parametrize("region", ["us-gov-west-1", "ap-southeast-2", "eu-central-1", "il-central-1"])
def test_a_registry_can_be_in_any_region(region: str) -> None:
    assert Registry.parse(f"123456789012.dkr.ecr.{region}.amazonaws.com").region == region


def test_a_registry_in_china_has_its_own_domain() -> None:
    host = "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn"
    assert Registry.parse(host) == Registry.of("123456789012", "cn-north-1")
    assert Registry.of("123456789012", "cn-north-1").host == host


@pytest.mark.parametrize(
    "host",
    [
        "",
        "docker.io",
        "12345678901.dkr.ecr.eu-west-1.amazonaws.com",
        "123456789012.dkr.ecr.Ireland.amazonaws.com",
        "123456789012.dkr.ecr.euwest1.amazonaws.com",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.com",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop",
        "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn",
        "123456789012.dkr.ecr.cn-north-1.amazonaws.com",
        HOST + "\n",
        "\u0661" * 12 + ".dkr.ecr.eu-west-1.amazonaws.com",
    ],
)
def test_any_other_host_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="write"):
        Registry.parse(host)


def test_a_registry_has_a_domain_of_aws() -> None:
    with pytest.raises(ValueError, match="not a domain of AWS"):
        Registry("123456789012", "eu-west-1", "example.com")


def test_a_repository_knows_its_uri_and_its_images() -> None:
    repository = Repository(Registry.parse(HOST), "shop/api")
    assert repository.uri == f"{HOST}/shop/api"
    assert repository.pinned(DIGEST) == f"{HOST}/shop/api@{DIGEST}"


@pytest.mark.parametrize("name", ["ab", "shop/api", "a.b_c__d--e/f", "x" * 256, "0/1/2"])
def test_a_repository_name_is_as_ecr_has_it(name: str) -> None:
    assert Repository(Registry.parse(HOST), name).name == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a",
        "Shop",
        "shop/",
        "/shop",
        "shop//api",
        "a..b",
        "a___b",
        "-a",
        "a-",
        "a b",
        "shop/api:1",
        "x" * 257,
        "ab\n",
    ],
)
def test_any_other_repository_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="ECR repository name"):
        Repository(Registry.parse(HOST), name)


def test_a_long_hostile_name_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="ECR repository name"):
        REPOSITORY_NAME("a-" * 120 + "!")


@pytest.mark.parametrize("tag", ["1", "_x", "main-1.2", "v" * 128, "Latest"])
def test_a_tag_is_as_registries_have_it(tag: str) -> None:
    assert TAG(tag) == tag


@pytest.mark.parametrize("tag", ["", ".a", "-a", "a b", "a/b", "a:b", "v" * 129, "a\n", "\u00e9"])
def test_any_other_tag_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="not an image tag"):
        TAG(tag)


@pytest.mark.parametrize("digits", [32, 60, 64])
def test_a_digest_has_up_to_64_digits(digits: int) -> None:
    digest = "sha256:" + "a" * digits
    assert parse_digest(digest) == digest


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sha256:",
        "a" * 64,
        "sha256:" + "a" * 31,
        "sha256:" + "a" * 65,
        "sha256:" + "A" * 64,
        "sha256:" + "g" * 64,
        "sha512:" + "a" * 64,
        "SHA256:" + "a" * 64,
        DIGEST + "\n",
        " " + DIGEST,
    ],
)
def test_any_other_digest_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an image digest"):
        parse_digest(text)


URIS = [
    "nginx",
    "library/nginx",
    "grafana/grafana-oss",
    f"{HOST}/shop/api",
    "public.ecr.aws/docker/library/nginx",
    "localhost/x",
    "localhost:5000/shop/api",
    "127.0.0.1:4566/shop/api",
    "registry:5000/x",
    "REGISTRY.example.com/x",
]


@pytest.mark.parametrize("uri", URIS)
@pytest.mark.parametrize("tag", [None, "1.2", "5000", "_x"])
@pytest.mark.parametrize("digest", [None, DIGEST])
def test_a_reference_is_name_tag_and_digest(uri: str, tag: str | None, digest: str | None) -> None:
    text = uri + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
    reference = ImageReference.parse(text)
    assert reference == ImageReference(uri, tag, digest)
    assert str(reference) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":",
        "@",
        "/",
        "nginx:",
        "nginx@",
        "nginx:a b",
        "nginx@sha256:x",
        f"nginx@{DIGEST}x",
        "Nginx",
        "a//b",
        "/nginx",
        "nginx/",
        "http://nginx",
        "nginx:1:2",
        f"nginx@{DIGEST}:1",
        f"nginx@{DIGEST}@{DIGEST}",
        "localhost:/x",
        " nginx",
        "nginx\n",
        "nginx:1\n",
        f"nginx@{DIGEST}\n",
        "-x.com/a",
        "x" * 600,
        "a" * 10000,
        "../etc/passwd",
        "né",
    ],
)
def test_any_other_reference_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not an image"):
        ImageReference.parse(text)


def test_a_reference_can_be_pinned_and_keeps_its_tag() -> None:
    assert str(ImageReference.parse("nginx:1").pinned(DIGEST)) == f"nginx:1@{DIGEST}"


def test_a_reference_is_pinned_to_digests_alone() -> None:
    with pytest.raises(ValueError, match="not an image digest"):
        ImageReference.parse("nginx:1").pinned("1.2")


@given(st.text(max_size=60) | st.text(alphabet="ab0.:/@-_sha256\n", max_size=60))
def test_any_text_is_a_reference_or_a_value_error(text: str) -> None:
    try:
        reference = ImageReference.parse(text)
    except ValueError:
        return
    assert str(reference) == text
