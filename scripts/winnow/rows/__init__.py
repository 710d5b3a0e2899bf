"""From the model to the rows and columns of each config."""
