"""What can go wrong with a stack."""

from __future__ import annotations


class DeploymentError(Exception):
    """The stack could not be deployed or destroyed; the message says what to do."""
