"""`python -m backoffice_tui`, and what the command `backoffice` runs."""

import sys

from backoffice_tui.cli.app import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
