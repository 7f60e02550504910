"""The standard library of Bake's expressions."""
