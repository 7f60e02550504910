"""From instructions to the image: stages, arguments, state and effects."""
