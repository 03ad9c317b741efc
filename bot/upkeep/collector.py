"""The garbage collector, told what is not worth looking at."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_OBJECTS = 50_000


@contextmanager
def sparing_what_stays() -> Iterator[None]:
    """Leave out everything that is there by now: libraries, the settings, the parts of the house.

    Once the house stands, a full collection walks through a hundred thousand objects that are never
    thrown away, and nobody is answered meanwhile. What one crowd of orders makes is
    looked through once and not dozens of times. Afterwards all is looked at again, as before.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
