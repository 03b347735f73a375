"""Imports without OpenSSL: loading it takes a tenth of the time until the first question, and no terminal needs it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import LazyLoader, find_spec, module_from_spec


@contextmanager
def without_openssl() -> Iterator[None]:
    """Import what can do without OpenSSL in the `with`: asyncio, which uses it for TLS, and wcwidth, for random names.

    asyncio finds no `ssl`, as in Python builds without it. `secrets` is loaded on first use.
    """
    if "secrets" not in sys.modules and (spec := find_spec("secrets")) and spec.loader:
        spec.loader = LazyLoader(spec.loader)
        sys.modules["secrets"] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules["secrets"])
    hidden = {"ssl"} - sys.modules.keys()
    sys.modules |= dict.fromkeys(hidden)  # type: ignore[arg-type]  # None is how Python notes that there is no module
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
