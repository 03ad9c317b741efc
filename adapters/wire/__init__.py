"""What the vendors' adapters share: calls that are made once, what their failures mean, and footage.

No vendor is known here; each adapter says which settings its operator has to look at (`Words`) and
judges the answers that only its vendor gives.
"""
