"""One generation for a batch of jobs, and what is done when it fails. Imports torch."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import torch

from qwen_tts_sidecar.engines.qwen.batches import SpeechJob
from qwen_tts_sidecar.engines.qwen.budget import frame_budget
from qwen_tts_sidecar.engines.qwen.decoding import WindowDecoder
from qwen_tts_sidecar.engines.qwen.hook import BatchHook, GenerationOver
from qwen_tts_sidecar.engines.qwen.memory import is_out_of_memory, release_memory
from qwen_tts_sidecar.engines.qwen.model import QwenModel
from qwen_tts_sidecar.engines.qwen.sampling import seeded_rows
from qwen_tts_sidecar.engines.qwen.sink import Sink

logger = logging.getLogger(__name__)

OUT_OF_MEMORY, FAILED = "engine_out_of_memory", "engine_failed"

GOOD_GENERATIONS = 50
"""Generations that must succeed before the limit is raised by one again: one long text may have been the only cause."""


class Generator:
    """Speaks batches with one model.

    `limit` is the most jobs at once; it is halved when memory runs out, and raised by one after some that succeed.
    """

    def __init__(self, model: QwenModel, device: str, limit: int, sink: Sink) -> None:
        self._model, self._device, self._sink = model, device, sink
        self._decoder = WindowDecoder(model.codec)
        self.limit = self._most = limit
        self._good = 0

    def speak(self, jobs: Sequence[SpeechJob]) -> None:
        """Speak all jobs; each ends in the sink. A batch that fails is tried again in halves, down to a single job."""
        for job in jobs:
            self._sink.started(job.id)
        halves = [list(jobs)]
        while halves:
            batch = halves.pop(0)
            if len(batch) > self.limit:  # memory has run out since this part was cut
                halves.insert(0, batch[self.limit :])
                batch = batch[: self.limit]
            error, unsent = self._attempt(batch)
            if error is None:
                self._raise_limit()
                continue
            if is_out_of_memory(error):
                self._halve_limit(len(batch))
            if len(batch) == 1:
                for job in unsent:
                    self._sink.failed(
                        job.id, *_failure_of(error, "There is not enough memory for this text; shorten it.")
                    )
            else:
                middle = (len(unsent) + 1) // 2
                halves = [part for part in (unsent[:middle], unsent[middle:]) if part] + halves
            if isinstance(error, torch.AcceleratorError) and not is_out_of_memory(error):
                raise error  # nothing works on the device any more, for this process

    def _halve_limit(self, size: int) -> None:
        self._good = 0
        self._limit_to(min(self.limit, (size + 1) // 2))
        logger.warning("no memory left for %d requests at once; from now on %d", size, self.limit)
        release_memory(self._device)

    def _raise_limit(self) -> None:
        self._good += 1
        if self.limit < self._most and self._good >= GOOD_GENERATIONS:
            self._good = 0
            self._limit_to(self.limit + 1)

    def _limit_to(self, limit: int) -> None:
        if limit != self.limit:
            self.limit = limit
            self._sink.limited(limit)

    def _attempt(self, batch: list[SpeechJob]) -> tuple[Exception | None, list[SpeechJob]]:
        """Return the error that ended the generation, if any, and the jobs without audio that was sent."""
        budgets = [frame_budget(job.text) for job in batch]
        references = [self._model.reference_codes(job) for job in batch]
        hook = BatchHook(batch, budgets, references, self._decoder, self._model.end_token, self._sink)
        registration = self._model.network.talker.register_forward_hook(hook)
        try:
            with seeded_rows([job.seed for job in batch]):
                self._model.generate(batch, max(budgets))
            hook.finish()
        except GenerationOver:
            return None, []
        except Exception as error:
            logger.warning("a generation of %d requests broke", len(batch), exc_info=True)
            # Its frames hold the tensors that there is no memory for.
            failure = error.with_traceback(None)
            return failure, hook.fail(
                *_failure_of(failure, "The memory ran out in the middle of this request; ask again.")
            )
        finally:
            registration.remove()
        return None, []


def _failure_of(error: Exception, short_of_memory: str) -> tuple[str, str]:
    """Return the code and the sentence that a client gets."""
    if is_out_of_memory(error):
        return OUT_OF_MEMORY, short_of_memory
    return FAILED, f"{type(error).__name__}: {error}"
