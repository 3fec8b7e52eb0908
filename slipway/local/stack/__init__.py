"""The whole local stack: local AWS, stand-in for Bitbucket, and Slipway deployed as in production."""
