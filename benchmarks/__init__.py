"""How fast greenroom is, as ratios measured in one run: `python -m benchmarks`."""
