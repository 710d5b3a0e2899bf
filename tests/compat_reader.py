"""Prints what one version of datasets reads, as JSON. Runs where nothing of Winnow is installed."""

import json
import sys

import datasets


def labels(value, feature):
    """A value with every number of a ClassLabel as its string; counts them on the way."""
    if value is None:
        return None
    if isinstance(feature, datasets.ClassLabel):
        return feature.int2str(value)
    if isinstance(feature, dict):
        return {name: labels(value[name], inner) for name, inner in feature.items()}
    if isinstance(feature, list):
        return [labels(each, feature[0]) for each in value]
    if isinstance(value, list):
        return [labels(each, feature.feature) for each in value]
    return value


folder, cache, *configs = sys.argv[1:]
read = {}
for config in configs:
    for streaming in (False, True):
        rows = datasets.load_dataset(
            folder, config, split="test", streaming=streaming, cache_dir=cache
        )
        read[f"{config} {streaming}"] = [labels(row, rows.features) for row in rows]
default = datasets.load_dataset(folder, cache_dir=cache)
read["default"] = {split: len(rows) for split, rows in default.items()}
json.dump({"version": datasets.__version__, "read": read}, sys.stdout)
