"""Bake files to builds."""
