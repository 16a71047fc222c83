"""The demo: a small shop with planted defects, and the whole path over it."""
