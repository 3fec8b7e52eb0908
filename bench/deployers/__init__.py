"""Who deploys: Slipway, and three that people would use instead."""
