"""Languages as clients name them: BCP 47 tags, English names, or `auto`."""

from collections.abc import Sequence

_NAMES = {
    "chinese": "zh",
    "english": "en",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
}


def primary_language(language: str) -> str:
    """Return the primary subtag in lower case: `en` for en-US, EN and English."""
    tag = language.strip().lower().replace("_", "-")
    return _NAMES.get(tag, tag.split("-")[0])


def speaks(languages: Sequence[str], wanted: str) -> bool:
    """Whether a voice of these languages serves the wanted one; the region is the voice's own choice."""
    primary = primary_language(wanted)
    return primary in ("auto", "") or primary in {primary_language(language) for language in languages}
