from django.urls import path

from shared_apps.franchise.views import members, royalties, stores

app_name = "franchise"
urlpatterns = [
    path("hq/", stores.hq, name="hq"),
    path("hq/stores/", members.stores, name="stores"),
    path("hq/stores/<uuid:store>/", members.store, name="store"),
    path("hq/royalties/", royalties.royalties, name="royalties"),
    path("hq/royalties/freeze/", royalties.freeze, name="freeze"),
    path("hq/royalties/formula/", royalties.formula, name="formula"),
    path("hq/royalties/formula/declare/", royalties.declare, name="declare"),
    path("hq/royalties/freezing-day/", royalties.freezing_day, name="freezing-day"),
    path("hq/royalties/<uuid:store>/<slug:month>/", royalties.statement, name="statement"),
    path("hq/royalties/<uuid:store>/<slug:month>/statement.pdf", royalties.statement_pdf, name="statement-pdf"),
]
