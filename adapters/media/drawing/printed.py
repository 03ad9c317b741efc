"""The few words of our own that stand on pictures, in the reel's language, else in English."""

_PREVIEW = {
    "en": "ANIMATIC PREVIEW",
    "es": "VISTA PREVIA ANIMATIC",
    "pt": "PRÉVIA ANIMATIC",
    "de": "ANIMATIC-VORSCHAU",
    "fr": "APERÇU ANIMATIQUE",
    "ru": "ПРЕВЬЮ-АНИМАТИК",
    "uk": "ПОПЕРЕДНІЙ АНІМАТИК",
    "ar": "معاينة مرسومة",
    "hi": "एनिमेटिक झलक",
    "id": "PRATINJAU ANIMATIK",
    "ja": "アニマティック・プレビュー",
}
_SCENE = {
    "en": "SCENE",
    "es": "ESCENA",
    "pt": "CENA",
    "de": "SZENE",
    "fr": "SCÈNE",
    "ru": "СЦЕНА",
    "uk": "СЦЕНА",
    "ar": "مشهد",
    "hi": "दृश्य",
    "id": "ADEGAN",
    "ja": "シーン",
}
_FIGURE = {
    "en": "FIG.",
    "es": "FIG.",
    "pt": "FIG.",
    "de": "ABB.",
    "fr": "FIG.",
    "ru": "РИС.",
    "uk": "РИС.",
    "ar": "شكل",
    "hi": "चित्र",
    "id": "GBR.",
    "ja": "図",
}


def preview(language: str) -> str:
    """What a drawn reel is, so that nobody takes it for a filmed one. `language` is a BCP 47 tag."""
    return _in(_PREVIEW, language)


def scene(number: int, total: int, language: str) -> str:
    """Which of the scenes it is."""
    return f"{_in(_SCENE, language)} {number} / {total}"


def figure(number: int, language: str) -> str:
    """What a specimen is called."""
    return f"{_in(_FIGURE, language)} {number}"


def _in(words: dict[str, str], language: str) -> str:
    return words.get(language.partition("-")[0].lower(), words["en"])
