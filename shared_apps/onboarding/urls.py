from django.urls import include, path

from shared_apps.onboarding import views

pages = [
    path("", views.home, name="home"),
    path("signup/", views.signup, name="signup"),
    path("signup/address/", views.address, name="address"),
    path("signup/<uuid:id>/", views.progress, name="progress"),
    path("signup/<uuid:id>/code/", views.renew_code, name="renew-code"),
    path("account/shops/", views.shops, name="shops"),
    path("account/shops/<uuid:id>/enter/", views.enter_shop, name="enter-shop"),
]

urlpatterns = [path("", include((pages, "onboarding")))]
