"""A terminal console for the back offices of electricity and housing companies in Sweden and Finland."""

__version__ = "0.2.0"
