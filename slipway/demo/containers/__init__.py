"""`slipway demo --engine docker`: a rollout of real containers, under steady traffic."""
