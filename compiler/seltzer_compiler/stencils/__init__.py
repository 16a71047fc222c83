"""Text with holes, made once by sqlglot for many measures that differ in names and texts only.

Building and rendering a tree takes some 150 us, and most checks ask what others ask of another
column. `words` says what may fill a hole, `conditions` finds holes in users' conditions, `patterns`
in measures, `stencil` makes the text and proves it, and `library` keeps those of a dialect.
"""
