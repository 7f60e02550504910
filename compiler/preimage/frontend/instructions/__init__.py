"""The shape of each instruction family: one parser for each."""
