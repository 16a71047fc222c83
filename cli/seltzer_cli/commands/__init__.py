"""One command per module; each is imported only when it is called."""
