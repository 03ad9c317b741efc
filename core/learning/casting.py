"""Which model films when nobody named one: the one that is liked best, and never a dearer one."""

from core.reel.brief import Brief
from core.reel.model import Model
from core.store import Requester
from core.studio import Studio


async def filmed_by(studio: Studio, requester: Requester, brief: Brief) -> Brief:
    """The wish with the model that this requester likes best, of those that are no dearer than the usual one.

    Nothing else that they count on changes: neither the length nor what it can begin with or sounds like.
    What was learned for an earlier reel is left behind; a model that was named stays.
    """
    brief = brief.undirected
    usual = studio.model(brief)
    if studio.learner is None or usual is None or not brief.usual:
        return brief
    alike = [model.id for model in studio.models if _may_stand_in(studio, model, usual, brief)]
    return await studio.learner.filmed_by(requester, brief, alike)


def _may_stand_in(studio: Studio, model: Model, usual: Model, brief: Brief) -> bool:
    if model is usual:
        return True
    is_alike = (
        model.takes_picture == usual.takes_picture
        and model.has_sound == usual.has_sound
        and (model.draft is None) == (usual.draft is None)
    )
    if not is_alike:
        return False
    other = brief.model_copy(update={"model": model.id})
    return studio.length(other) == studio.length(brief) and studio.quote(other) <= studio.quote(brief)
