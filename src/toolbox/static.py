"""Static files under names that carry their hash, compressed beforehand."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Manifest(CompressedManifestStaticFilesStorage):
    # A library's style sheet may name a picture that it does not ship; ours are checked by the tests.
    manifest_strict = False
