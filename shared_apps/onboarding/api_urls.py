from django.urls import path

from shared_apps.onboarding import api

urlpatterns = [
    path("signup/", api.sign_up, name="onboarding-sign-up"),
    path("signups/<uuid:id>/", api.status, name="onboarding-status"),
    path("signups/<uuid:id>/verify/", api.verify, name="onboarding-verify"),
    path("signups/<uuid:id>/code/", api.new_code, name="onboarding-new-code"),
]
