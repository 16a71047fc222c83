"""Names and types of checks against a catalogue, before anything runs."""
