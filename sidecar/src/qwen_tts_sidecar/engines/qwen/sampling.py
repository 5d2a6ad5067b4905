"""Draws of a generation, one stream of random numbers for each request of the batch. Imports torch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any

import torch


@contextmanager
def seeded_rows(seeds: Sequence[int]) -> Iterator[None]:
    """Let each row of the batch draw from its own seed for as long as the block runs.

    transformers draws every token with `torch.multinomial`, for all rows from one global generator and without a way
    to give it another: what a row gets would depend on the other rows. So that function is exchanged meanwhile; the
    process generates on one thread only.
    """
    streams = [Random(seed) for seed in seeds]  # noqa: S311 - no secrets
    original = torch.multinomial

    def draw(probabilities: Any, num_samples: int, *others: Any, **options: Any) -> Any:
        if num_samples != 1 or others or options or probabilities.shape[0] != len(streams):
            return original(probabilities, num_samples, *others, **options)
        # From (0, 1], so that no entry of probability 0 is ever drawn.
        places = torch.tensor([[1.0 - stream.random()] for stream in streams], dtype=torch.float32)
        sums = probabilities.float().cumsum(dim=-1)
        return (sums < places.to(sums.device) * sums[:, -1:]).sum(dim=-1, keepdim=True)

    torch.multinomial = draw
    try:
        yield
    finally:
        torch.multinomial = original
