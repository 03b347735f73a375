"""One module a command, each with `run(args, env) -> int`; imported only when the command is chosen."""
