"""A first mapping, from what an account runs: `slipway init`."""
