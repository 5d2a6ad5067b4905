"""Processes that the server starts to work for it, watches, and replaces when they die.

In the server: `kind` says what is started and how often again, `pool` keeps the processes of one kind running and hands
them out, `process` is one of them, `ending` tells why one has ended. In the worker: `inbox` is the queue of what it is
asked for. `channel` is what the two sides write to each other.
"""
