"""What languages are called."""

from bot.voice.tongue import ENGLISH, current

LANGUAGES = {
    "en": "English",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "pl": "Polish",
    "cs": "Czech",
    "sv": "Swedish",
    "da": "Danish",
    "no": "Norwegian",
    "fi": "Finnish",
    "el": "Greek",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ru": "Russian",
    "ar": "Arabic",
    "he": "Hebrew",
    "fa": "Persian",
    "hi": "Hindi",
    "th": "Thai",
    "id": "Indonesian",
    "vi": "Vietnamese",
    "ja": "Japanese",
    "ko": "Korean",
    "zh": "Chinese",
}
"""What people call the languages that are asked for most, by BCP 47 tag."""


def language(tag: str) -> str:
    """The name of a language in the one that is spoken, or its tag when it has none here."""
    if current() == ENGLISH or tongue(tag) not in LANGUAGES:
        return LANGUAGES.get(tongue(tag), tag)
    from babel import Locale

    return str(Locale(current()).languages.get(tongue(tag), tag))


def tongue(tag: str) -> str:
    """The language of a BCP 47 tag, without script and region."""
    return tag.partition("-")[0].lower()
