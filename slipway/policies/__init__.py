"""One least-privilege IAM policy per function, generated from the mapping: both ship together."""
