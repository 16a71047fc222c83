"""The check language: files to located documents to frozen models, and the wire models."""
