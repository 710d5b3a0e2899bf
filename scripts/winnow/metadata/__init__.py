"""What the dataset says of itself, in the forms that people, catalogues and loaders read.

Each form is made from ``dataset/metadata.json``, and none adds a fact to it.
"""
