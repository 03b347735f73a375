"""The command `greenroom`: the one name that an installed copy takes in a Python environment."""
