"""Tiny real OCI images, built in memory and pushed over the registry protocol.

No daemon and no base image are needed: the local stack, the demo and the tests push real bytes with real
digests.

    image = build({"app": b"hello"}, {"org.opencontainers.image.revision": commit})
    digest = push("http://127.0.0.1:4566", "shop/api", index([image]), ["1.2.3", "latest"], credentials)
"""

from slipway.local.images.building import build
from slipway.local.images.indexing import index
from slipway.local.images.model import Blob, Image, Index
from slipway.local.images.pushing import push
from slipway.local.images.registry import PushError

__all__ = ["Blob", "Image", "Index", "PushError", "build", "index", "push"]
