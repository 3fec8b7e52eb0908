"""An engine loads just what was pushed."""

from __future__ import annotations

import io
import json
import tarfile

from slipway.local.engine.archive import PushedImage, archive

IMAGE = PushedImage(("sha256:c0", b"{}"), (("sha256:a1", b"first"), ("sha256:b2", b"second")))


def test_config_and_layers_are_the_very_bytes_in_their_order() -> None:
    with tarfile.open(fileobj=io.BytesIO(archive(IMAGE, "slipway.local/shop:c0"))) as loaded:
        contents = {
            member.name: (loaded.extractfile(member) or io.BytesIO()).read() for member in loaded.getmembers()
        }
    (entry,) = json.loads(contents["manifest.json"])
    assert entry["RepoTags"] == ["slipway.local/shop:c0"]
    assert contents[entry["Config"]] == b"{}"
    assert [contents[layer] for layer in entry["Layers"]] == [b"first", b"second"]


def test_a_layer_that_occurs_twice_is_there_once_and_listed_twice() -> None:
    twice = PushedImage(IMAGE.config, (IMAGE.layers[0], IMAGE.layers[0]))
    with tarfile.open(fileobj=io.BytesIO(archive(twice, "slipway.local/shop:c0"))) as loaded:
        names = loaded.getnames()
        (entry,) = json.load(loaded.extractfile("manifest.json") or io.BytesIO())
    assert entry["Layers"] == ["a1/layer.tar", "a1/layer.tar"]
    assert names.count("a1/layer.tar") == 1
