from django.urls import path

from tenant_apps.insights import views

app_name = "insights"
urlpatterns = [
    path("manage/", views.today, name="today"),
    path("manage/now/", views.now, name="now"),
    path("manage/forecast/", views.forecast, name="forecast"),
    path("manage/royalties/", views.royalties, name="royalties"),
    path("manage/royalties/<slug:month>/", views.statement, name="statement"),
    path("manage/royalties/<slug:month>/statement.pdf", views.statement_pdf, name="statement-pdf"),
    path("manage/royalties/days/<slug:day>/", views.royalty_day, name="royalty-day"),
]
