"""What a deploy would do now, without doing it: `slipway plan`."""
