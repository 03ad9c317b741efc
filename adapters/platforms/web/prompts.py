"""The API's prompts: reels on paper, of which videos can be ordered."""

from http import HTTPStatus
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Header, Request

from adapters.platforms.web.forms import Id, PromptAnswer, PromptWish, prompt_answer
from adapters.platforms.web.lobby import In, Known, Lobby, Orderer, Reader, pace
from adapters.platforms.web.postman import PLATFORM
from adapters.platforms.web.problems import Trouble, documented
from core.door import Prompt
from core.errors import Refused
from core.reel.brief import Brief, Quality
from core.reel.catalogue import ANIMATIC
from core.reel.niche import Niche
from core.store import Requester

router = APIRouter(prefix="/api", tags=["prompts"])

_WRITING_COST = 10
_NO_PROMPT = "You have no prompt of this id."
_NO_MODEL = "The model that was to film this cannot be ordered here any more; have a prompt written anew."
_NO_DRAFT = "The model of this prompt makes no drafts; leave quality out, or choose another model."

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,200}$",
        description="the same key never orders twice, however often it is sent",
    ),
]


@router.post("/prompts/generate", status_code=201, responses=documented())
async def write_prompt(
    wish: PromptWish, request: Request, lobby: In, visitor: Known, requester: Orderer, key: Key = None
) -> PromptAnswer:
    """Write the storyboard and the prompts of a reel. It costs you nothing."""
    pace(request, lobby, f"writing/{visitor.token.requester}", _WRITING_COST)
    brief = graded(_brief(wish, lobby), wish.quality, lobby)
    prompt = await lobby.drafting.draft(requester, brief, request_key(requester, "prompt", key))
    return _answer(prompt, lobby)


@router.get("/prompts/{prompt_id}", responses=documented(404))
async def one_prompt(prompt_id: Id, lobby: In, requester: Reader) -> PromptAnswer:
    """A prompt that you had written."""
    return _answer(await found_prompt(prompt_id, lobby, requester), lobby)


async def found_prompt(prompt_id: str, lobby: Lobby, requester: Requester) -> Prompt:
    """A prompt of theirs. Raises Trouble."""
    prompt = await lobby.drafting.prompt(requester, prompt_id)
    if prompt is None:
        raise Trouble(HTTPStatus.NOT_FOUND, _NO_PROMPT)
    return prompt


def graded(brief: Brief, quality: Quality | None, lobby: Lobby) -> Brief:
    """The brief in that quality, its own unless told. Raises Refused, also when its model is gone."""
    if brief.model not in (ANIMATIC, *(model.id for model in lobby.studio.models)):
        raise Refused(_NO_MODEL)
    wished = brief.model_copy(update={"quality": quality or brief.quality})
    model = lobby.studio.model(brief.model_copy(update={"quality": Quality.FINAL}))
    if wished.quality is Quality.DRAFT and (model is None or model.draft is None):
        raise Refused(_NO_DRAFT)
    return wished


def request_key(requester: Requester, kind: str, key: str | None) -> str:
    """By which we know a request again: whose it is, of what kind, and what they call it."""
    return f"{PLATFORM}:{requester.key}:{kind}:{key or uuid4().hex}"


def _brief(wish: PromptWish, lobby: Lobby) -> Brief:
    niche = Niche(
        subject=wish.niche,
        platform=wish.posted_on,
        tone=wish.tone,
        goal=wish.goal,
        language=wish.language,
        voice=wish.voice,
    )
    return Brief(
        niche=niche,
        topic=wish.custom_ideas or wish.niche,
        seconds=wish.video_length,
        look=wish.look,
        model=_model(wish.model, lobby),
        usual="" if wish.model else lobby.default_model,
        shots=wish.shots,
        captions=wish.captions,
    )


def _model(named: str, lobby: Lobby) -> str:
    known = {"": lobby.default_model, ANIMATIC: ANIMATIC}
    for model in lobby.studio.models:
        known |= {model.id.casefold(): model.id, model.label.casefold(): model.id}
    if (found := known.get(named.casefold())) is None:
        raise Refused(f"There is no such model. There is: {', '.join([*known.values()][1:])}.")
    return found


def _answer(prompt: Prompt, lobby: Lobby) -> PromptAnswer:
    texts = lobby.studio.prompts(prompt.brief, prompt.storyboard)
    return prompt_answer(prompt, texts, lobby.studio.quote(prompt.brief))
