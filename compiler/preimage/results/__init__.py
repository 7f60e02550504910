"""What is worked out from a finished compilation without evaluating again."""
