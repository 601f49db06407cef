"""Shop platforms: one module per platform, found through one registry."""
