"""The loaded model: what qwen-tts is asked, and with which arguments. Imports torch.

The calls of qwen-tts that take texts also decode the whole audio at the end, which is streamed by then. So its model's
own `generate` is called, with prompts made by the package. What is used of its privates (0.1.1) is in this file only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qwen_tts_sidecar.engines.qwen.batches import SpeechJob
from qwen_tts_sidecar.engines.qwen.checkpoint import BASE, CUSTOM_VOICE, Checkpoint
from qwen_tts_sidecar.engines.qwen.device import Placement, make_repeatable
from qwen_tts_sidecar.engines.qwen.options import Reference, reference_trouble
from qwen_tts_sidecar.startup import StartupCode, StartupError

SPARE_TOKENS = 8
"""So that a generation never ends by its own cap, which looks the same as the end of the speech."""


class QwenModel:
    """A checkpoint in memory. Not safe to call from two threads."""

    def __init__(self, package: Any, checkpoint: Checkpoint, placement: Placement) -> None:
        make_repeatable()
        self._checkpoint = checkpoint
        self._speaker = package.Qwen3TTSModel.from_pretrained(
            checkpoint.folder,
            device_map=placement.device,
            dtype=placement.torch_dtype,
            attn_implementation=placement.attention,
            local_files_only=True,
        )
        self._speaker.model.eval()
        self._prompts: dict[str, Any] = {}
        tokenizer = self._speaker.processor.tokenizer
        self._control_tokens = [token for token in tokenizer.get_added_vocab() if token.startswith("<")]

    @property
    def network(self) -> Any:
        """The `Qwen3TTSForConditionalGeneration`."""
        return self._speaker.model

    @property
    def codec(self) -> Any:
        """The model of the speech tokenizer."""
        return self.network.speech_tokenizer.model

    @property
    def end_token(self) -> int:
        """The talker's end-of-speech token."""
        return int(self.network.config.talker_config.codec_eos_token_id)

    @property
    def codebooks(self) -> int:
        """Codes of one frame."""
        return int(self.network.config.talker_config.num_code_groups)

    def clone(self, reference: Reference) -> None:
        """Make the prompt of a cloned voice, once; jobs name it by the reference's name."""
        try:
            (prompt,) = self._speaker.create_voice_clone_prompt(ref_audio=reference.audio, ref_text=reference.text)
        except Exception as error:  # the audio libraries below share no base class
            trouble = f"cannot be read as audio: {error or type(error).__name__}"
            raise StartupError(StartupCode.INVALID_ARGUMENTS, reference_trouble(reference.audio, trouble)) from error
        self._prompts[reference.name] = prompt

    def reference_codes(self, job: SpeechJob) -> Any:
        """Return the codes of the recording that a job's voice is cloned from, shape (frames, codebooks), or None."""
        return self._prompts[job.voice].ref_code if self._checkpoint.kind == BASE else None

    def generate(self, jobs: Sequence[SpeechJob], most_frames: int) -> None:
        """Make frames for all jobs at once, until each has drawn its end; a hook on the talker takes them."""
        self.network.generate(
            input_ids=[self._tokens(self._speaker._build_assistant_text(self._plain(job.text))) for job in jobs],
            languages=[job.language for job in jobs],
            **self._conditions(jobs),
            **self._speaker._merge_generate_kwargs(max_new_tokens=most_frames + SPARE_TOKENS),
        )

    def _conditions(self, jobs: Sequence[SpeechJob]) -> dict[str, Any]:
        """Return what only this kind of checkpoint takes; the text comes in as the wrapper's method for it does."""
        if self._checkpoint.kind == BASE:
            prompts = [self._prompts[job.voice] for job in jobs]
            return {
                "voice_clone_prompt": self._speaker._prompt_items_to_voice_clone_prompt(prompts),
                "ref_ids": [self._tokens(self._speaker._build_ref_text(prompt.ref_text)) for prompt in prompts],
                "non_streaming_mode": False,
            }
        conditions: dict[str, Any] = {"instruct_ids": [self._instruct(job) for job in jobs], "non_streaming_mode": True}
        if self._checkpoint.kind == CUSTOM_VOICE:
            conditions["speakers"] = [job.voice for job in jobs]
        return conditions

    def _instruct(self, job: SpeechJob) -> Any:
        if not job.instructions:
            return None
        return self._tokens(self._speaker._build_instruct_text(self._plain(job.instructions)))

    def _tokens(self, text: str) -> Any:
        return self._speaker._tokenize_texts([text])[0]

    def _plain(self, text: str) -> str:
        """Return a client's text with nothing in it that the tokenizer would take for a control token."""
        for token in self._control_tokens:
            if token in text:
                text = text.replace(token, f"{token[:1]} {token[1:]}")
        return text
