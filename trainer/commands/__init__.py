"""The commands: one module each, with `run(args, env) -> exit code`, imported only when it is chosen."""
