"""Video servers of one's own that speak `/v1/videos`: vLLM-Omni, SGLang Diffusion and their like.

Speaks HTTP through httpx: the `openai` library marks its methods for this protocol as deprecated
(3.54.0), although servers of one's own live on it. The tests use it as a second reader of the fake.
"""

from adapters.vendors.selfhosted.renderer import SelfHostedRenderer

__all__ = ["SelfHostedRenderer"]
