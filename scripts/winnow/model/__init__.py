"""What a page, an annotation, a corpus, a problem and a rule are; imports no other package."""
