"""The pages: server-rendered, each with a JSON twin and its state in the URL."""
