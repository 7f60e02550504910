"""Notes of preimage's own about the text of a Dockerfile, one module for each kind."""
