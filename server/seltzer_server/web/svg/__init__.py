"""Small pictures made by the server, so that every page shows its data without scripts."""
