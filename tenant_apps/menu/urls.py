from django.urls import path

from tenant_apps.menu.views import adding, editor, found, photos, shop

app_name = "menu"
urlpatterns = [
    path("", shop.shop, name="shop"),
    path("menu/<uuid:id>/", shop.product, name="product"),
    path("menu/quote/", shop.quote, name="quote"),
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
    path("manage/menu/products/<uuid:id>/name/", editor.rename, name="rename"),
    path("manage/menu/products/<uuid:id>/price/", editor.price, name="price"),
    path("manage/menu/products/<uuid:id>/offer/", editor.offer, name="offer"),
    path("manage/menu/categories/<uuid:id>/<slug:way>/", editor.move, name="move"),
    path("manage/menu/categories/new/", adding.category, name="add-category"),
    path("manage/menu/products/new/", adding.product, name="add-product"),
    path("manage/menu/sizes/new/", adding.size, name="add-size"),
    path("manage/menu/toppings/new/", adding.topping, name="add-topping"),
    path("manage/menu/doughs/new/", adding.dough, name="add-dough"),
    path("manage/menu/import/", editor.import_menu, name="import"),
    path("manage/menu/starter/", editor.take_starter, name="starter"),
]
