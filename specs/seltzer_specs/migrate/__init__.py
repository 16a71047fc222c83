"""Other languages' files as versioned documents, comments kept."""
