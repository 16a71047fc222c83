"""One page per file: a frozen view model, and the function that reads it."""
