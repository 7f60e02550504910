"""Test files: what an image is expected to be, and whether it is."""
