"""The video models that can be ordered: our own list, and what an operator adds to it or overrides."""

import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from core.errors import Misconfigured
from core.reel.model import Encoding, Model, Unit

__all__ = ["ANIMATIC", "CATALOGUE", "WAN_25", "Model", "read_catalogue"]

ANIMATIC = "animatic"
"""The model name for a reel that we draw ourselves: no vendor, no cost."""

_SIZE = r"^\d{2,5}x\d{2,5}$"
_LINES = re.compile(r"(\d+)(p|k)", re.IGNORECASE)
_LINES_PER_K = 540
_SHORTEST_CLIP, _LONGEST_CLIP = 4, 60

_Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
_Seconds = Annotated[int, Field(ge=_SHORTEST_CLIP, le=_LONGEST_CLIP)]
_Ratio = Annotated[str, StringConstraints(pattern=r"^\d{1,2}:\d{1,2}$")]
_Form = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Tier(BaseModel):
    """What one resolution costs, and how many pixels it has where the vendor wants to know."""

    model_config = _Form

    micros_per_second: int = Field(default=0, ge=0)
    micros_per_clip: int = Field(default=0, ge=0)
    size: str = Field(default="", pattern=_SIZE)


class _Entry(BaseModel):
    """One model as it stands in a file; each description says what is allowed, after "must be"."""

    model_config = _Form

    id: _Word = Field(description="the vendor's own name for the model")
    vendor: _Word = Field(description="the name of a vendor")
    label: _Word = Field(description="the name that people read, of at most 120 characters")
    clip_seconds: list[_Seconds] = Field(
        min_length=1,
        description=f"a list of whole seconds from {_SHORTEST_CLIP} to {_LONGEST_CLIP}, such as [5, 10]",
    )
    short_until: int = Field(default=0, ge=0, description="a whole number of seconds")
    duration_as: Encoding = Field(strict=False, description=f"one of {', '.join(Encoding)}")
    resolution: _Word = Field(description="the name of one of its tiers")
    tiers: dict[str, _Tier] = Field(
        min_length=1,
        description="a table of resolutions, each with micros_per_second or micros_per_clip as whole "
        "numbers, and a size such as 720x1280 where the vendor wants one",
    )
    has_resolution: bool = Field(default=True, description="true or false")
    aspect_ratios: list[_Ratio] = Field(
        min_length=1, description='a list of ratios, such as ["16:9", "9:16"]'
    )
    prompt_limit: int = Field(ge=100, description="a whole number of at least 100")
    negative_limit: int = Field(default=0, ge=0, description="a whole number; 0 for none")
    prompt_unit: Unit = Field(default=Unit.CHARACTERS, strict=False, description=f"one of {', '.join(Unit)}")
    has_seed: bool = Field(default=False, description="true or false")
    has_sound: bool = Field(default=False, description="true or false")
    audio_field: str = Field(default="", description="the name of the field that switches sound on")
    start_image: str = Field(default="", description="the name of the field that takes a first picture")
    image_model: str = Field(default="", description="the vendor's name for the model that takes the picture")
    image_has_ratio: bool = Field(default=True, description="true or false")
    image_saves: int = Field(default=0, ge=0, description="a whole number of micro-dollars")
    sends: dict[str, str | bool | int | float] = Field(
        default_factory=dict, description="a table of fields with a text, a number, or true or false"
    )
    usual_seconds: int = Field(ge=1, description="a whole number of seconds")
    deadline_seconds: int = Field(ge=1, description="a whole number of seconds")
    is_retired: bool = Field(default=False, description="true or false")
    sources: dict[str, str] = Field(
        min_length=1, description="a table that says where each fact comes from, and when"
    )

    @model_validator(mode="after")
    def _is_sound(self) -> "_Entry":
        if self.resolution not in self.tiers:
            raise ValueError(f"resolution must be one of its tiers: {', '.join(self.tiers)}")
        if self.clip_seconds != sorted(set(self.clip_seconds)):
            raise ValueError("clip_seconds must be ascending, each length once")
        return self

    @property
    def model(self) -> Model:
        """The model with its chosen resolution, and with the one for drafts if it has one."""
        told = self.model_dump(exclude={"tiers"}) | self.tiers[self.resolution].model_dump()
        told |= {name: tuple(told[name]) for name in ("clip_seconds", "aspect_ratios")}
        full = Model(**told)
        lowest = min(self.tiers, key=_lines)
        draft = replace(full, resolution=lowest, **self.tiers[lowest].model_dump())
        return replace(full, draft=draft) if _saves(draft, full) else full


def _lines(resolution: str) -> int:
    """How many lines a resolution has, as its name says; one without a number counts as the most."""
    found = _LINES.fullmatch(resolution)
    if found is None:
        return sys.maxsize
    return int(found[1]) * (_LINES_PER_K if found[2] in "kK" else 1)


def _saves(draft: Model, full: Model) -> bool:
    """Whether a draft is worth filming: it has fewer lines, and costs less or nothing anyway."""
    seconds = full.clip_seconds[0]
    price, whole = draft.price(seconds), full.price(seconds)
    return _lines(draft.resolution) < _lines(full.resolution) and (price < whole or not whole)


def read_catalogue(file: Path | None = None) -> dict[str, Model]:
    """Our own models by id, with an operator's `file` laid over them: new models, or single fields.

    Raises Misconfigured with a sentence for each thing that is wrong: which model, which field, what
    is allowed.
    """
    own = _tables(files("core.reel").joinpath("models.toml").read_text(encoding="utf-8"))
    if file is None:
        return _models(own)
    try:
        given = _tables(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured("MODELS_FILE cannot be read. Is it a text file, and ours to read?") from error
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"MODELS_FILE is not valid TOML: {error}.") from error
    for name, table in given.items():
        own[name] = own.get(name, {}) | table
    return _models(own)


def _tables(text: str) -> dict[str, dict[str, Any]]:
    """The tables `[[model]]` of a file, by id."""
    found = tomllib.loads(text)
    tables = found.get("model", [])
    if not set(found) <= {"model", "voice", "music"} or not isinstance(tables, list):
        raise Misconfigured(
            "MODELS_FILE must hold tables that begin with [[model]], [[voice]] or [[music]], nothing else."
        )
    named = {table.get("id"): table for table in tables if isinstance(table, dict)}
    if len(named) != len(tables) or not all(isinstance(name, str) and name for name in named):
        raise Misconfigured("MODELS_FILE: every [[model]] must be a table with an id of its own.")
    return {str(name): table for name, table in named.items()}


def _models(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, Model]:
    models, wrong = {}, []
    for name, table in tables.items():
        try:
            models[name] = _Entry.model_validate(table).model
        except ValidationError as error:
            wrong += [f"MODELS_FILE, model “{name}”: {words}." for words in _complaints(error)]
    if not wrong:
        wrong = _quarrels(models)
    if wrong:
        raise Misconfigured("\n".join(wrong))
    return models


def _complaints(error: ValidationError) -> dict[str, None]:
    """What is wrong with one entry, each thing once."""
    return dict.fromkeys(
        _complaint(str(each["loc"][0]) if each["loc"] else "", each) for each in error.errors()
    )


def _complaint(name: str, error: Any) -> str:
    known = _Entry.model_fields.get(name)
    if known is None:
        if error["type"] == "extra_forbidden":
            return f"there is no field {name}; there are {', '.join(_Entry.model_fields)}"
        return str(error["ctx"]["error"])
    missing = "is missing; it " if error["type"] == "missing" and len(error["loc"]) == 1 else ""
    return f"{name} {missing}must be {known.description}"


def _quarrels(models: Mapping[str, Model]) -> list[str]:
    """What is wrong between models: a label stands for one model only, and `animatic` for none."""
    taken = {ANIMATIC: ANIMATIC}
    wrong = []
    for model in models.values():
        if taken.setdefault(model.label.casefold(), model.id) != model.id:
            wrong.append(f"MODELS_FILE, model “{model.id}”: label must be one that no other model has.")
    return wrong


CATALOGUE: Mapping[str, Model] = read_catalogue()
WAN_25 = CATALOGUE["fal-ai/wan-25-preview/text-to-video"]
