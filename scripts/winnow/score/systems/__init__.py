"""Run systems on the gold standard to get their predictions."""
