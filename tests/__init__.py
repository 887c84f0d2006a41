"""Ours come first: two libraries install a package of this name (apimatic-core, python-barcode)."""
