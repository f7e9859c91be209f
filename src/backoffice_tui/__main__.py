"""`python -m backoffice_tui`, and what the command `backoffice` runs."""

import sys

from backoffice_tui.cli import app, troubles


def main() -> int:
    """Run the program with the arguments of the process and return its exit code."""
    if "--debug" not in sys.argv:
        troubles.quiet_hook()
    return app.main()


if __name__ == "__main__":
    sys.exit(main())
