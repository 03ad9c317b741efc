"""What an operator can set, read from the environment and from `.env`."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.envfile import complaints
from core.books.money import MICROS_PER_DOLLAR, micros_of
from core.books.quota import Quota, read_quota
from core.books.till import Offer, read_offers
from core.errors import Misconfigured

_UNLIMITED_WHEN_EMPTY = frozenset(
    {
        "quota_reels_per_day",
        "quota_dollars_per_day",
        "quota_dollars_per_month",
        "quota_reels_per_month",
        "quota_at_once",
        "quota_trusted",
        "quota_share",
        "quota_bot",
        "ask_above",
    }
)


def _micros(value: object) -> object:
    """Dollars as decimal text become whole micro-dollars."""
    if value is None or isinstance(value, int):
        return value
    text = str(value).strip().removeprefix("$")
    return micros_of(text) if text else None


def _several(value: object) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset(filter(None, re.split(r"[,\s]+", str(value))))


def _rule(value: object) -> object:
    return value if isinstance(value, Quota) else read_quota(str(value))


def _offers(value: object) -> object:
    return read_offers(value) if isinstance(value, str) else value


def _count(value: object) -> object:
    return None if value == "" else value


def _token(value: object) -> object:
    """A key that a header can carry; anything else would be quoted back by the library that tries."""
    if isinstance(value, str) and not re.fullmatch(r"[!-~]+", value):
        raise ValueError
    return value


Secret = Annotated[SecretStr | None, BeforeValidator(_token), Field(description="one word without spaces")]
Http = Annotated[
    str | None,
    Field(pattern=r"^https?://[^\s/]+\S*$", description="an address that begins with http:// or https://"),
]
Webhook = Annotated[
    SecretStr | None,
    Field(
        pattern=r"^[A-Za-z0-9_-]{1,256}$", description="up to 256 letters, digits, underscores and hyphens"
    ),
]
Origins = Annotated[
    tuple[Annotated[str, Field(pattern=r"^https?://[^\s/,*]+$")], ...],
    NoDecode,
    BeforeValidator(lambda value: value if isinstance(value, tuple) else tuple(_several(value))),
    Field(description="addresses such as https://tools.example, with spaces between them"),
]
Socket = Annotated[
    str | None,
    Field(pattern=r"^wss?://[^\s/]+\S*$", description="an address that begins with ws:// or wss://"),
]
Dollars = Annotated[
    int | None,
    BeforeValidator(_micros),
    Field(description="an amount such as 5 or 2.50, or empty for no limit"),
]


Count = Annotated[
    Annotated[int, Field(ge=0)] | None,
    BeforeValidator(_count),
    Field(description="a whole number, or empty for no limit"),
]


Key = Annotated[
    str,
    Field(pattern=r"^([a-z]+:-?[\w-]+)?$", description="a platform and an id there, such as telegram:12345"),
]
People = Annotated[
    frozenset[Annotated[str, Field(pattern=r"^[a-z]+:-?[\w-]+$")]],
    NoDecode,
    BeforeValidator(_several),
    Field(description="platforms and ids there, such as telegram:12345, discord:678"),
]
Rule = Annotated[
    Quota,
    NoDecode,
    BeforeValidator(_rule),
    Field(description="parts such as reels_per_day=60 dollars_per_day=20 dollars_per_month=200 at_once=20"),
]


Offers = Annotated[
    tuple[Offer, ...],
    NoDecode,
    BeforeValidator(_offers),
    Field(description="numbers of reels and their prices in Stars, such as 5=250 20=900"),
]


Masters = Annotated[
    tuple[SecretStr, ...],
    NoDecode,
    BeforeValidator(lambda value: tuple(re.split(r"[,\s]+", value)) if isinstance(value, str) else value),
    Field(description="one or several master keys, the newest first, as `nichereel master` makes them"),
]


class Settings(BaseSettings):
    """All settings, checked. Amounts of money are micro-dollars here, dollars in the environment.

    None means that nothing was set; for a quota, that there is no limit.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    telegram_bot_token: Secret = None
    telegram_base_url: Http = None
    telegram_webhook_url: Http = None
    telegram_webhook_secret: Webhook = None
    telegram_upload_seconds: float = Field(default=180, ge=1, le=3600, description="a number from 1 to 3600")
    discord_bot_token: Secret = None
    discord_api_url: Http = None
    discord_gateway_url: Socket = None
    discord_file_megabytes: float = Field(
        default=9.5, ge=0.1, le=100, description="a number of megabytes from 0.1 to 100"
    )
    discord_hears_mentions: bool = Field(default=True, description="true or false")
    discord_shards: int = Field(default=1, ge=1, le=1000, description="a whole number from 1 to 1000")

    fal_key: Secret = None
    fal_queue_url: Http = None
    fal_api_url: Http = None
    fal_user_id: str = Field(default="", pattern=r"^[!-~]{0,200}$", description="one word without spaces")
    runwayml_api_secret: Secret = None
    runwayml_base_url: Http = None
    gemini_video: bool = Field(default=False, description="true or false")
    selfhosted_video_base_url: Http = None
    selfhosted_video_api_key: Secret = None
    selfhosted_video_model: str = Field(default="", description="the name of your server's model")
    comfyui_base_url: Http = None
    comfyui_workflow: Path | None = Field(default=None, description="a file")
    stability_api_key: Secret = None
    stability_base_url: Http = None
    video_model: str = Field(default="", description="the name of a video model, or animatic")
    handle: str = Field(default="", max_length=40, description="up to 40 letters, such as @mychannel")
    failover: str = Field(default="", description="names of video models, with commas between them")
    voice_model: str = Field(default="", description="the name of a voice, or off")
    music_model: str = Field(default="", description="the name of a composer, or off")
    models_file: Path | None = Field(default=None, description="a file")

    gemini_api_key: Secret = None
    gemini_base_url: Http = None
    gemini_api_version: Literal["v1", "v1beta"] = Field(default="v1", description="v1 or v1beta")
    gemini_model: str = Field(default="", description="the name of a Gemini model")

    youtube_client_id: Secret = None
    youtube_client_secret: Secret = None
    youtube_refresh_token: Secret = None
    youtube_base_url: Http = None
    youtube_token_url: Http = None
    postiz_api_key: Secret = None
    postiz_base_url: Http = None

    data_dir: Path = Field(default=Path("data"), description="a folder")
    database_url: str = Field(default="", description="a database address")

    public_url: Http = None
    s3_bucket: str = Field(
        default="", pattern=r"^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$", description="the name of a bucket"
    )
    s3_endpoint: Http = None
    s3_region: str = Field(default="us-east-1", pattern=r"^[\w-]+$", description="the name of a region")
    s3_access_key_id: Secret = None
    s3_secret_access_key: Secret = None
    s3_copies_days: Count = None
    web_door: bool = Field(default=True, description="true or false")
    web_host: str = Field(
        default="127.0.0.1", pattern=r"^[0-9A-Za-z.:-]+$", description="an address of this machine"
    )
    cors_origins: Origins = ()
    metrics_token: Secret = None
    port: int = Field(default=8001, ge=1, le=65535, description="a whole number from 1 to 65535")

    quota_reels_per_day: Count = 20
    quota_dollars_per_day: Dollars = 5 * MICROS_PER_DOLLAR
    quota_dollars_per_month: Dollars = 50 * MICROS_PER_DOLLAR
    quota_reels_per_month: Count = None
    quota_at_once: Count = 10
    quota_trusted: Rule = Quota(reels_per_day=100, micros_per_day=20_000_000, micros_per_month=200_000_000)
    quota_share: Rule = Quota()
    quota_bot: Rule = Quota(micros_per_day=100_000_000, micros_per_month=1_000_000_000)
    draft_first: bool = Field(default=False, description="true or false")
    ask_above: Dollars = 2 * MICROS_PER_DOLLAR
    stars_offers: Offers = ()
    stars_reel_dollars: Annotated[
        int, BeforeValidator(_micros), Field(ge=10_000, description="an amount of at least 0.01")
    ] = MICROS_PER_DOLLAR
    admins: People = frozenset()
    admin_chat: Key = ""
    key_master: Masters = ()
    keep_media_days: Count = None
    keep_words_days: Count = None
    moderation_file: Path | None = Field(default=None, description="a file")
    patience_minutes: int = Field(default=30, ge=1, le=1440, description="a whole number from 1 to 1440")

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="debug, info, warning or error"
    )
    log_format: Literal["console", "json"] = Field(default="console", description="console or json")

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, values: dict[str, Any]) -> dict[str, Any]:
        """`NAME=` in a file means the default, except for a quota, where it means that there is none."""
        trimmed = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        return {
            name: value for name, value in trimmed.items() if value != "" or name in _UNLIMITED_WHEN_EMPTY
        }

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret that is set, to be kept out of what anybody reads."""
        values = [*(getattr(self, name) for name in type(self).model_fields), *self.key_master]
        sealed = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        password = urlsplit(self.database_url).password
        return (*sealed, *([unquote(password)] if password else []))


def read_settings() -> Settings:
    """Raises Misconfigured with one sentence for each setting that is wrong; values are not repeated."""
    try:
        known = [name.upper() for name in Settings.model_fields]
        if wrong := list(complaints(Path(".env"), known)):
            raise Misconfigured("\n".join(wrong))
        return Settings()
    except ValidationError as error:
        names = dict.fromkeys(
            str(each["loc"][0]) for each in error.errors(include_input=False, include_context=False)
        )
        raise Misconfigured("\n".join(map(_complaint, names))) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured("The file .env cannot be read. Is it a text file, and yours to read?") from error


def _complaint(name: str) -> str:
    return f"{name.upper()} must be {Settings.model_fields[name].description}."
