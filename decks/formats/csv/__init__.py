"""Tables as text (.csv, .tsv, .txt), read and written."""
