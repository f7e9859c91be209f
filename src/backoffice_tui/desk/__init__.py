"""What people do, one transaction each; the only way in for screens and commands."""
