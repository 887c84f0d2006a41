"""Stand-ins: the third parties of the house, small and stateful, on this machine's own loopback.

Nothing of the product imports this package: it talks to them over HTTP, as it does to the real ones.
"""
