"""Systems of other libraries, or of one's own, run to get predictions."""
