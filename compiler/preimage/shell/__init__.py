"""Words and variables: how the text of a field becomes its value."""
