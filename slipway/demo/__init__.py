"""`slipway demo`: three acts on the local stack, watched from outside Slipway and checked as they end."""
