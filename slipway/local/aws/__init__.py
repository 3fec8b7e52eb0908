"""A local AWS: MiniStack in one process, with what an ECS deployer needs and MiniStack lacks.

Runs in MiniStack's own environment: `python -m slipway.local.aws --port 4566`. Nothing in here may be imported by
what runs in Lambda. Every place where MiniStack is changed is listed in `seams.py`.
"""
