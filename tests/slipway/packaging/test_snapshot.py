"""Every resource that CloudFormation ends up with, once SAM is expanded: no change of them goes unnoticed.

`make snapshots` writes it anew; the difference is then for whoever reviews it. Routes and policies have tests of their
own and are left out, so that a new route is no change here.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

from slipway.local.stack.local_aws import PYTHON

SNAPSHOT = Path(__file__).with_name("expanded.yaml")
WRITE = "SLIPWAY_SNAPSHOTS"
SAME = {"CodeUri": "s3://bucket/deployment.zip", "Architectures": ["any"], "Runtime": "python3"}
HASHES = r"(?<=Deployment)[0-9a-f]{10}\b|\b[0-9a-f]{40}\b"
EXPAND = """
import json, sys
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
json.dump(Translator({}, Parser()).translate(json.load(sys.stdin), {}), sys.stdout)
"""


def test_the_expanded_template_is_as_it_was(api_template: dict[str, Any]) -> None:
    found = _shown(_expanded(api_template))
    if os.environ.get(WRITE):
        SNAPSHOT.write_text(found)
    assert found == SNAPSHOT.read_text(), "run `make snapshots`, and look at what changed"


def _expanded(template: dict[str, Any]) -> dict[str, Any]:
    """Expand it as AWS does, with AWS's own translator, which the local AWS's environment has."""
    given = json.loads(json.dumps(template))
    for one in given["Resources"].values():
        if one["Type"] == "AWS::Serverless::Function":
            one["Properties"] |= SAME
    done = subprocess.run(  # noqa: S603 - our own command
        [PYTHON, "-c", EXPAND],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        env={"AWS_DEFAULT_REGION": "eu-west-1"},
    )
    assert done.returncode == 0, done.stderr
    expanded: dict[str, Any] = json.loads(done.stdout)
    return expanded


def _shown(template: dict[str, Any]) -> str:
    for one in template["Resources"].values():
        if one["Type"] == "AWS::ApiGateway::RestApi":
            one["Properties"]["Body"].pop("paths")
        if one["Type"] == "AWS::IAM::Role":
            one["Properties"].pop("Policies")
    told = {key: template[key] for key in ("Parameters", "Conditions", "Resources", "Outputs")}
    return re.sub(HASHES, "HASH", yaml.safe_dump(told, width=120))
