"""Processes that the server starts to work for it: one thread each, one request at a time, replaced when they die."""
