"""The grammar that routines are written in, and what every routine needs: texts, dates, ids, forms."""
