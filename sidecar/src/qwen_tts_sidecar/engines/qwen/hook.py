"""The hook on the talker, called with each frame as it is made: streams it, and ends rows one by one. Imports torch.

A generation of transformers cannot drop a row, but a row that draws the end-of-speech token is over for it: it is fed
padding from then on, and the generation returns once all rows are over. So a row that has used up its budget, or
was cancelled, is ended by masking all other tokens. The others go on, to the same codes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from qwen_tts_sidecar.engines.base import FinishReason
from qwen_tts_sidecar.engines.qwen.batches import SpeechJob
from qwen_tts_sidecar.engines.qwen.budget import LEFT_CONTEXT_FRAMES
from qwen_tts_sidecar.engines.qwen.decoding import Window, WindowDecoder, window_of
from qwen_tts_sidecar.engines.qwen.sink import JobEnd, Sink

FIRST_WINDOW_FRAMES, WINDOW_FRAMES = 25, 50
"""Frames that are decoded together: two seconds at first so that a listener hears something soon, then four, since each
window costs its 25 frames of context on top."""

FORCED_END_FRAME = 2
"""Frames before which transformers forbids the end (`min_new_tokens` of qwen-tts): forcing it would leave no token."""


class GenerationOver(Exception):
    """All jobs of the generation are over or cancelled: it can be stopped."""


@dataclass(slots=True)
class _Row:
    job: SpeechJob
    budget: int
    reference: Any
    """Codes of the recording that is cloned, shape (frames, codebooks), or None: the context of its first window."""
    frames: int = 0
    streamed: int = 0
    over: bool = False


class BatchHook:
    """Streams and ends the rows of one generation.

    Register it as a forward hook of `model.talker`; call `finish` when the generation has returned.
    """

    def __init__(
        self, jobs: Sequence[SpeechJob], budgets: Sequence[int], references: Sequence[Any],
        decoder: WindowDecoder, end_token: int, sink: Sink,
    ) -> None:  # fmt: skip
        self._rows = [_Row(*facts) for facts in zip(jobs, budgets, references, strict=True)]
        self._decoder, self._end_token, self._sink = decoder, end_token, sink
        self._recent: list[Any] = []
        self._frames = 0
        self._begun = time.perf_counter()

    def __call__(self, _module: Any, _arguments: Any, output: Any) -> None:
        """Take the output of one step, for all rows; GenerationOver ends the generation."""
        hidden, codes = output.hidden_states
        # qwen-tts has transformers keep the hidden states of all layers and frames, and uses none of them.
        output.hidden_states = ((hidden[-1][:, -1:, :1].clone(),), codes)
        self._sink.heartbeat()
        if codes is not None:
            self._take_frame(codes, output.logits[:, -1])
        self._end_rows(output.logits)

    def _take_frame(self, codes: Any, logits: Any) -> None:
        self._frames += 1
        kept = LEFT_CONTEXT_FRAMES + WINDOW_FRAMES
        self._recent = [*self._recent[-kept:], codes]
        ended = codes[:, 0] == self._end_token
        for index, (is_end, is_sound) in enumerate(torch.stack([ended, logits.isfinite().any(-1)], dim=1).tolist()):
            row = self._rows[index]
            if row.over:
                continue
            if is_end:
                self._end([index], FinishReason.STOP)
                continue
            row.frames = self._frames
            if not is_sound:
                row.over = True
                message = "The model produced values that are not finite; another --dtype, such as float32, may help."
                self._sink.failed(row.job.id, "engine_failed", message)
        self._stream([index for index, row in enumerate(self._rows) if not row.over and self._is_due(row)])

    def _is_due(self, row: _Row) -> bool:
        return row.frames - row.streamed >= (WINDOW_FRAMES if row.streamed else FIRST_WINDOW_FRAMES)

    def _end_rows(self, logits: Any) -> None:
        running = [index for index, row in enumerate(self._rows) if not row.over]
        for index in running:
            if self._sink.is_cancelled(self._rows[index].job.id):
                self._rows[index].over = True
                self._report_end(self._rows[index], FinishReason.CANCELLED)
        self._end([i for i in running if self._rows[i].frames >= self._rows[i].budget], FinishReason.LENGTH)
        if all(row.over for row in self._rows):
            raise GenerationOver
        if self._frames >= FORCED_END_FRAME:
            for index, row in enumerate(self._rows):
                if row.over:
                    logits[index, -1] = -torch.inf
                    logits[index, -1, self._end_token] = 0.0

    def finish(self) -> None:
        """Stream what is left, after the generation has returned: these rows ended with its last draw."""
        self._end([index for index, row in enumerate(self._rows) if not row.over], FinishReason.STOP)

    def fail(self, code: str, message: str) -> list[SpeechJob]:
        """Fail the jobs of which audio was sent, after the generation has failed; return those that can start again."""
        for row in self._rows:
            if not row.over and row.streamed:
                row.over = True
                self._sink.failed(row.job.id, code, message)
        return [row.job for row in self._rows if not row.over]

    def _end(self, indices: list[int], reason: FinishReason) -> None:
        running = [index for index in indices if not self._rows[index].over]
        self._stream(running)
        for index in running:
            self._rows[index].over = True
            self._report_end(self._rows[index], reason)

    def _report_end(self, row: _Row, reason: FinishReason) -> None:
        seconds = (time.perf_counter() - self._begun) / len(self._rows)
        self._sink.ended(row.job.id, JobEnd(reason, row.frames, len(self._rows), seconds))

    def _stream(self, indices: list[int]) -> None:
        fresh = [index for index in indices if self._rows[index].frames > self._rows[index].streamed]
        for index, pcm in self._decoder.decode([self._window(index) for index in fresh]).items():
            self._sink.audio(self._rows[index].job.id, pcm)
            self._rows[index].streamed = self._rows[index].frames

    def _window(self, index: int) -> Window:
        row = self._rows[index]
        # The newest of `_recent` may be the frame that holds the row's end.
        newest = len(self._recent) - (self._frames - row.frames)
        length = min(newest, row.frames - row.streamed + LEFT_CONTEXT_FRAMES)
        history = torch.stack([codes[index] for codes in self._recent[newest - length : newest]])
        if row.reference is not None and row.streamed == 0:
            history = torch.cat([row.reference.to(history.device), history])
        return window_of(index, history, row.frames - row.streamed)
