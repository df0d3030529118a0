"""Real wikis for tests, each started on this machine alone."""
