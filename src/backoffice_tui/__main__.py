"""`python -m backoffice_tui`, and what the command `backoffice` runs."""

import gc
import sys


def main() -> int:
    """Run the program with the arguments of the process and return its exit code."""
    # Loading makes many things that all stay; looking among them for what has gone takes a fifth of the time.
    gc.set_threshold(100_000, 10, 10)
    try:
        # Loading takes a moment too, and may be interrupted as quietly as the rest.
        from backoffice_tui.cli import app, troubles

        if "--debug" not in sys.argv:
            troubles.quiet_hook()
        return app.main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
