"""What Go does to text, so that ours comes out equal: standard library only, no input or output."""
