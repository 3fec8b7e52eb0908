"""Slipway's HTTP API, as people and pipelines call it."""
