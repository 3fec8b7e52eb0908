"""A tiny load balancer of the stack's own: one address on 127.0.0.1 per service, its healthy targets behind it."""
