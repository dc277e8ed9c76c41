"""A lab notebook for the command line: one file, append only, searchable."""
