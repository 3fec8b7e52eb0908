"""What keeps the list of operators from being read or changed."""


class OperatorsError(Exception):
    """The message says what happened and what to do; it never quotes what the secret holds."""
