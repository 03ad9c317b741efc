"""espeak-ng, a voice that runs here and costs nothing; `voice` asks it for lines.

It is a program of its own under the GPL, started as one; nothing of it is linked or shipped with us.
"""

from adapters.vendors.espeak.voice import EspeakVoice, installed

__all__ = ["EspeakVoice", "installed"]
