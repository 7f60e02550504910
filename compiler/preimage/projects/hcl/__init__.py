"""HCL: syntax, values, expressions and functions; nothing of Bake."""
