"""Tests of the engine qwen, which run in an environment of their own (`make test-qwen`)."""
