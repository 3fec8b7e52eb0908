"""Real containers for the local ECS, by any engine that speaks Docker's API."""
