"""The command line: click commands over the layers below."""
