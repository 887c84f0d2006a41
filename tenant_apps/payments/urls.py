from tenant_apps.payments.till_urls import urlpatterns_till

app_name = "payments"
urlpatterns = [*urlpatterns_till]
