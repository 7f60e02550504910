"""What each instruction family does to the state of its stage."""
