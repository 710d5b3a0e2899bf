"""Forms of the dataset's metadata, each made from dataset/metadata.json."""
