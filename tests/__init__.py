"""A package by name: some libraries install a ``tests`` of their own, which would be found instead."""
