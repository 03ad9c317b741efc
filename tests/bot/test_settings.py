"""What an operator sets, and what they are told when it cannot be."""

from pathlib import Path

import pytest

from bot.settings import Settings, read_settings
from core.errors import Misconfigured


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and an environment without any of our names."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return tmp_path


def test_nothing_has_to_be_set() -> None:
    """Without any setting everything has a sensible value, and money has limits."""
    settings = read_settings()

    assert (settings.fal_key, settings.gemini_api_key, settings.data_dir) == (None, None, Path("data"))
    assert (settings.quota_reels_per_day, settings.port) == (20, 8001)
    assert (settings.quota_dollars_per_day, settings.quota_dollars_per_month) == (5_000_000, 50_000_000)


def test_settings_come_from_the_file_and_the_environment(
    nothing_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file .env is read, and the environment has the last word."""
    (nothing_set / ".env").write_text("FAL_KEY=from-the-file\nPORT=9000\nFAL_QUEUE_URL=\nSTRANGE=1\n")
    monkeypatch.setenv("PORT", "9001")

    settings = read_settings()

    assert settings.secrets == ("from-the-file",)
    assert (settings.port, settings.fal_queue_url) == (9001, None)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('FAL_KEY="never closed', "Line 2 of .env cannot be read"),
        ("QUOTA_REELS_PER_DAYS=1", "QUOTA_REELS_PER_DAYS is no setting. Is QUOTA_REELS_PER_DAY meant?"),
        ("telegram_token=7:secret", "TELEGRAM_TOKEN is no setting. Is TELEGRAM_BOT_TOKEN meant?"),
    ],
)
def test_a_slip_in_the_file_is_found(nothing_set: Path, line: str, words: str) -> None:
    """A line that cannot be read, or a name that is misspelt, is said and not passed over."""
    (nothing_set / ".env").write_text(f"PORT=9000\n{line}\n")

    with pytest.raises(Misconfigured) as complaint:
        read_settings()

    assert words in complaint.value.message
    assert "secret" not in complaint.value.message


@pytest.mark.parametrize(
    ("typed", "micros"), [("", None), ("0", 0), ("5", 5_000_000), ("$2.50", 2_500_000), ("0.000001", 1)]
)
def test_money_is_exact(monkeypatch: pytest.MonkeyPatch, typed: str, micros: int | None) -> None:
    """Dollars become whole micro-dollars; empty is unlimited and 0 is none."""
    monkeypatch.setenv("QUOTA_DOLLARS_PER_DAY", typed)

    assert read_settings().quota_dollars_per_day == micros


def test_an_empty_number_of_reels_is_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """`QUOTA_REELS_PER_DAY=` means that nobody counts."""
    monkeypatch.setenv("QUOTA_REELS_PER_DAY", "")

    assert read_settings().quota_reels_per_day is None


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("PORT", "eighty", "PORT must be a whole number from 1 to 65535."),
        ("PORT", "70000", "PORT must be a whole number from 1 to 65535."),
        ("FAL_KEY", "two words", "FAL_KEY must be one word without spaces."),
        ("GEMINI_API_KEY", "schlüssel", "GEMINI_API_KEY must be one word without spaces."),
        ("TELEGRAM_BOT_TOKEN", "1:a\n2", "TELEGRAM_BOT_TOKEN must be one word without spaces."),
        ("FAL_QUEUE_URL", "queue", "FAL_QUEUE_URL must be an address that begins with http:// or https://."),
        ("DISCORD_GATEWAY_URL", "http://x", "DISCORD_GATEWAY_URL must be an address that begins with ws://"),
        ("QUOTA_REELS_PER_DAY", "-1", "QUOTA_REELS_PER_DAY must be a whole number, or empty for no limit."),
        (
            "QUOTA_DOLLARS_PER_DAY",
            "five",
            "QUOTA_DOLLARS_PER_DAY must be an amount such as 5 or 2.50, or empty",
        ),
        (
            "QUOTA_DOLLARS_PER_DAY",
            "NaN",
            "QUOTA_DOLLARS_PER_DAY must be an amount such as 5 or 2.50, or empty",
        ),
        ("QUOTA_DOLLARS_PER_MONTH", "-5", "QUOTA_DOLLARS_PER_MONTH must be an amount"),
        ("QUOTA_DOLLARS_PER_MONTH", "0.0000001", "QUOTA_DOLLARS_PER_MONTH must be an amount"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be debug, info, warning or error."),
        ("GEMINI_API_VERSION", "v2", "GEMINI_API_VERSION must be v1 or v1beta."),
    ],
)
def test_a_wrong_setting_gets_one_clear_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, wanted: str
) -> None:
    """The sentence names the setting and what is allowed, and does not repeat the value."""
    monkeypatch.setenv(name, value)

    with pytest.raises(Misconfigured) as caught:
        read_settings()

    assert caught.value.message.startswith(wanted)
    assert "\n" not in caught.value.message
    assert value not in caught.value.message.removeprefix(wanted)


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to correct settings one start at a time."""
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("LOG_FORMAT", "x")

    with pytest.raises(Misconfigured, match=r"^PORT must .*\nLOG_FORMAT must .*\.$"):
        read_settings()


def test_a_file_that_is_no_text_is_named(nothing_set: Path) -> None:
    """A broken .env is called by its name instead of ending in a traceback."""
    (nothing_set / ".env").write_bytes(b"FAL_KEY=\xff\xfe\n")

    with pytest.raises(Misconfigured, match=r"\.env cannot be read"):
        read_settings()


def test_secrets_do_not_show() -> None:
    """Printing the settings shows no key."""
    settings = Settings(fal_key="planted-secret")  # type: ignore[arg-type]  # checked like any other input

    assert "planted" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
