"""The pages of a brief, one module each."""
