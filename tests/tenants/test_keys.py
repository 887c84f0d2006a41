"""Cache keys, signatures and file names belong to one house."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile

import tenants
from tenants import storage
from toolbox import signing

HOUR = timedelta(hours=1)


def test_what_one_pizzeria_keeps_the_other_does_not_find(napoli: tenants.Here, roma: tenants.Here) -> None:
    with tenants.inside(napoli):
        cache.set("menu", "margherita")
    with tenants.inside(roma):
        assert cache.get("menu") is None
    with tenants.platform():
        assert cache.get("menu") is None
    with tenants.inside(napoli):
        assert cache.get("menu") == "margherita"


def test_without_a_tenant_the_cache_refuses(db: None) -> None:
    with pytest.raises(tenants.NoTenant):
        cache.get("menu")


def test_a_signature_holds_in_its_house_and_for_its_purpose(napoli: tenants.Here, roma: tenants.Here) -> None:
    with tenants.inside(napoli):
        text = signing.sign({"order": 1}, purpose="track")
        assert signing.unsign(text, purpose="track", max_age=HOUR) == {"order": 1}
        with pytest.raises(signing.BadSignature):
            signing.unsign(text, purpose="unsubscribe", max_age=HOUR)
        with pytest.raises(signing.Expired):
            signing.unsign(text, purpose="track", max_age=timedelta(seconds=-1))
    for elsewhere in (tenants.inside(roma), tenants.platform()):
        with elsewhere, pytest.raises(signing.BadSignature):
            signing.unsign(text, purpose="track", max_age=HOUR)
    with pytest.raises(tenants.NoTenant):
        signing.sign("x", purpose="track")


def test_files_lie_in_their_owners_folder_and_are_never_overwritten(
    napoli: tenants.Here, roma: tenants.Here, tmp_path: Path
) -> None:
    files: Any = storage.TenantFiles(location=tmp_path)
    names = []
    for here in (napoli, roma, napoli):
        with tenants.inside(here):
            names.append(files.save("logo.png", ContentFile(b"png")))
    assert names[0] == f"{napoli.id}/logo.png"
    assert names[1] == f"{roma.id}/logo.png"
    assert names[2] not in names[:2]
    assert names[2].startswith(f"{napoli.id}/")
    with pytest.raises(tenants.NoTenant):
        files.save("logo.png", ContentFile(b"png"))
