"""The part of the site that shows the dataset itself: pages, entities, rows and figures.

Everything in it is made from the rows that were built, and of the corpus from what no row has: the
log of adjudication, withdrawn ids and what is known of sources. It is written below
``docs/browse/`` before the site is built.
"""
