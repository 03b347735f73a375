"""What this home remembers about its targets: `sync.db`, beside the log."""
