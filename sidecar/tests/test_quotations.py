"""What is said in quotation marks is heard as well: Whisper would rather stop than go on without opening them."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import numpy as np
import pytest

from harness import Sidecar, pcm_request
from listening import samples_of, sound_file, transcribe, word_errors, words_of

QUOTING = (
    'Hammond smiled and said: "I think you may wait for an answer to that question till we get on to the subject of '
    'legislation. There may be novelties to you in that subject also."',
    'The girl danced up to him and threw her arms round him, and said: "Yes I am, and so ought you to be grandfather."',
    'Dick looked on him from time to time, and seemed troubled; and at last he said: "I say, old fellow, if there is '
    "anything the matter which we didn't know of when you wrote to me, don't you think you had better tell us about it "
    'at once?"',
    'He laughed very heartily for a man of his years, and said: "It is not without reason that I have got a reputation '
    'as a careful student of history. I believe I really do understand it."',
)


@pytest.fixture
def client(listener: Sidecar) -> Iterator[httpx.Client]:
    with listener.client() as client:
        yield client


def take(client: httpx.Client, text: str) -> bytes:
    return client.post("/v1/audio/speech", json=pcm_request(text, response_format="wav", seed=1)).content


@pytest.mark.parametrize("beam", [1, 5])
@pytest.mark.parametrize("text", QUOTING)
def test_a_quotation_is_heard_to_its_end(client: httpx.Client, text: str, beam: int) -> None:
    heard = transcribe(client, take(client, text), beam_size=beam).json()["text"]
    assert word_errors(text, heard) < 0.2


def test_words_of_a_quotation_have_times(client: httpx.Client) -> None:
    spoken = take(client, QUOTING[0])
    verbose = transcribe(client, spoken, response_format="verbose_json", granularities="word").json()
    assert word_errors(QUOTING[0], verbose["text"]) < 0.2
    assert " ".join(word["word"] for word in verbose["words"]).split() == verbose["text"].split()


@pytest.mark.parametrize("beam", [1, 5])
def test_a_quotation_that_is_cut_off_is_missed(client: httpx.Client, beam: int) -> None:
    samples = samples_of(take(client, QUOTING[0]))
    heard = transcribe(client, sound_file(samples[: len(samples) // 2]), beam_size=beam).json()["text"]
    assert not {"legislation", "novelties", "subject"} & set(words_of(heard))


@pytest.mark.parametrize("loudness", [0.0, 0.03])
def test_nothing_is_heard_in_what_follows_a_quotation(client: httpx.Client, loudness: float) -> None:
    spoken = samples_of(take(client, QUOTING[0]))
    rest = loudness * np.random.default_rng(1).standard_normal(5 * 24_000)
    heard = transcribe(client, sound_file(np.concatenate([spoken, rest]))).json()["text"]
    assert word_errors(QUOTING[0], heard) < 0.2
    assert words_of(heard)[-1] == "also"
