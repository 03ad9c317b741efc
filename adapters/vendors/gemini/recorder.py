"""Google's library once more: one line of text in, its sound out. Slow to import, as `connection` is."""

import asyncio

import httpx2
from google.genai import errors, types

from adapters.vendors.gemini.connection import BLOCKED, Connection, mishap, verdict
from adapters.wire.verdicts import LOST_ANSWER, NO_CLIP
from core.errors import Failed, Misconfigured, Refused, Unclear

_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
_FLAGGED = "The voice's content check refused this line."


class Recorder(Connection):
    """A line to Google's voices, which sends every order once."""

    async def record(self, text: str, voice: str, style: str) -> tuple[bytes, str]:
        """The sound and its MIME type. Raises Refused, Unavailable (surely not made), Unclear, Failed,
        Misconfigured.
        """
        manner = types.SpeechMetadata(style=style) if style else None
        turn = types.Content(role="user", parts=[types.Part(text=text, speech_metadata=manner)])
        speaker = types.VoiceConfig(prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name=voice))
        config = types.GenerateContentConfig(
            response_modalities=["AUDIO"], speech_config=types.SpeechConfig(voice_config=speaker)
        )
        try:
            async with asyncio.timeout(2 * self.seconds):
                reply = await self.client.aio.models.generate_content(
                    model=self.model, contents=turn, config=config
                )
        except errors.APIError as error:
            # What is overloaded says so before it does anything; other failures may have come later.
            if error.code == 408 or (error.code >= 500 and error.code != 503):
                raise Unclear(LOST_ANSWER) from None
            raise verdict(error) from None
        except _UNSENT as error:
            raise mishap(error) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError) as error:
            found = mishap(error)
            raise (found if isinstance(found, Misconfigured) else Unclear(LOST_ANSWER)) from error
        return _sound(reply)


def _sound(reply: types.GenerateContentResponse) -> tuple[bytes, str]:
    feedback, candidate = reply.prompt_feedback, reply.candidates[0] if reply.candidates else None
    reason = candidate.finish_reason.value if candidate and candidate.finish_reason else ""
    if (feedback is not None and feedback.block_reason is not None) or reason in BLOCKED:
        raise Refused(_FLAGGED)
    parts = (candidate.content.parts if candidate and candidate.content else None) or []
    for part in parts:
        if part.inline_data is not None and part.inline_data.data:
            return part.inline_data.data, part.inline_data.mime_type or ""
    raise Failed(NO_CLIP, billed=True)
