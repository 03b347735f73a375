"""Tables (csv, tsv, txt), in and out."""
