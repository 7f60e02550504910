"""Changes to the text of a Dockerfile."""
