"""Names of images: ECR registries and repositories, tags, digests, and references as people write them."""

from __future__ import annotations

import re
from dataclasses import replace

from chalicelib.domain.frozen import frozen
from chalicelib.domain.rule import Rule, RuleBrokenError, shown

ACCOUNT = Rule(
    what="an AWS account id",
    pattern=r"[0-9]{12}",
    hint="write its 12 digits in quotes",
    example='"123456789012"',
)
REGION = Rule(
    what="an AWS region",
    pattern=r"[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}",
    longest=32,
    hint="write its code",
    example="eu-west-1",
)
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
REPOSITORY_NAME = Rule(
    what="an ECR repository name",
    pattern=r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*",
    shortest=2,
    longest=256,
    hint="write its name alone, in lower case, without registry, tag or digest",
    example="shop/api",
)
# https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
TAG = Rule(
    what="an image tag",
    pattern=r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}",
    longest=128,
    hint="use 1 to 128 letters, digits, _ . or -, not starting with . or -",
    example="main-1f2e3d4",
)
# A SHA-256 has 64 digits, but the samples in AWS's own documentation carry as few as 60.
DIGEST = Rule(
    what="an image digest",
    pattern=r"sha256:[0-9a-f]{32,64}",
    longest=71,
    hint="write sha256: and 64 lower-case hex digits",
    example=f"sha256:{'0' * 8}...",
)
REGISTRY = Rule(
    what="the host of an ECR registry",
    pattern=r"[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?",
    hint="write its host alone, without scheme or repository",
    example="123456789012.dkr.ecr.eu-west-1.amazonaws.com",
)

_SUFFIXES = ("amazonaws.com", "amazonaws.com.cn")

# https://github.com/distribution/reference/blob/main/regexp.go
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = rf"(?:(?:{_LABEL}\.)+{_LABEL}|localhost|{_LABEL}(?=:[0-9]))(?::[0-9]{{1,5}})?"
_REFERENCE = re.compile(
    rf"(?P<uri>(?:{_HOST}/)?{REPOSITORY_NAME.pattern})(?::(?P<tag>{TAG.pattern}))?(?:@(?P<digest>.+))?"
)
MAX_URI = 255 + 256
MAX_REFERENCE = MAX_URI + TAG.longest + DIGEST.longest + len(":@")


def parse_digest(text: str) -> str:
    """The digest itself; ValueError when it is none."""
    return DIGEST(text)


@frozen
class Registry:
    """One account's ECR in one region. `suffix` is amazonaws.com, or amazonaws.com.cn in China."""

    account: str
    region: str
    suffix: str = "amazonaws.com"

    def __post_init__(self) -> None:
        ACCOUNT(self.account)
        REGION(self.region)
        if self.suffix not in _SUFFIXES:
            raise RuleBrokenError(f"{shown(self.suffix)} is not a domain of AWS", f"write {_SUFFIXES[0]}")
        if self.suffix != self._suffix_of(self.region):
            raise RuleBrokenError(
                f"{self.suffix} is not the domain of AWS in {self.region}",
                f"write {self._suffix_of(self.region)}",
            )

    @classmethod
    def parse(cls, host: str) -> Registry:
        """Takes ACCOUNT.dkr.ecr.REGION.amazonaws.com[.cn], else ValueError."""
        account, _, _, region, suffix = REGISTRY(host).split(".", 4)
        return cls(account, region, suffix)

    @classmethod
    def of(cls, account: str, region: str) -> Registry:
        """With the suffix that goes with the region."""
        return cls(account, region, cls._suffix_of(region))

    @staticmethod
    def _suffix_of(region: str) -> str:
        return _SUFFIXES[region.startswith("cn-")]

    @property
    def host(self) -> str:
        return f"{self.account}.dkr.ecr.{self.region}.{self.suffix}"


@frozen
class Repository:
    """A repository of ECR, by registry and name."""

    registry: Registry
    name: str

    def __post_init__(self) -> None:
        REPOSITORY_NAME(self.name)

    @property
    def uri(self) -> str:
        """`host/name`, as containers name it."""
        return f"{self.registry.host}/{self.name}"

    def pinned(self, digest: str) -> str:
        """`host/name@sha256:...`; ValueError when that is no digest."""
        return f"{self.uri}@{parse_digest(digest)}"


@frozen
class ImageReference:
    """An image as a container definition names it; `repository_uri` is kept as written, host included."""

    repository_uri: str
    tag: str | None = None
    digest: str | None = None

    @classmethod
    def parse(cls, text: str) -> ImageReference:
        """Takes [host[:port]/]name[:tag][@sha256:...], Docker Hub's short names too, else ValueError."""
        found = _REFERENCE.fullmatch(text) if len(text) <= MAX_REFERENCE else None
        if found is None or len(found["uri"]) > MAX_URI:
            raise ValueError(f"{shown(text)} is not an image: write it like registry/name:tag")
        digest = None if found["digest"] is None else parse_digest(found["digest"])
        return cls(found["uri"], found["tag"], digest)

    def pinned(self, digest: str) -> ImageReference:
        """The same repository and tag at that digest; ValueError when that is no digest."""
        return replace(self, digest=parse_digest(digest))

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.repository_uri}{tag}{'@' if self.digest else ''}{self.digest or ''}"
