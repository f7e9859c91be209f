"""Names compared as people mean them."""

import unicodedata


def bare(text: str) -> str:
    """The text without case, accents and blanks."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not sign.isspace() and not unicodedata.combining(sign))
