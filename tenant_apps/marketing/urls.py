from django.urls import path

from tenant_apps.marketing.views import owner, shop

app_name = "marketing"
urlpatterns = [
    path("deals/<uuid:id>/", shop.choose, name="choose"),
    path("deals/shelf/", shop.shelf_now, name="shelf"),
    path("manage/deals/", owner.deals, name="deals"),
    path("manage/deals/new/", owner.new_deal, name="new"),
    path("manage/deals/<uuid:id>/", owner.deal, name="deal"),
    path("manage/deals/<uuid:id>/offer/", owner.offer, name="offer"),
    path("manage/deals/<uuid:id>/remove/", owner.remove, name="remove"),
]
