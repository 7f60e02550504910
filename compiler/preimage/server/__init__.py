"""The language server: what an editor is told of a Dockerfile, and the protocol around it."""
