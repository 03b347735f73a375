"""Several machines: what is new on each travels through a folder or a database that all of them reach."""
