from django.urls import path

from tenant_apps.menu.views import building, cells, editor, found, importing, items, photos, publishing, shop
from tenant_apps.menu.views.drafting import TABLES

app_name = "menu"
urlpatterns = [
    path("", shop.shop, name="shop"),
    path("menu/<uuid:id>/", building.product, name="product"),
    path("menu/quote/", building.quote, name="quote"),
    path("menu/changed/", building.changed, name="changed"),
    path("menu/<uuid:id>/picture/<slug:version>.svg", shop.picture, name="picture"),
    path("menu/<uuid:id>/picture/<slug:version>.png", found.preview, name="preview"),
    path("menu/picture/<slug:version>.png", found.shop_preview, name="shop-preview"),
    path("sitemap.xml", found.sitemap, name="sitemap"),
    path("menu/photos/<slug:photo>/<slug:size>.<slug:kind>", photos.file, name="photo-file"),
    path("manage/menu/products/<uuid:id>/photo/", photos.photo, name="photo"),
    path("manage/menu/products/<uuid:id>/photo/whole.jpg", photos.whole, name="photo-whole"),
    path("manage/menu/products/<uuid:id>/photo/remove/", photos.remove, name="photo-remove"),
    path("manage/menu/products/<uuid:id>/photo/back/", photos.put_back, name="photo-put-back"),
    path("manage/menu/", editor.editor, name="editor"),
    path("manage/menu/toppings/", editor.toppings, name="toppings"),
    path("manage/menu/doughs/", editor.doughs, name="doughs"),
    path("manage/menu/cells/", cells.cells, name="cells"),
    path("manage/menu/prices/", cells.prices, name="prices"),
    path("manage/menu/translations/", cells.translations, name="translations"),
    path("manage/menu/rules/", publishing.rules, name="rules"),
    path("manage/menu/preview/", publishing.preview, name="draft-preview"),
    path("manage/menu/draft/<slug:verb>/", publishing.draft, name="draft"),
    path("manage/menu/versions/", publishing.versions, name="versions"),
    path("manage/menu/products/<uuid:id>/offer/", editor.offer, name="offer"),
    path("manage/menu/products/<uuid:id>/copy/", items.copy, name="copy"),
    path("manage/menu/import/", importing.import_menu, name="import"),
    path("manage/menu/import/take/", importing.take_import, name="take-import"),
    path("manage/menu/export/<slug:kind>/", importing.export_menu, name="export"),
    path("manage/menu/template.xlsx", importing.template, name="template"),
    path("manage/menu/starter/", editor.take_starter, name="starter"),
]
# Each table of the menu has the same pages; toppings are its ingredients.
for word, what in TABLES.items():
    start, table = f"manage/menu/{word}/", {"what": what}
    urlpatterns += [
        path(f"{start}new/", items.add, table, name=f"{what}-add"),
        path(f"{start}<uuid:id>/", items.change, table, name=f"{what}-change"),
        path(f"{start}<uuid:id>/move/", items.move, table, name=f"{what}-move"),
        path(f"{start}<uuid:id>/remove/", items.remove, table, name=f"{what}-remove"),
    ]
