"""JSON Schema (draft 7) of the versioned documents, made from the grammar itself."""
