"""What search engines may look at on this host."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# Pages of one person's, and pages for work. The shop and the platform's front page are for everybody.
CLOSED = (
    "account/ api/ basket/ checkout/ counter/ courier/ hq/ kitchen/ language/ login/ manage/ oauth/ orders/ platform/"
)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *"]
    if settings.SEARCHABLE:
        lines += [f"Disallow: /{path}" for path in CLOSED.split()]
        if here := getattr(request, "pizzeria", None):
            lines += ["", f"Sitemap: {here.url('/sitemap.xml')}"]
    else:
        lines += ["Disallow: /"]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response
