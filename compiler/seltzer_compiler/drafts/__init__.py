"""From checks to what they need of the queries, one module per kind with needs of its own."""
