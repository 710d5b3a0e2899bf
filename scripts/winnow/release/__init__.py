"""Releases: what is in one, how it is sealed and packed, and how it comes back from standoff.

``contents`` and ``standoff`` say what is in the two forms of a release, ``gate`` what must hold
before one is made, ``sealed`` whether one that is found is whole, ``rehydrate`` how a standoff
release and one's own copy of the texts become the dataset again.
"""
