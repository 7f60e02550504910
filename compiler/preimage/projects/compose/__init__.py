"""Compose files to builds, and what a service's container gets."""
