"""Manifests, indexes and configurations from ECR: the first line is one, the rest another. Anything has an answer."""

from __future__ import annotations

from chalicelib.adapters.ecr import _child_for, _labels, _parsed


def check(data: bytes) -> None:
    for content in (data, *data.split(b"\n", 1)):
        manifest = _parsed(content)
        assert isinstance(manifest, dict)
        for architecture in ("amd64", "arm64"):
            child = _child_for(manifest.get("manifests"), architecture)
            assert child is None or isinstance(child, str)
        assert all(isinstance(name, str) for name in _labels(content))
