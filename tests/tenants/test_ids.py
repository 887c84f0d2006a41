"""UUID version 7 as RFC 9562 lays it out."""

import time

from toolbox.ids import uuid7


def test_version_variant_and_moment_are_where_the_rfc_puts_them() -> None:
    before = time.time_ns() // 1_000_000
    id = uuid7()
    assert (id.version, id.variant) == (7, "specified in RFC 4122")
    assert before <= id.int >> 80 <= time.time_ns() // 1_000_000 + 1


def test_ids_made_one_after_the_other_sort_so_and_differ() -> None:
    ids = [uuid7() for _ in range(20_000)]
    assert ids == sorted(set(ids))
