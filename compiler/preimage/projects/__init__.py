"""Compose and Bake files to builds."""
