"""The part of the site that shows the dataset itself: pages, entities, rows and figures.

Everything in it is made from the rows that were built, and written below ``docs/browse/`` before
the site is.
"""
