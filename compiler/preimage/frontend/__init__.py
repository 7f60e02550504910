"""From the bytes of a Dockerfile to typed instructions."""
