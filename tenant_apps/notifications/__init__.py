"""The postal service: messages to people, written once, sent until they arrive."""
