"""The schema's history; run in-process by `store.migrate`."""
