"""The figures as one HTML page without scripts or anything from the network."""
