"""Everything an owner takes along, in one file."""

import csv
import io
import zipfile
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from shared_apps.accounts.access import staff
from shared_apps.billing.views.owner import PERMISSION
from toolbox.exports import safe_cell


@require_safe
@staff(PERMISSION)
def everything(request: HttpRequest) -> HttpResponse:
    """A ZIP of CSV files, also for who has cancelled or has not paid. Rows are read and packed a few at a time: what is
    held in memory is the packed file, 2 MB for a year of a busy shop.
    """
    along = import_module(settings.TAKING_ALONG)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("menu.csv", along.menu_file((get_language() or "it")[:2]))
        for name, head, rows in along.tables():
            with archive.open(f"{name}.csv", "w") as binary, io.TextIOWrapper(binary, "utf-8", newline="") as text:
                write = csv.writer(text).writerow
                write(head)
                for row in rows:
                    write([safe_cell(cell) for cell in row])
    response = HttpResponse(file.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{request.pizzeria.slug}.zip"'
    return response
