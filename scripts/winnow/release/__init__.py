"""Releases: what is in one, how it is sealed and packed, and how it comes back from standoff.

``contents`` and ``standoff`` say what is in the two forms of a release, ``committed``, ``history``
and ``gate`` what must hold before one is made, ``making`` writes it, ``sealed`` tells whether one
that is found is whole. ``rehydrate`` makes the dataset of a standoff form and one's own copy of the
texts, which ``texts`` holds to be the pages.
"""
