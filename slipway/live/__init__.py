"""What an AWS account says to a mapping: `slipway check --live`."""
