"""Values that flow between the rooms: image types, instructions, errors, rules, findings, traces."""
