"""The product's WSGI application with a bare view beside it, for comparison in one process."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings
from django.urls import path

from bench.server import BARE
from config.wsgi import application as product


def bare_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", headers={"Content-Length": "2"})  # CommonMiddleware would say it


urlpatterns = [path(BARE.lstrip("/"), bare_view)]


class Bare(WSGIHandler):
    """Django with no middleware, no template and no row."""

    def get_response(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return super().get_response(request)


with override_settings(MIDDLEWARE=[]):
    bare = Bare()


def application(environ, start_response):
    return (bare if environ["PATH_INFO"] == BARE else product)(environ, start_response)
