"""Whose basket, whose order: what this browser or this person may have, loaded and allowed in one step.

A guest's basket is held by its unguessable id in a signed cookie that outlives the
browser; a customer's belongs to them on every device. Which orders a guest placed
is remembered in their session.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from shared_apps.accounts.models import User
from shared_apps.journal.facts import Actor
from tenant_apps.ordering import actions, queries
from tenant_apps.ordering.models import Basket, BasketLine, Order
from tenant_apps.ordering.queries import Seen
from toolbox import signing, throttle

COOKIE = "__Host-basket" if settings.SESSION_COOKIE_SECURE else "basket"
LIFETIME = timedelta(days=180)
# In ten minutes from one address, which some people share: far more than choosing takes, far less than a script needs.
MOST_HOLDS = 120
_OWN = "orders"
_MOST_OWN = 30


def basket_of(request: HttpRequest) -> Basket | None:
    """Return the visitor's basket; what they gathered before they signed in comes along."""
    user, guest = user_of(request), _guest_basket(request)
    if user is None:
        return guest
    if guest is not None and not request.support:  # support looks and leaves no trace
        return actions.adopt_basket(guest, user=user, at=request.at)
    return queries.basket_of(user)


def basket_or_empty(request: HttpRequest) -> Basket:
    """Return the visitor's basket, or one that is nowhere yet: for pages that only look."""
    return basket_of(request) or Basket(created_at=request.at, updated_at=request.at)


def basket_or_new(request: HttpRequest) -> Basket:
    return basket_of(request) or actions.open_basket(user=user_of(request), at=request.at)


def line_of(request: HttpRequest, id: UUID) -> BasketLine:
    """Return a line of the visitor's own basket. Raises Http404."""
    basket = basket_of(request)
    line = basket.lines.filter(id=id).first() if basket else None
    if line is None:
        raise Http404
    return line


def basket_by_id(request: HttpRequest, id: UUID) -> Basket:
    """Return the basket with this id: a guest's to whoever knows it, a customer's to that customer. Raises Http404."""
    user = user_of(request)
    found = queries.guest_basket(id) or (queries.basket_of(user) if user else None)
    if found is None or found.id != id:
        raise Http404
    return found


def line_by_id(request: HttpRequest, id: UUID, line: UUID) -> tuple[Basket, BasketLine]:
    """Return a line of a basket that is reached by its id. Raises Http404."""
    basket = basket_by_id(request, id)
    found = basket.lines.filter(id=line).first()
    if found is None:
        raise Http404
    return basket, found


def remember_basket(response: HttpResponse, basket: Basket) -> HttpResponse:
    """Let the browser keep a guest's basket."""
    if basket.user_id is None:
        response.set_cookie(
            COOKIE,
            signing.sign(str(basket.id), purpose="basket"),
            max_age=LIFETIME,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def remember_order(request: HttpRequest, order: Order) -> None:
    """Let this browser see what it ordered: name and address, and cancelling."""
    own = [id for id in request.session.get(_OWN, []) if id != str(order.id)]
    request.session[_OWN] = [*own, str(order.id)][-_MOST_OWN:]


def seen_order(request: HttpRequest, id: UUID) -> Seen:
    """Return the order as this visitor may see it. Raises Http404."""
    return queries.order_for_customer(id, user=user_of(request), own=request.session.get(_OWN, []))


def own_order(request: HttpRequest, id: UUID) -> Order:
    """Return the order if this visitor placed it. Raises Http404 otherwise: not yours is not there."""
    seen = seen_order(request, id)
    if not seen.is_mine:
        raise Http404
    return seen.order


def count_hold(request: HttpRequest) -> None:
    """Count one more time held from where this visitor is. Raises TooOften."""
    throttle.count("hold-time", throttle.visitor(request), most=MOST_HOLDS, seconds=600)


def customer(request: HttpRequest) -> Actor:
    """Who acts on a customer's page: staff who order for themselves are customers there."""
    user = user_of(request)
    return Actor("customer", str(user.id)) if user else Actor.guest()


def user_of(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _guest_basket(request: HttpRequest) -> Basket | None:
    if not (signed := request.COOKIES.get(COOKIE)):
        return None
    try:
        return queries.guest_basket(UUID(signing.unsign(signed, purpose="basket", max_age=LIFETIME)))
    except signing.BadSignature:
        return None
