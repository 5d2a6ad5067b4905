"""The routes, one file per audience."""
