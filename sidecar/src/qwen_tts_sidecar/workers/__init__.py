"""Worker processes of the server: started, monitored, and replaced when they die.

In the server: `kind` is what is started and how often again, `pool` keeps the processes of one kind running and sends
them requests, `process` is one of them, `ending` is why one has ended, `health` what a pool reports of itself. In the
worker: `inbox` is the queue of its requests. `channel` is what the two sides write to each other. What uses workers
imports this package; it imports nothing of engines or transcription.
"""
